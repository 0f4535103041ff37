import { expect, test } from 'vitest'
import { costLine, estimateOf, playedBy } from '../../src/core/estimate.ts'

test('only what the sandbox plays is marked, never a container of one’s own', () => {
  expect(playedBy('stability-ai/sdxl', false)).toBe('stability-ai/sdxl (sandbox)')
  expect(playedBy('stability-ai/sdxl', true)).toBe('stability-ai/sdxl')
  expect([false, true].map(charged => playedBy('cog/painter', charged))).toEqual(['cog/painter', 'cog/painter'])
})

test('a result without a sum has no word on its cost, and an operator’s own price is not called free', () => {
  expect(costLine('cog/painter', 0, false)).toEqual([])
  expect(costLine('stability-ai/sdxl', undefined, true)).toEqual([])
  expect(costLine('cog/painter', 20_000, false)).toEqual(['about $0.02'])
  expect(costLine('stability-ai/sdxl', 20_000, false)).toEqual(['about $0.02, free here'])
})

test('of a small sum two figures are said', () => {
  expect(estimateOf(1_234, true)).toBe('about $0.0012')
})
