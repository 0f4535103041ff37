import fc from 'fast-check'
import { expect, test } from 'vitest'
import { live, type Story } from './history.ts'
import { story } from './story.ts'
import { judge } from './verdict.ts'

/** `STREAMS=full` lives a hundred thousand histories; without it a thousand. */
const isFull = process.env['STREAMS'] === 'full'
const runs = Number(process.env['STREAMS_RUNS'] ?? (isFull ? 100_000 : 1_000))
const seed = Number(process.env['STREAMS_SEED'] ?? Math.floor(Math.random() * 0x7fffffff))
const path = process.env['STREAMS_PATH']
/** How long a smaller history that fails is looked for. */
const shrinkMs = 60_000

test(
  'whatever breaks while answers are written, no character is lost or shown twice, every message is finished, and nothing is paid twice',
  { timeout: 120_000 + runs * 600 },
  async () => {
    const all = { histories: 0, turns: 0, characters: 0, messages: 0, edits: 0, deaths: 0, stopped: 0 }
    const sayEvery = 5_000
    let failedAt = Number.POSITIVE_INFINITY
    await fc.assert(
      fc.asyncProperty(story, async (told: Story) => {
        // What is not looked at any more counts as well: the smallest that was found is told.
        if (performance.now() - failedAt > shrinkMs) return
        const { troubles, ...counts } = await live(told, judge)
        all.histories++
        for (const key of ['turns', 'characters', 'messages', 'edits', 'deaths', 'stopped'] as const) all[key] += counts[key]
        if (all.histories % sayEvery === 0) console.log(`streams: ${all.histories} of ${runs} histories`)
        if (troubles.length === 0) return
        failedAt = Math.min(failedAt, performance.now())
        throw new Error(troubles.join('\n'))
      }),
      {
        numRuns: runs,
        seed,
        ...(path !== undefined && { path, endOnFailure: true }),
        reporter(details) {
          if (!details.failed) return
          const again = `STREAMS_SEED=${details.seed} STREAMS_PATH=${details.counterexamplePath ?? ''} npx vitest run --mode chaos test/streams`
          const [error] = [details.errorInstance].flat()
          const why = error instanceof Error ? error.message : String(error)
          throw new Error(`${why}\n${fc.defaultReportMessage(details) ?? ''}\nRun it alone: ${again}`, { cause: error })
        },
      },
    )
    console.log(
      `streams: ${all.histories} histories, ${all.turns} turns, ${all.characters} characters in ${all.messages} messages by ${all.edits} edits, ${all.stopped} stopped, ${all.deaths} lives ended in mid-step: lost 0, doubled 0, unfinished 0, budgets exceeded 0.`,
    )
    if (path !== undefined) return
    expect(all.deaths).toBeGreaterThan(0)
    expect(all.stopped).toBeGreaterThan(0)
  },
)
