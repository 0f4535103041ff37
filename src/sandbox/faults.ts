/** What can be made to go wrong on request. */
export const faultKinds = [
  'http-429',
  'http-402',
  'http-500',
  'reset-before',
  'reset-after',
  'webhook-lost',
  'webhook-double',
  'webhook-late',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** A fault that waits for its moment. `times` counts down; a webhook fault is spent per prediction, not per delivery. */
export type Fault = {
  readonly kind: FaultKind
  readonly times: number
  /** Part of the request's path or of the input's JSON; without it the fault waits for a prediction that is created. */
  readonly match?: string
  /** Seconds a 429 asks to wait. */
  readonly retryAfter?: number
  /** Seconds a late webhook is late. */
  readonly delay?: number
}

/** What a fault is compared with. */
export type Moment = { readonly path: string; readonly input: string; readonly create: boolean }

/** The faults that are asked for and not yet spent, oldest first. They live as long as the process. */
export type Faults = {
  add(fault: Fault): void
  list(): readonly Fault[]
  clear(): void
  /** Spends one time of the first fault of these kinds that fits the moment. */
  take(kinds: readonly FaultKind[], moment: Moment): Fault | undefined
}

const fits = ({ match }: Fault, { path, input, create }: Moment): boolean =>
  match === undefined ? create : path.includes(match) || input.includes(match)

/** An empty list of faults. */
export function createFaults(): Faults {
  let faults: readonly Fault[] = []
  return {
    add: fault => void (faults = [...faults, fault]),
    list: () => faults,
    clear: () => void (faults = []),
    take(kinds, moment) {
      const found = faults.find(fault => kinds.includes(fault.kind) && fits(fault, moment))
      if (found === undefined) return undefined
      faults = faults.flatMap(fault =>
        fault !== found ? [fault] : fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [],
      )
      return found
    },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const show = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing').slice(0, 80))

/** Reads a request for a fault: the fault, or a sentence that says what is wrong with it. */
export function readFault(body: unknown): Fault | string {
  if (!isRecord(body)) return `A fault is a JSON object such as {"kind": "http-429", "times": 2}, got ${show(body)}.`
  const { kind, times = 1, match, retryAfter, delay, ...rest } = body
  const [stray] = Object.keys(rest)
  if (stray !== undefined)
    return `A fault has no field "${stray}". It has kind, times, match, retryAfter (of http-429) and delay (of webhook-late).`
  const known = faultKinds.find(name => name === kind)
  if (known === undefined) return `"kind" must be one of ${faultKinds.join(', ')}, got ${show(kind)}.`
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
    return `"times" must be a whole number from 1, got ${show(times)}.`
  if (match !== undefined && (typeof match !== 'string' || match === ''))
    return `"match" must be a part of a path or of an input, got ${show(match)}.`
  for (const [name, seconds] of Object.entries({ retryAfter, delay }))
    if (seconds !== undefined && (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= 3600)))
      return `"${name}" must be seconds from 0 to 3600, got ${show(seconds)}.`
  return {
    kind: known,
    times,
    ...(match === undefined ? {} : { match }),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(typeof delay === 'number' ? { delay } : {}),
  }
}
