/** How far a run is, as its log shows it. */
export type Progress = {
  /** From 0 to 1. */
  readonly fraction: number
  readonly current: number
  readonly total: number
  /** What the bar itself expects to be left. */
  readonly remainingMs?: number
}

// ` 18%|█▊        | 9/50 [00:01<00:03, 11.76it/s]`, the bars of tqdm.
const bar = /^\s*\d+%\s*\|[^|]*\|\s*(\d+)\/(\d+)(?:\s*\[[\d:]+<([\d:]+))?/
// No bar is longer; what is, is not looked at.
const longestBar = 400

/** The last progress bar in a log, or undefined. Bars may be overwritten by carriage returns. */
export function progressIn(logs: string): Progress | undefined {
  for (let end = logs.length; end > 0;) {
    const start = Math.max(logs.lastIndexOf('\n', end - 1), logs.lastIndexOf('\r', end - 1)) + 1
    const found = end - start > longestBar ? null : bar.exec(logs.slice(start, end))
    if (found !== null && Number(found[2]) > 0) return progressOf(Number(found[1]), Number(found[2]), found[3])
    end = start - 1
  }
  return undefined
}

function progressOf(current: number, total: number, remaining: string | undefined): Progress {
  const fraction = Math.min(1, current / total)
  return remaining === undefined ? { fraction, current, total } : { fraction, current, total, remainingMs: clockMs(remaining) }
}

/** `00:03` or `1:02:03` in milliseconds. */
const clockMs = (clock: string): number => clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0) * 1_000

/** The seed a model says it uses, from the first `Using seed: N` of its log. */
export function seedIn(logs: string): number | undefined {
  const found = /^\s*using seed:?\s+(\d{1,16})\b/im.exec(logs)
  const seed = found === null ? NaN : Number(found[1])
  return Number.isSafeInteger(seed) ? seed : undefined
}
