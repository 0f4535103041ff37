import { ReplicateError } from './errors.ts'

/** What a person writes to say what runs, taken apart. */
export type Reference =
  /** A model by its name: official, or a community model whose newest version is meant. */
  | { readonly kind: 'model'; readonly model: string }
  /** One version. `model` is missing where only the 64 hex digits were written. */
  | { readonly kind: 'version'; readonly version: string; readonly model?: string }
  | { readonly kind: 'deployment'; readonly deployment: string }
  | { readonly kind: 'cog'; readonly cog: string }

const name = String.raw`[^/:\s]+\/[^/:\s]+`
const forms = {
  model: new RegExp(`^${name}$`),
  version: new RegExp(`^(?:(${name}):)?([0-9a-f]{64})$`),
  deployment: new RegExp(`^deployment:(${name})$`),
  cog: /^cog:([A-Za-z0-9][\w-]{0,63})$/,
}

/**
 * Takes apart `owner/name`, `owner/name:<64 hex>`, `<64 hex>`, `deployment:owner/name` or `cog:<name>`. Throws kind
 * `invalid-input` for anything else; of `owner/name:latest` it says that there is no such version.
 */
export function parseReference(text: string): Reference {
  if (forms.model.test(text)) return { kind: 'model', model: text }
  const [, model, version] = forms.version.exec(text) ?? []
  if (version !== undefined) return { kind: 'version', version, ...(model !== undefined && { model }) }
  const deployment = forms.deployment.exec(text)?.[1]
  if (deployment !== undefined) return { kind: 'deployment', deployment }
  const cog = forms.cog.exec(text)?.[1]
  if (cog !== undefined) return { kind: 'cog', cog }
  const [, named, wanted] = new RegExp(`^(${name}):(.+)$`).exec(text) ?? []
  const sentence =
    named !== undefined && wanted !== undefined
      ? `"${wanted}" is no version: a version is 64 hex digits. Without one, "${named}" runs its newest.`
      : `A reference is "owner/name", "owner/name:<64 hex digits>", "deployment:owner/name" or "cog:<name>", got "${text}".`
  throw new ReplicateError('invalid-input', sentence)
}
