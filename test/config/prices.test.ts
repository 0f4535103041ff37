import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cost, microUsd, pricesOf } from '../../src/core/money.ts'
import { loadPrices } from '../../src/config/prices.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-prices-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What is thrown for a file with this content. */
async function refusal(content: string): Promise<string> {
  const file = join(folder, 'prices.json')
  await writeFile(file, content)
  try {
    loadPrices(file)
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: 'Fault', kind: 'config' })
    return (thrown as Error).message.replace(file, 'FILE')
  }
  return ''
}

test('the shipped table prices four pictures of the default model, and a talk by its tokens', () => {
  const table = loadPrices()
  expect(cost(pricesOf(table, 'black-forest-labs/flux-schnell'), { images: 4 })).toBe(microUsd(0.012))
  expect(cost(pricesOf(table, 'meta/meta-llama-3-70b-instruct'), { inputTokens: 1_000_000, outputTokens: 1_000_000 })).toBe(
    microUsd(3.4),
  )
  expect(cost(pricesOf(table, 'nobody/knows'), { images: 1 })).toBeUndefined()
})

test('each shipped price says where it comes from', () => {
  const lines = JSON.parse(readFileSync(new URL('../../src/config/prices.json', import.meta.url), 'utf8')) as {
    source?: string
  }[]
  expect(lines.length).toBeGreaterThan(10)
  for (const line of lines) expect(line.source).toMatch(/Replicate/)
})

test("an operator's table stands in for the shipped one", async () => {
  const file = join(folder, 'mine.json')
  await writeFile(
    file,
    '[{ "match": "acme/*", "unit": "second", "usd": 0.001 }, { "match": "*", "unit": "run", "usd": 0.1, "source": "guess" }]',
  )
  const table = loadPrices(file)
  expect(cost(pricesOf(table, 'acme/flux'), { seconds: 2 })).toBe(microUsd(0.002))
  expect(cost(pricesOf(table, 'other/model'), {})).toBe(microUsd(0.1))
})

test.each([
  ['{', 'PRICES_FILE FILE is not valid JSON.'],
  ['{}', 'PRICES_FILE FILE must hold a list of prices: [{ "match": "owner/name", "unit": "image", "usd": 0.003 }].'],
  [
    '[{ "match": "a/b", "unit": "images", "usd": 1 }]',
    'PRICES_FILE FILE, entry 1, "unit": must be one of second, image, input_token, output_token, video_second, run.',
  ],
  ['[{ "match": "a/b", "unit": "run", "usd": -1 }]', 'PRICES_FILE FILE, entry 1, "usd": must not be below 0.'],
  ['[{ "match": "a/b", "unit": "run", "usd": "1" }]', 'PRICES_FILE FILE, entry 1, "usd": must be a number of dollars.'],
  [
    '[{ "match": "flux schnell", "unit": "run", "usd": 1 }]',
    'PRICES_FILE FILE, entry 1, "match": must be `owner/name`, or a beginning of it followed by `*`.',
  ],
  [
    '[{ "match": "a/b", "unit": "run", "usd": 1 }, { "match": "a/b", "unit": "run", "usd": 2 }]',
    'PRICES_FILE FILE prices a/b by run twice.',
  ],
])('%j is refused in words', async (content, sentence) => {
  expect(await refusal(content)).toBe(sentence)
})

test('a file that is not there is refused in words', () => {
  expect(() => loadPrices(join(folder, 'none.json'))).toThrow(/^PRICES_FILE .+none\.json cannot be read\.$/)
})

test('the table that docs/money.md shows is one that a start takes', async () => {
  const page = readFileSync(new URL('../../docs/money.md', import.meta.url), 'utf8')
  const [, shown = ''] = /```json\n(.+?)```/s.exec(page) ?? []
  expect(await refusal(shown)).toBe('')
  expect(JSON.parse(shown)).toHaveLength(2)
})
