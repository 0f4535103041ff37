import { setTimeout as sleep } from 'node:timers/promises'
import { listen, say } from '../child.ts'
import { type Held, measureHeld } from '../held.ts'
import { watchLateness, watchOwnLateness } from '../lateness.ts'
import type { Plan, ReaderHears, ReaderSays } from './words.ts'

/** One way to have many answers written at once. */
export type Answers = {
  /** Begins the nth one. */
  readonly begin: (nth: number) => void
  /** Messages that were edited so far. */
  readonly frames: () => number
  /** Resolves once all are over; throws unless each is exactly what was sent. */
  readonly end: () => Promise<void>
}

/** In the reader's process: begins the answers, each token of which is told, and measures this process as the plan says. */
export async function measureAnswers(plan: Plan, open: (onToken: (text: string) => void) => Promise<Answers>): Promise<void> {
  let tokens = 0
  const answers = await open(() => void tokens++)

  const begin = async (from: number, count: number): Promise<void> => {
    for (let nth = from; nth < from + count; nth++) {
      answers.begin(nth)
      if (nth % 20 === 19) await sleep(5)
    }
    say<ReaderSays>({ type: 'opened' })
    await listen<ReaderHears>()
  }
  /** Waits until every token that was sent has been read, and says what the process then holds. */
  const settle = async (): Promise<Held> => {
    const heard = await listen<ReaderHears>()
    const sent = heard.type === 'paused' ? heard.sent : Number.NaN
    for (let tries = 0; tokens < sent && tries < 2_000; tries++) await sleep(10)
    if (tokens !== sent) throw new Error(`Of ${sent} tokens ${tokens} were read.`)
    return measureHeld()
  }

  await begin(0, plan.firstAnswers)
  const before = await settle()
  say<ReaderSays>({ type: 'settled' })
  await begin(plan.firstAnswers, plan.answers)
  await sleep(plan.warmMs)

  const began = { tokens, frames: answers.frames(), cpu: process.cpuUsage() }
  const [lateness, ownLateness] = [watchLateness(), watchOwnLateness()]
  await sleep(plan.windowMs)
  const { user, system } = process.cpuUsage(began.cpu)
  const measured = {
    cpuMicros: (user + system) / (tokens - began.tokens),
    lateMs: lateness(),
    ownLateMs: ownLateness(),
    frames: answers.frames() - began.frames,
    tokens: tokens - began.tokens,
  }

  say<ReaderSays>({ type: 'window over' })
  const after = await settle()
  const held = {
    heapBytes: (after.heapBytes - before.heapBytes) / plan.answers,
    rssBytes: (after.rssBytes - before.rssBytes) / plan.answers,
  }
  say<ReaderSays>({ type: 'measured', ...measured, held })
  await listen<ReaderHears>()
  await answers.end()
  say<ReaderSays>({ type: 'ended' })
}
