import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Surface } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import { eventually } from '../../flows/console.ts'
import { closed, general, isFinished, openStage, wordsOf } from '../stage.ts'

/** A tenth of what a channel bears, in a tenth of the time. */
const [edits, perMs] = [5, 500]

type Told = { readonly message: MessageRef; readonly at: number; readonly last: boolean }

/** All messages of the stage in one bucket of `edits` in `perMs`: what is beyond it is refused, a last one is kept waiting. */
function oneBucket(told: Told[], beyond: Told[]) {
  let window = { from: Number.NEGATIVE_INFINITY, count: 0 }
  let inFlight = 0
  let most = 0
  const wrap = (surface: Surface): Surface => ({
    ...surface,
    bucketOf: () => 'general',
    async edit(message, post, options) {
      most = Math.max(most, ++inFlight)
      try {
        await sleep(15)
        const at = performance.now()
        const edit = { message, at, last: options.last }
        if (at >= window.from + perMs) window = { from: at, count: 0 }
        const leftMs = window.from + perMs - at
        if (window.count >= edits) {
          beyond.push(edit)
          if (!options.last) return { shown: false, restMs: leftMs }
          await sleep(leftMs)
        }
        window.count++
        told.push(edit)
        await surface.edit(message, post, options)
        return { shown: true, restMs: window.count >= edits ? leftMs : 0 }
      } finally {
        inFlight--
      }
    },
  })
  return { wrap, most: () => most }
}

test('ten answers at once share the edits of their channel fairly, and each ends with exactly what was written', async () => {
  const [told, beyond]: [Told[], Told[]] = [[], []]
  const { wrap, most } = oneBucket(told, beyond)
  await using stage = await openStage({ pace: 1, wrapSurface: wrap })
  const threads = Array.from({ length: 10 }, (_, nth) => ({ ...general, thread: `thread ${nth}` }))
  await Promise.all(threads.map(address => stage.say('Count to 80.', { address })))
  await eventually('The end of all answers', async () =>
    stage.messages.length === 10 && stage.shown().every(isFinished) ? true : undefined,
  )
  await closed(stage)

  expect(beyond).toEqual([])
  expect(most()).toBe(1)
  const answers = (await stage.store.records.list('turns', {})).filter(turn => turn.by === 'model').map(turn => turn.text)
  expect(answers).toHaveLength(10)
  for (const { frames, lasts } of stage.messages) {
    expect(lasts).toBe(1)
    const [shown = ''] = answers.filter(text => wordsOf(frames.at(-1) as never).startsWith(text))
    expect(shown).toMatch(/1.*80/s)
  }
  // While all ten are written nobody is shown a second time more often than another.
  const refs = stage.messages.map(({ ref }) => ref)
  const allBegun = Math.max(...refs.map(ref => told.findIndex(({ message }) => message === ref)))
  const meanwhile = told.slice(
    allBegun + 1,
    told.findIndex(({ last }) => last),
  )
  const counts = refs.map(ref => meanwhile.filter(({ message }) => message === ref).length)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(1)
})
