import { durationMs } from './duration.ts'

/** What the tags of a prompt ask the sandbox to do with this prediction. */
export type Tags = {
  /** Time the prediction stays `starting`. */
  readonly bootMs?: number
  /** The error the prediction ends with. */
  readonly fail?: string
  /** The safety filter refuses everything. */
  readonly nsfw?: true
  /** Nothing is ever said: the prediction runs until it is canceled. */
  readonly silent?: true
  /** After so many fragments the stream's connection is destroyed, once. */
  readonly cutAfter?: number
  /** Extra time, spread over the run. */
  readonly slowMs?: number
  /** The answer to its blocking create holds its files as data URLs. */
  readonly data?: true
  /** So long after its creation it cannot be found yet. */
  readonly unseenMs?: number
}

/** The error texts that clients classify, by the short name a tag may give. */
export const failures: Readonly<Record<string, string>> = {
  oom: 'CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 79.10 GiB of which 1.02 GiB is free.',
  nsfw: 'NSFW content detected. Try running it again, or try a different prompt.',
  pa: 'Prediction interrupted; please retry (code: PA)',
  e8765: 'Director: unexpected error handling prediction (E8765)',
  e6716: 'The model took too long to start (E6716)',
}

const tag = / ?\[sandbox:([a-z]+)(?:=([^\]\n]{0,500}))?\]/g

// A chat's prompt carries the turns before it: a tag there has done its work already.
const answered = /(?:^|\n)assistant:(?!\s*$)|<\|start_header_id\|>assistant<\|end_header_id\|>(?!\s*$)/gi

/** Where the newest turn of a transcript begins; 0 in a text that is no transcript. */
function newestTurn(text: string): number {
  let at = 0
  for (const found of text.matchAll(answered)) at = found.index + found[0].length
  return at
}

function read(name: string, value: string | undefined): Tags {
  const ms = value === undefined ? undefined : durationMs(value)
  switch (name) {
    case 'boot':
      return ms === undefined ? {} : { bootMs: ms }
    case 'slow':
      return ms === undefined ? {} : { slowMs: ms }
    case 'fail':
      return { fail: failures[(value ?? '').toLowerCase()] ?? (value || 'The model failed.') }
    case 'nsfw':
      return { nsfw: true }
    case 'silent':
      return { silent: true }
    case 'data':
      return { data: true }
    case 'unseen':
      return ms === undefined ? {} : { unseenMs: ms }
    case 'cut':
      return value !== undefined && /^\d{1,6}$/.test(value) ? { cutAfter: Number(value) } : {}
    default:
      return {}
  }
}

/** Takes the tags out of every text of an input: what they ask, and the input the engine gets to see. */
export function takeTags(input: Readonly<Record<string, unknown>>): {
  readonly tags: Tags
  readonly input: Readonly<Record<string, unknown>>
} {
  let tags: Tags = {}
  const clean = Object.entries(input).map(([name, value]) => {
    if (typeof value !== 'string' || !value.includes('[sandbox:')) return [name, value] as const
    const from = newestTurn(value)
    for (const found of value.slice(from).matchAll(tag)) tags = { ...tags, ...read(found[1] ?? '', found[2]) }
    return [name, value.replace(tag, '').trimStart()] as const
  })
  return { tags, input: Object.fromEntries(clean) }
}
