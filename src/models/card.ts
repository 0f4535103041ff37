import { Fault } from '#core/fault.ts'
import { isModelRef, kindOf, type ModelCard, type ModelRef } from '#core/model-card.ts'
import type { Replicate } from '../replicate/client.ts'
import { readSchema } from '../replicate/schema.ts'
import { isRecord } from '../replicate/wire.ts'
import { deadModel } from './successors.ts'

/** Asks Replicate (or what plays it, as `where` says) for what is known of a model. An `input` fault says when there is no such model. */
export async function readCard(
  replicate: Replicate,
  ref: ModelRef,
  signal: AbortSignal,
  where = 'Replicate',
): Promise<ModelCard> {
  const dead = deadModel(ref)
  if (dead !== undefined) throw new Fault('input', dead)
  if (!isModelRef(ref))
    throw new Fault('input', `“${ref.slice(0, 80)}” is not a model; write \`owner/name\` or \`deployment:owner/name\`.`)
  if (ref.startsWith('cog:')) throw new Fault('input', `There is no Cog container \`${ref.slice('cog:'.length)}\` here.`)
  if (ref.startsWith('deployment:')) {
    const { current_release: release } = await orUnknown(ref, where, () =>
      replicate.deployments.get(ref.slice('deployment:'.length), signal),
    )
    const model = await replicate.models.get(release.model, signal)
    // An official model's own versions cannot be asked for one by one: its newest schema is the one that holds.
    const version =
      model.is_official || model.latest_version?.id === release.version
        ? model.latest_version
        : await replicate.models.versions.get(release.model, release.version, signal)
    return cardOf(ref, ref, release.model, model.description, version?.openapi_schema)
  }
  const [name = '', pinned] = ref.split(':')
  const model = await orUnknown(ref, where, () => replicate.models.get(name, signal))
  if (pinned !== undefined) {
    const version = await orUnknown(ref, where, () => replicate.models.versions.get(name, pinned, signal))
    return cardOf(ref, ref, name, model.description, version.openapi_schema)
  }
  const latest = model.latest_version
  if (latest === undefined || latest === null) throw new Fault('input', `\`${ref}\` has no version that can be run.`)
  return cardOf(ref, model.is_official ? ref : `${name}:${latest.id}`, name, model.description, latest.openapi_schema)
}

async function orUnknown<Result>(ref: ModelRef, where: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask()
  } catch (thrown) {
    if (isRecord(thrown) && thrown['kind'] === 'not-found')
      throw new Fault(
        'input',
        `${where} knows no ${ref.startsWith('deployment:') ? 'deployment' : 'model'} \`${ref.replace('deployment:', '')}\`. Check the spelling.`,
        { cause: thrown },
      )
    throw thrown
  }
}

/** A card out of a container's OpenAPI document; `names` are those of a training's schemas. */
export function cardOf(
  ref: ModelRef,
  pinned: ModelRef,
  model: string,
  about: string | null | undefined,
  openapi: unknown,
  names?: { readonly input: string; readonly output: string },
): ModelCard {
  const { fields, output, input } = readSchema(openapi, names)
  const card = {
    ref,
    pinned,
    model,
    about: about ?? '',
    output,
    schema: input,
    fields: fields.map(({ kind, item, ...field }) => ({
      name: field.name,
      about: field.about,
      type: kind,
      required: field.required,
      ...(field.default !== undefined && { default: field.default }),
      ...(field.min !== undefined && { min: field.min }),
      ...(field.max !== undefined && { max: field.max }),
      ...(field.choices !== undefined && { choices: field.choices }),
      ...(item === 'file' && { files: true }),
    })),
  }
  return { ...card, kind: kindOf(card) }
}
