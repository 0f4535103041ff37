import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answeredAt, pathTo, recall, rejoined, type Turn } from '../../src/core/conversation.ts'
import { turn } from './turn.ts'

const ids = (turns: readonly Turn[]): readonly string[] => turns.map(({ id }) => id)

/** Where a plain mention would go on. */
const newest = (turns: readonly Turn[]): Turn | undefined => turns.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))[0]

/** Trees, and things that ought to be trees: parents that are missing, circles. */
const anyTurns = fc
  .array(fc.record({ parent: fc.option(fc.nat(12), { nil: undefined }), at: fc.nat(5), text: fc.string({ maxLength: 30 }) }), {
    maxLength: 12,
  })
  .map(rows =>
    rows.map(({ parent, at, text }, index) =>
      turn(`t${index}`, { at, text, ...(parent !== undefined && { parent: `t${parent}` }) }),
    ),
  )

test('a path goes from parent to child, ends at the turn asked for, and never runs in a circle', () => {
  fc.assert(
    fc.property(anyTurns, fc.nat(12), (turns, index) => {
      const path = pathTo(turns, `t${index}`)
      expect(ids(path).at(-1)).toBe(turns[index]?.id)
      expect(new Set(ids(path)).size).toBe(path.length)
      for (const [place, { parent }] of path.entries()) if (place > 0) expect(parent).toBe(path[place - 1]?.id)
      const begin = path[0]?.parent
      expect(begin === undefined || ids(path).includes(begin) || !ids(turns).includes(begin)).toBe(true)
    }),
  )
})

test('a path follows the branch it is asked for, and begins behind what was forgotten', () => {
  const turns = [
    turn('a'),
    turn('b', { parent: 'a' }),
    turn('c', { parent: 'b' }),
    turn('d', { parent: 'b' }),
    turn('e', { parent: 'gone' }),
  ]
  expect(ids(pathTo(turns, 'd'))).toEqual(['a', 'b', 'd'])
  expect(ids(pathTo(turns, 'e'))).toEqual(['e'])
  expect(pathTo(turns, 'nobody')).toEqual([])
})

test('taken out of a conversation, turns leave every path as it was without them', () => {
  fc.assert(
    fc.property(anyTurns, fc.array(fc.nat(12)), (turns, indexes) => {
      const gone = new Set(indexes.map(index => `t${index}`))
      const moved = new Map(rejoined(turns, gone).map(turn => [turn.id, turn]))
      const left = turns.filter(({ id }) => !gone.has(id)).map(turn => moved.get(turn.id) ?? turn)
      expect([...moved.keys()].every(id => left.some(turn => turn.id === id))).toBe(true)
      const isCircle = (path: readonly Turn[]): boolean => path[0]?.parent !== undefined && ids(path).includes(path[0].parent)
      for (const { id } of left) {
        const before = pathTo(turns, id)
        if (isCircle(before)) continue
        expect(ids(pathTo(left, id))).toEqual(ids(before).filter(known => !gone.has(known)))
      }
    }),
    { numRuns: 500 },
  )
})

test('an answer given anew is the newest turn only where nothing was said since, and never stands before its question', () => {
  fc.assert(
    fc.property(anyTurns, fc.nat(12), fc.array(fc.nat(20), { maxLength: 3 }), fc.nat(30), (turns, index, earlier, now) => {
      const question = turns[index]
      fc.pre(question !== undefined)
      let all = turns
      for (const [count, moment] of [...earlier, now].entries()) {
        const at = answeredAt(all, question, moment)
        const answer = turn(`a${count}`, { by: 'model', parent: question.id, at })
        const others = all.filter(({ id, by, parent }) => id !== question.id && !(by === 'model' && parent === question.id))
        const isSince = others.some(other => other.at > question.at && other.id === newest(all)?.id)
        expect(at).toBeGreaterThanOrEqual(question.at)
        expect(newest([...all, answer])?.id).toBe(isSince ? newest(all)?.id : answer.id)
        all = [...all, answer]
      }
    }),
    { numRuns: 500 },
  )
})

test('memory is the longest end of a path that fits, back to what a summary tells, and always has the question', () => {
  const sizeOf = ({ text }: Turn): number => text.length
  fc.assert(
    fc.property(anyTurns, fc.nat(14), fc.nat(120), fc.option(fc.nat(12)), fc.boolean(), (path, most, tokens, told, lacks) => {
      const summary = turn('s', { by: 'model', replaces: [], ...(lacks && { lacks: true as const }) })
      const toldAt = told === null || told >= path.length - 1 ? -1 : told
      const summaryOf = ({ id }: Turn): Turn | undefined => (id === path[toldAt]?.id ? summary : undefined)
      const { turns: kept, summary: given, isCut } = recall(path, { turns: most, tokens }, sizeOf, summaryOf)
      const from = path.length - kept.length
      expect(kept).toEqual(path.slice(from))
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(1, path.length))
      const size = (turns: readonly Turn[]): number => turns.reduce((sum, { text }) => sum + text.length, 0)
      const fits = (turns: readonly Turn[]): boolean => turns.length <= most && size(turns) <= tokens
      if (kept.length > 1) expect(fits(kept)).toBe(true)
      expect(given !== undefined).toBe(toldAt >= 0 && from === toldAt + 1)
      expect(from).toBeGreaterThan(toldAt)
      if (given === undefined && from > 0) expect(fits(path.slice(from - 1))).toBe(false)
      // Nothing is left out in silence.
      expect(isCut).toBe(given === undefined ? from > 0 : lacks)
    }),
    { numRuns: 500 },
  )
})
