import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fragments } from '../../src/sandbox/engines/talk/fragments.ts'
import { answer } from '../../src/sandbox/engines/talk/talk.ts'

/** Plays a conversation as the service does: each answer is asked with a seed of its own. */
function converse(...lines: readonly string[]): readonly string[] {
  let transcript = ''
  return lines.map((line, at) => {
    transcript += `Ada: ${line}\n`
    const said = answer({ prompt: `${transcript}Assistant:`, seed: 7919 * (at + 1) })
    transcript += `Assistant: ${said.replace(/\n(?! )(?=[^\n:]{1,100}:)/g, '\n ')}\n`
    return said
  })
}
const bare = (text: string): string => text.replace(/\s+/g, '')

test('what was stopped goes on where it stopped, though every request has another seed, and as often as it is stopped', () => {
  const questions = fc.constantFrom(
    'write 200 words about the sea',
    'tell me a story',
    'count to 80',
    'a poem about rain',
    'list ten animals',
  )
  const seed = fc.nat({ max: 2 ** 31 - 1 })
  fc.assert(
    fc.property(questions, seed, seed, seed, fc.integer({ min: 3, max: 20 }), (question, first, second, third, tokens) => {
      const cut = (text: string): string => fragments(text).slice(0, tokens).join('').trim()
      const whole = answer({ prompt: `Ada: ${question}\nAssistant:`, seed: first })
      const begun = `Ada: ${question}\nAssistant: ${cut(whole)}\nAda: continue\nAssistant:`
      const more = cut(answer({ prompt: begun, seed: second }))
      const said = answer({ prompt: `${begun} ${more}\nAda: go on\nAssistant:`, seed: third })
      const end = said === 'That was all of it.' ? '' : said
      // A short beginning may belong to several wordings; what comes of it must be one of them, from end to end.
      const wordings = Array.from({ length: 32 }, (_, seed) => bare(answer({ prompt: `Ada: ${question}\nAssistant:`, seed })))
      expect(wordings).toContain(bare(cut(whole) + more + end))
    }),
    { numRuns: 60 },
  )
})

test('a long text that was stopped late ends word for word as it would have', () => {
  const asked = 'Ada: write 300 words about the sea\nAssistant:'
  const whole = answer({ prompt: asked, seed: 88_322_575 })
  const cut = fragments(whole).slice(0, 150).join('').trim()
  expect(bare(cut + answer({ prompt: `${asked} ${cut}\nAda: continue\nAssistant:`, seed: 5 }))).toBe(bare(whole))
})

test('a reshaped answer that was stopped goes on in its shape', () => {
  const before = 'Ada: list ten birds\nAssistant: '
  const list = answer({ prompt: before.trimEnd(), seed: 3 })
  const asked = `${before}${list}\nAda: in a table\nAssistant:`
  const table = answer({ prompt: asked, seed: 4 })
  const cut = table.split('\n').slice(0, 4).join('\n')
  expect(cut + answer({ prompt: `${asked} ${cut}\nAda: continue\nAssistant:`, seed: 5 })).toBe(table)
})

test('"make it shorter" shortens the last answer, and nothing that was said before it', () => {
  const [, more, short] = converse('reverse hello', 'continue', 'make it shorter')
  expect([more, short]).toEqual(['That was all of it.', 'It is as short as I can make it: olleh'])
  const text = converse('tell me a story', 'shorter', 'even shorter').map(said => said.length)
  expect(text[1]).toBeLessThan((text[0] ?? 0) / 2)
  expect(text[2]).toBeLessThan(text[1] ?? 0)
  const names = converse('ten names for a boat', 'can you make it shorter?')
  expect(names[1]).toBe(names[0]?.split('\n').slice(0, 5).join('\n'))
})

test('what is reshaped keeps its content, though the seed is another', () => {
  const [list, , json] = converse('list three birds', 'shorter', 'as JSON')
  expect(JSON.parse(json ?? '')).toEqual({ items: list?.split('\n').map(line => line.replace(/^\d\. /, '')) })
})

test('a continue whose beginning is lost starts over and says so', () => {
  const said = answer({ prompt: 'Ada: count to 9\nAssistant: something else and\nAda: continue\nAssistant:' })
  expect(said).toMatch(/^I no longer find the place where I stopped[\s\S]*1, 2, 3, 4, 5, 6, 7, 8, 9$/)
})
