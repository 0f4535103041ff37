import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFinished, openStage, type Stage, wordsOf } from '../service/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Paints, and answers all that was shown meanwhile. `bootsForMore`: seconds that the sandbox's clock is moved on during the boot. */
async function paint(prompt: string, bootsForMore = 0): Promise<string> {
  const count = stage.messages.length
  const newest = (): readonly string[] => (stage.messages[count]?.frames ?? []).map(wordsOf)
  await stage.command('imagine', { prompt: bootsForMore > 0 ? `${prompt} [sandbox:boot=1s]` : prompt, more: 'megapixels=0.25' })
  if (bootsForMore > 0) {
    await stage.until('the boot', () => newest().some(words => words.startsWith('Starting')))
    const body = JSON.stringify({ advance: bootsForMore })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${stage.baseUrl}/_sandbox/clock`, { method: 'POST', body, headers })
    expect(response.status).toBe(200)
  }
  await stage.until(
    'the picture',
    post => stage.messages[count] !== undefined && post === stage.messages[count].frames.at(-1) && isFinished(post),
  )
  return newest().join('\n')
}

test('while a model starts people are told how long its boots usually take, where that is long and known', async () => {
  const first = await paint('a cold morning', 40)
  expect(first).toMatch(/^Starting$/m)
  expect(first).not.toContain('boots in')
  expect(await paint('a second one', 40)).toMatch(/^Starting · this model usually boots in 4[123] s$/m)
})

test('where boots are usually quick nothing is said of them', async () => {
  for (const nth of [1, 2, 3]) await paint(`a quick one ${nth}`)
  const slow = await paint('a slow one', 40)
  expect(slow).toMatch(/^Starting/m)
  expect(slow).not.toContain('boots in')
})
