const blocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

const clock = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Lines as tqdm writes them, one for each percent: ` 18%|█▊        | 9/50 [00:01<00:03, 11.76it/s]`. Where the percent did not change, the line is empty. */
export function progressBar(total: number, now: () => number = () => performance.now()): (done: number) => string {
  const startedMs = now()
  let shown = -1
  return done => {
    const percent = Math.floor((done / total) * 100)
    if (percent === shown) return ''
    shown = percent
    const eighths = Math.floor((done / total) * 80)
    const bar = `${'█'.repeat(Math.floor(eighths / 8))}${blocks[eighths % 8] ?? ''}`.padEnd(10)
    const seconds = Math.max(0.001, (now() - startedMs) / 1000)
    const rate = done / seconds
    const pace =
      done === 0
        ? '?, ?it/s'
        : `${clock((total - done) / rate)}, ${rate < 1 ? `${(1 / rate).toFixed(2)}s/it` : `${rate.toFixed(2)}it/s`}`
    return `${String(percent).padStart(3)}%|${bar}| ${done}/${total} [${clock(seconds)}<${pace}]`
  }
}
