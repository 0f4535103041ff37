import type { Prediction } from '../replicate/wire.ts'
import { progressIn } from '../replicate/progress.ts'
import type { Output } from './io.ts'

const cells = 10

/** One line of a terminal that is written over and over. Where nobody watches, nothing is written. */
export type ProgressLine = {
  show(prediction: Prediction): void
  /** Takes the line away. */
  clear(): void
}

/** A progress line on a stream, `Generating ▰▰▰▱▱▱▱▱▱▱ 34% · 9/25 · about 6 s`; the bar never goes back. `now`: milliseconds. */
export function progressLine(out: Output, now: () => number): ProgressLine {
  const began = now()
  let most = 0
  let isShown = false

  const textOf = ({ status, logs }: Prediction): string => {
    const ran = `${Math.round((now() - began) / 1_000)} s`
    if (status === 'starting') return `Starting · ${ran}`
    const progress = progressIn(logs)
    if (progress === undefined) return `Running · ${ran}`
    most = Math.max(most, progress.fraction)
    const full = Math.round(most * cells)
    const bar = `${'▰'.repeat(full)}${'▱'.repeat(cells - full)}`
    const left = progress.remainingMs === undefined ? '' : ` · about ${Math.ceil(progress.remainingMs / 1_000)} s`
    return `Generating ${bar} ${Math.round(most * 100)}% · ${progress.current}/${progress.total}${left}`
  }

  return {
    show(prediction) {
      if (out.isTTY !== true) return
      isShown = true
      out.write(`\r\u001b[2K${textOf(prediction).slice(0, (out.columns ?? 80) - 1)}`)
    },
    clear() {
      if (isShown) out.write('\r\u001b[2K')
      isShown = false
    },
  }
}
