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
  const frames = () => stage.messages[count]?.frames ?? []
  const asked = bootsForMore > 0 ? `${prompt} [sandbox:boot=1s]` : prompt
  await stage.command('imagine', { prompt: asked, more: 'megapixels=0.25 num_inference_steps=1' })
  if (bootsForMore > 0) {
    await stage.until('the boot', () => frames().some(frame => wordsOf(frame).startsWith('Starting')))
    const response = await fetch(`${stage.baseUrl}/_sandbox/clock`, {
      method: 'POST',
      body: JSON.stringify({ advance: bootsForMore }),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(200)
  }
  await stage.until('the picture', post => post === frames().at(-1) && isFinished(post))
  return frames().map(wordsOf).join('\n')
}

test('while a model starts people are told how long its boots usually take, where that is known and long', async () => {
  expect(await paint('nothing is known yet', 40)).toMatch(/^Starting$/m)
  expect(await paint('the last boot was slow', 40)).toMatch(/^Starting · this model usually boots in 4[12] s$/m)
  for (const nth of [1, 2, 3]) await paint(`a quick boot ${nth}`)
  const last = await paint('most boots were quick', 40)
  expect(last).toMatch(/^Starting/m)
  expect(last).not.toContain('boots in')
})
