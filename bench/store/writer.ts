// Keeps and reads values in one of the ways and says how fast: `writer.ts <side> <count>`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from '../child.ts'
import { openRaw } from './raw.ts'
import { openShelf } from './shelf.ts'
import type { Rates } from './words.ts'
import { keys } from './workload.ts'

const [side, written] = process.argv.slice(2)
const count = Number(written)
const folder = await mkdtemp(join(tmpdir(), 'replichat-bench-'))
try {
  const opened = await (side === 'raw' ? openRaw(folder) : openShelf(folder))
  const rate = async (act: (count: number) => Promise<void>): Promise<number> => {
    await act(keys)
    const begun = performance.now()
    await act(count)
    return (count * 1_000) / (performance.now() - begun)
  }
  const rates: Rates = {
    set: await rate(opened.set),
    get: await rate(opened.get),
    setTogether: await rate(opened.setTogether),
    setEnding: await rate(opened.setEnding),
  }
  await opened.close()
  // Before it speaks: whoever has heard it ends this process.
  await rm(folder, { recursive: true })
  say<Rates>(rates)
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.disconnect()
