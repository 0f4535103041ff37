import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calculate, writeNumber } from '../../src/sandbox/engines/talk/arithmetic.ts'

type Tree = { readonly sign: string; readonly left: Node; readonly right: Node }
type Node = number | Tree
const { tree } = fc.letrec<{ tree: Node; leaf: Node }>(tie => ({
  leaf: fc.integer({ min: 0, max: 99 }),
  tree: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.record({ sign: fc.constantFrom('+', '-', '*'), left: tie('tree'), right: tie('tree') }),
  ),
}))
const worth = (node: Node): number => {
  if (typeof node === 'number') return node
  const [left, right] = [worth(node.left), worth(node.right)]
  return node.sign === '+' ? left + right : node.sign === '-' ? left - right : left * right
}
const rank = (node: Node): number => (typeof node === 'number' ? 3 : node.sign === '*' ? 2 : 1)
/** Written with no more brackets than needed, so that precedence and order have to be known. */
const write = (node: Node): string => {
  if (typeof node === 'number') return String(node)
  const bracket = (inner: Node, least: number): string => (rank(inner) < least ? `(${write(inner)})` : write(inner))
  return `${bracket(node.left, rank(node))} ${node.sign} ${bracket(node.right, rank(node) + 1)}`
}

test('a calculation keeps the order of its signs and brackets', () => {
  fc.assert(
    fc.property(
      tree.filter(node => typeof node !== 'number'),
      node => {
        expect(calculate(`what is ${write(node)}?`)).toMatchObject({ value: worth(node) })
      },
    ),
  )
})

test.each([
  ['what is 17 * 23 + 4', 395],
  ['15% of 80', 12],
  ['2 ^ 3 ^ 2', 512],
  ['-2^2', -4],
  ['(1.5 + 2.5) × 3', 12],
  ['8 ÷ 4 ÷ 2', 1],
  ['1,250 + 1', 1251],
  ['80 + 10%', 88],
  ['17 % 5', 2],
  ['square root of 144', 12],
  ['how much is three plus four?', 7],
  ['What is the sum of 3 and 4', 7],
  ['subtract 5 from 12', 7],
  ['5!', 120],
  ['2 (3 + 4)', 14],
  ['10 to the power of 3', 1000],
  ['12 x 12', 144],
  ['half of 9', 4.5],
])('"%s" is %d', (text, value) => {
  expect(calculate(text)).toMatchObject({ value })
})

test.each([
  ['5 / 0', 'dividing by zero has no result'],
  ['0 ^ -1', 'dividing by zero has no result'],
  ['7 mod 0', 'dividing by zero has no result'],
  ['(3 + 4', 'a bracket is not closed'],
  ['3 +', 'something is missing in it'],
  ['999 ^ 999', 'the result is too large for me to write down'],
  ['sqrt(0 - 4)', 'there is no such real number'],
])('"%s" has no result, and the reason is said', (text, problem) => {
  expect(calculate(text)).toMatchObject({ problem })
})

test.each([
  '2024-05-06',
  '16:9',
  'call 555-123-4567',
  'I have 2 dogs + a cat',
  'hello',
  '42',
  'covid-19',
  'what is life',
  'https://a.b/1+1',
])('"%s" is no calculation', text => {
  expect(calculate(text)).toBeUndefined()
})

test('a result can be calculated on with', () => {
  expect(calculate('times 2', 21)).toMatchObject({ value: 42 })
  expect(calculate('that minus 1', 21)).toMatchObject({ value: 20 })
})

test('numbers are written without the dust of binary fractions, and rounded ones say so', () => {
  expect([0.1 + 0.2, 1 / 3, 1e6, -2.5, 2 ** 64, 1e-9].map(writeNumber)).toEqual([
    '0.3',
    '0.333333333333',
    '1000000',
    '-2.5',
    'about 1.84467 × 10^19',
    'about 1 × 10^-9',
  ])
})
