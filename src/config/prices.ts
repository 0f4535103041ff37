import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Fault } from '#core/fault.ts'
import type { Price } from '#core/money.ts'

const units = [
  'second',
  'image',
  'input_token',
  'output_token',
  'video_second',
  'run',
] as const satisfies readonly Price['unit'][]

const entry = z.strictObject({
  match: z
    .string()
    .regex(
      /^(?=.{1,200}$)(\*|[A-Za-z0-9][\w.-]*\/([\w.-]+\*?|\*)|[A-Za-z0-9][\w.-]*\*)$/,
      'must be `owner/name`, or a beginning of it followed by `*`',
    ),
  unit: z.enum(units, `must be one of ${units.join(', ')}`),
  usd: z.number('must be a number of dollars').min(0, 'must not be below 0').max(1_000, 'must be at most 1000 dollars a unit'),
  source: z.string('must be a text').optional(),
})
const table = z.array(entry, 'must hold a list of prices: [{ "match": "owner/name", "unit": "image", "usd": 0.003 }]').max(10_000)

/**
 * The price table: of a JSON file, or the shipped one. No Replicate API returns a price, so each shipped line names its
 * source. A `config` fault names the file, the line and what would be right.
 */
export function loadPrices(file?: string): readonly Price[] {
  const path = file ?? new URL('./prices.json', import.meta.url)
  const name = file ?? 'prices.json'
  const wrong = (what: string, cause?: unknown): Fault => new Fault('config', `PRICES_FILE ${name}${what}`, { cause })
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw wrong(thrown instanceof SyntaxError ? ' is not valid JSON.' : ' cannot be read.', thrown)
  }
  const parsed = table.safeParse(content)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const [index, field] = issue?.path ?? []
    const where = typeof index === 'number' ? `, entry ${index + 1}${field === undefined ? '' : `, "${String(field)}"`}:` : ''
    throw wrong(`${where} ${issue?.message ?? 'is not a price table'}.`)
  }
  const seen = new Set<string>()
  for (const { match, unit } of parsed.data) {
    const line = `${match} by ${unit}`
    if (seen.has(line)) throw wrong(` prices ${line} twice.`)
    seen.add(line)
  }
  return Object.freeze(parsed.data.map(({ match, unit, usd }) => Object.freeze({ match, unit, usd })))
}
