import { expect, test } from 'vitest'
import { areFragments, writePiece } from '../../src/cli/outcome.ts'
import { outputText } from '../../src/cli/ran.ts'

const streamOf = (kind: string) => ({ urls: { stream: `https://stream.replicate.com/v1/${kind}/key` } })

test('texts are joined where they are fragments of one, and a line each where they are several (cog #1257)', () => {
  expect(outputText(['a cat', 'a dog'], false)).toBe('a cat\na dog')
  expect(outputText(['a c', 'at'], true)).toBe('a cat')
  expect(outputText('one', false)).toBe('one')
  expect(outputText(['a', 1], true)).toBe('[\n  "a",\n  1\n]')
})

test('the schema says whether texts are fragments, and the kind of stream where it says nothing (cog #1257)', () => {
  expect(areFragments({ output: 'text-stream' }, streamOf('files'))).toBe(true)
  expect(areFragments({ output: 'list' }, streamOf('streams'))).toBe(false)
  expect(areFragments({ output: 'unknown' }, streamOf('streams'))).toBe(true)
  expect(areFragments({ output: 'unknown' }, streamOf('files'))).toBe(false)
})

test('each result of a list that streams stands on a line of its own, a fragment where the last one ended (cog #1257)', () => {
  let out = ''
  const stdout = { write: (text: string) => (out += text) }
  for (const piece of ['a cat', 'a dog']) writePiece(piece, false, { json: false }, { stdout })
  for (const piece of ['a ', 'bird']) writePiece(piece, true, { json: false }, { stdout })
  expect(out).toBe('a cat\na dog\na bird')
})
