/** What older guides call a thing, and what does the same today. One table for chat and command line. */
export type Successor = {
  readonly name: string
  /** Why the old name does not work, as the end of a sentence that begins with it. */
  readonly why: string
}

const models: Readonly<Record<string, Successor>> = {
  'meta/llama-3-70b-instruct': { name: 'meta/meta-llama-3-70b-instruct', why: 'does not exist at Replicate' },
  'meta/llama-3-8b-instruct': { name: 'meta/meta-llama-3-8b-instruct', why: 'does not exist at Replicate' },
  'meta/llama-2-70b-chat': { name: 'meta/meta-llama-3-70b-instruct', why: 'is an older generation' },
  'mistralai/mistral-7b-instruct-v0.2': { name: 'meta/meta-llama-3-8b-instruct', why: 'was taken off Replicate’s list' },
  'stability-ai/sdxl-base': { name: 'stability-ai/sdxl', why: 'does not exist at Replicate' },
}

const hardware: Readonly<Record<string, Successor>> = {
  'gpu-a40-small': { name: 'gpu-l40s', why: 'was retired' },
  'gpu-a40-large': { name: 'gpu-l40s', why: 'was retired' },
  'gpu-a40-large-2x': { name: 'gpu-l40s-2x', why: 'was retired' },
  'gpu-a40-large-4x': { name: 'gpu-l40s-4x', why: 'was retired' },
  'gpu-a40-large-8x': { name: 'gpu-l40s-8x', why: 'was retired' },
}

/** Versions that guides name by a beginning that no version has. */
const versions: readonly string[] = ['39ed52f2319f9a8d']

/** The sentence for a model reference that is dead, or undefined: nothing is known against it. */
export function deadModel(reference: string): string | undefined {
  const [name = '', version] = reference.split(':')
  const successor = Object.hasOwn(models, name) ? models[name] : undefined
  if (successor !== undefined) return `\`${reference}\` ${successor.why}; its living successor is \`${successor.name}\`.`
  if (version !== undefined && versions.some(dead => version.startsWith(dead)))
    return `\`${name}\` has no version that begins with ${version.slice(0, 16)}; write \`${name}\` for its newest.`
  return undefined
}

/** The sentence for hardware that is not offered any more, or undefined. */
export function deadHardware(sku: string): string | undefined {
  const successor = Object.hasOwn(hardware, sku) ? hardware[sku] : undefined
  return successor === undefined ? undefined : `\`${sku}\` ${successor.why}; its living successor is \`${successor.name}\`.`
}
