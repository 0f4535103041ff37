import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Models } from '#core/ports.ts'
import { until } from '../contracts/wait.ts'
import { isFinished, openStage, picturesOf, type Stage, wordsOf } from '../service/stage.ts'
import { signatureOf } from './door.ts'

let looks = 0
let finds = 0
/** Counts what Replicate is asked, and can lose the answers of creates. */
const watched = (models: Models): Models => ({
  ...models,
  look(prediction, signal) {
    looks++
    return models.look(prediction, signal)
  },
  find(order, since, signal) {
    finds++
    return models.find(order, since, signal)
  },
})

const silenceMs = 1_000
let stage: Stage
beforeAll(async () => {
  stage = await openStage({ webhookSilenceMs: silenceMs, wrapModels: watched })
})
afterAll(() => stage[Symbol.asyncDispose]())

const finished = (words: string) => (post: Parameters<typeof wordsOf>[0]) => isFinished(post) && wordsOf(post).includes(words)
const small = { more: 'megapixels=0.25 num_inference_steps=1' }
const leftFacts = async (): Promise<number> => (await stage.store.records.list('facts', {})).length
/** The message that has these words in its newest frame. */
const messageWith = (words: string) => stage.messages.find(({ frames }) => frames.some(frame => wordsOf(frame).includes(words)))

test('when every webhook is lost the picture comes by looking, as seldom as is allowed', async () => {
  const before = looks
  await stage.fault({ kind: 'webhook-lost', match: 'a lost pigeon' })
  await stage.command('imagine', { prompt: 'a lost pigeon', ...small })
  const post = await stage.until('the picture', finished('a lost pigeon'))
  expect(picturesOf(post)).toHaveLength(1)
  expect(looks - before).toBeGreaterThan(0)
  expect(looks - before).toBeLessThan(10)
})

test('doubled webhooks make one picture, one last frame and nothing left beside the job', async () => {
  await stage.fault({ kind: 'webhook-double', match: 'a double star' })
  await stage.command('imagine', { prompt: 'a double star', ...small })
  const post = await stage.until('the picture', finished('a double star'))
  expect(picturesOf(post)).toHaveLength(1)
  await until('nothing is left', async () => (await leftFacts()) === 0)
  expect(messageWith('a double star')?.lasts).toBe(1)
})

test('webhooks that come when the job has long ended change nothing that a person sees', async () => {
  await stage.fault({ kind: 'webhook-late', match: 'a late train', delay: 2.5 })
  const before = looks
  await stage.command('imagine', { prompt: 'a late train', ...small })
  const post = await stage.until('the picture', finished('a late train'))
  expect(picturesOf(post)).toHaveLength(1)
  const seen = messageWith('a late train')
  const frames = seen?.frames.length
  const answered = stage.webhookAnswers.length
  expect(looks).toBeGreaterThan(before)
  await until('the late webhooks come', () => stage.webhookAnswers.length >= answered + 2)
  expect(stage.webhookAnswers.slice(answered).every(status => status === 200)).toBe(true)
  expect(seen?.frames.length).toBe(frames)
  expect(await leftFacts()).toBe(0)
})

test('a create whose answer is lost is found by its webhook alone', async () => {
  const [found, paid] = [finds, (await stage.predictions()).length]
  await stage.fault({ kind: 'reset-after', times: 1, match: 'a lost letter' })
  await stage.command('imagine', { prompt: 'a lost letter', ...small })
  const post = await stage.until('the picture', finished('a lost letter'))
  expect(picturesOf(post)).toHaveLength(1)
  expect((await stage.predictions()).length - paid).toBe(1)
  expect(finds).toBe(found)
  const [newest] = await stage.predictions()
  expect(await stage.store.records.get('predictions', newest?.id ?? '')).toMatchObject({ run: 0 })
})

test('forged, stale, older and foreign webhooks change nothing that a person sees', async () => {
  const { records } = stage.store
  await stage.command('imagine', { prompt: 'a guarded gate [sandbox:slow=20s]', ...small })
  await stage.until('the run', post => wordsOf(post).includes('Generating'))
  const job = (await records.list('jobs', { newestFirst: true, limit: 1 }))[0]
  const state = job?.runs[0]?.state
  if (job === undefined || state?.phase !== 'running') throw new Error('The job does not run.')
  const authorization = 'Bearer r8_stage'
  const { key } = (await (await fetch(`${stage.baseUrl}/webhooks/default/secret`, { headers: { authorization } })).json()) as {
    key: string
  }
  const real = (await (
    await fetch(`${stage.baseUrl}/predictions/${state.prediction}`, { headers: { authorization } })
  ).json()) as Record<string, unknown>
  const send = async (body: object, { at = Date.now(), signedWith = key } = {}): Promise<number> => {
    const [id, timestamp, text] = [`msg_${Math.random()}`, String(Math.floor(at / 1_000)), JSON.stringify(body)]
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(id, timestamp, text, signedWith),
    }
    return (await fetch(`${stage.publicUrl}/webhooks/replicate?job=${job.id}&run=0`, { method: 'POST', headers, body: text }))
      .status
  }
  const end = {
    ...real,
    status: 'failed',
    error: 'A forger wrote this.',
    completed_at: new Date().toISOString(),
    metrics: { predict_time: 1 },
  }
  expect(await send(end, { signedWith: `whsec_${Buffer.alloc(32, 1).toString('base64')}` })).toBe(401)
  expect(await send(end, { at: Date.now() - 301_000 })).toBe(401)
  expect(await send({ ...end, id: 'another' })).toBe(200)
  expect(await send({ ...end, webhook: `${stage.publicUrl}/webhooks/replicate?job=another&run=0` })).toBe(400)
  expect(await send({ ...real, status: 'starting', logs: '', output: null })).toBe(200)
  await stage.press('Cancel')
  await stage.until('the end', finished('Canceled'))
  expect(await send(end)).toBe(200)
  expect(await send(real)).toBe(200)
  const frames = stage.messages.flatMap(message => message.frames.map(wordsOf)).join('\n')
  expect(frames).not.toContain('forger')
  expect(await leftFacts()).toBe(0)
})
