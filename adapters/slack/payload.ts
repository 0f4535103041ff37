/** What Slack sent, as JSON whose shape nobody has checked. */
export type Payload = Readonly<Record<string, unknown>>

/** What stands at a path, undefined where the path leads nowhere. */
export function valueAt(from: unknown, ...path: readonly string[]): unknown {
  let value = from
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Payload)[name]
  }
  return value
}

/** The text at a path; an empty one is none. */
export function textAt(from: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(from, ...path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The list at a path, empty where there is none. */
export function listAt(from: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(from, ...path)
  return Array.isArray(value) ? value : []
}

/** The number at a path. */
export function numberAt(from: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(from, ...path)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** When a message was written, in ms since the epoch: its ts is seconds with a fraction that tells it from others. */
export const msOfTs = (ts: string): number => Math.round(Number(ts) * 1_000)
