import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveCog, type ServedCog } from '../../src/sandbox/cog/serve.ts'
import { type ServedSandbox, serveSandbox } from '../../src/sandbox/serve.ts'
import { quickModels, until } from '../sandbox/start.ts'
import { zipOf } from '../sandbox/zip.ts'
import { type } from './typed.ts'

let folder = ''
let sandbox: ServedSandbox
let painter: ServedCog
let writer: ServedCog
let env: Readonly<Record<string, string>> = {}
const named = (name: string) => quickModels.find(model => model.name === name)!

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-account-'))
  sandbox = await serveSandbox({ port: 0, dataDir: join(folder, 'sandbox'), models: quickModels })
  painter = await serveCog({ port: 0, model: named('flux-schnell'), setupMs: 0 })
  writer = await serveCog({ port: 0, model: named('meta-llama-3-70b-instruct'), setupMs: 0 })
  env = {
    REPLICATE_BASE_URL: sandbox.baseUrl,
    COG_HOSTS: `painter=${painter.origin},writer=${writer.origin}`,
    CONFIG_FILE: join(folder, 'replichat.yaml'),
  }
  await writeFile(env['CONFIG_FILE']!, '')
  const picture = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#3060c0' } })
    .png()
    .toBuffer()
  await writeFile(join(folder, 'set.zip'), zipOf({ 'a.png': picture }))
})
afterAll(async () => {
  for (const one of [sandbox, painter, writer]) await one.close()
  await rm(folder, { recursive: true, force: true })
})
const json = async <Value>(...words: string[]): Promise<Value> => {
  const { code, out, err } = await type(env, [...words, '--json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Value
}

test('models are listed and searched', async () => {
  expect((await type(env, ['models', 'list'])).out).toMatch(/^black-forest-labs\/flux-schnell +official/m)
  const found = await json<{ name: string }[]>('models', 'search', 'sdxl')
  expect(found.map(({ name }) => name)).toEqual(['sdxl'])
  expect((await type(env, ['models', 'search', 'zebra', 'herd'])).out).toBe('No model was found.\n')
})

test('a list that is cut says so, beside it', async () => {
  const all = (await json<unknown[]>('models', 'list', '--limit', '1000')).length
  const cut = await type(env, ['models', 'list', '--limit', `${all - 1}`])
  expect(cut.out.trimEnd().split('\n')).toHaveLength(all)
  expect(cut.err).toBe(`These are the first ${all - 1}; there are more. --limit takes up to 1000.\n`)
  expect((await type(env, ['models', 'list', '--limit', `${all}`])).err).toBe('')
  expect(await json<unknown[]>('models', 'list', '--limit', '1')).toHaveLength(1)
})

test('a training makes a version that can be run, and is listed and shown', async () => {
  const words = [
    'trainings',
    'create',
    'ostris/flux-dev-lora-trainer',
    '--destination',
    'sandbox/mine',
    '-i',
    `input_images=@${join(folder, 'set.zip')}`,
    '-i',
    'steps=3',
  ]
  const none = await type(env, words)
  expect(none).toMatchObject({ code: 4, err: expect.stringContaining('training destination does not exist') as string })
  const made = await type(env, [...words, '--new', '--hardware', 'cpu'])
  const err = expect.stringMatching(/^At Replicate this would have cost about \$0\.\d+ \(estimated\)\.\n$/) as string
  expect(made).toEqual({ code: 0, out: expect.stringMatching(/^sandbox\/mine:[0-9a-f]{64}\n$/) as string, err })
  const [listed] = await json<{ id: string }[]>('trainings', 'list')
  const shown = (await type(env, ['trainings', 'show', listed!.id])).out
  expect(shown).toContain(made.out.trim())
  expect(shown).toMatch(/^cost +\$0\.\d+ \(estimated\)$/m)
  expect((await type(env, ['trainings', 'cancel', listed!.id])).out).toMatch(/had ended already: succeeded/)
  const run = ['run', made.out.trim(), '-i', 'prompt=a fox', '-i', 'megapixels=0.25', '--json']
  expect(JSON.parse((await type(env, run)).out)).toMatchObject({ status: 'succeeded', model: 'sandbox/mine' })
})

test('Ctrl+C cancels a training at Replicate', async () => {
  const stop = new AbortController()
  const words = [
    'trainings',
    'create',
    'ostris/flux-dev-lora-trainer',
    '--destination',
    'sandbox/mine',
    '--new',
    '-i',
    `input_images=@${join(folder, 'set.zip')}`,
    '-i',
    'steps=6000',
  ]
  const before = (await json<{ id: string }[]>('trainings', 'list')).length
  const running = type(env, words, stop.signal)
  const id = await until(async () => {
    const all = await json<{ id: string }[]>('trainings', 'list')
    return all.length > before ? all[0]!.id : undefined
  })
  stop.abort(new Error('Ctrl+C'))
  expect(await running).toEqual({ code: 130, out: '', err: `\n${id} is canceled.\n` })
  expect(await json('trainings', 'show', id)).toMatchObject({ status: 'canceled' })
})

test('a deployment is made, shown, changed and deleted', async () => {
  const words = ['deployments', 'create', 'app', '--model', 'replicate/hello-world', '--hardware', 'cpu']
  expect((await type(env, words)).out).toMatch(/^instances +0 to 1: boots when it is used$/m)
  expect((await type(env, ['deployments', 'list'])).out).toMatch(/^sandbox\/app +replicate\/hello-world +1 +cpu +0 to 1$/m)
  expect((await type(env, ['run', 'deployment:sandbox/app', '-i', 'text=Ada'])).out).toBe('hello Ada\n')
  expect((await type(env, ['deployments', 'update', 'deployment:sandbox/app', '--min', '2'])).out).toMatch(/2 run always/)
  expect(await json('deployments', 'update', 'sandbox/app', '--min', '0', '--max', '0')).toMatchObject({
    current_release: { number: 3 },
  })
  expect((await type(env, ['deployments', 'delete', 'sandbox/app'])).err).toMatch(/15 minutes/)
  await fetch(`${sandbox.baseUrl}/_sandbox/clock`, { method: 'POST', body: '{"advance": 1000}' })
  expect((await type(env, ['deployments', 'delete', 'sandbox/app'])).out).toBe('sandbox/app is deleted.\n')
  expect(await type(env, ['deployments', 'delete', 'sandbox/app'])).toMatchObject({ code: 4 })
})

test('the webhook secret is told, and a delivery is verified by file', async () => {
  const vector = {
    secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    body: '{"id":"ufawqhfynnddngldkgtslldrkq","status":"succeeded","output":["https://replicate.delivery/x/out-0.webp"]}',
    words: [
      '--id',
      'msg_2b7Yw9dP0qk3XrV5tNfHc8LzAeG',
      '--timestamp',
      '1760000000',
      '--signature',
      'v1,Rc1LBkwfZmVP8/mczBvc4Ow9/e4HPXkYKChCjTLwnvg=',
    ],
  }
  expect((await type(env, ['webhooks', 'secret'])).out).toMatch(/^whsec_\S+\n$/)
  const file = join(folder, 'body.json')
  await writeFile(file, vector.body)
  const own = { ...env, REPLICATE_WEBHOOK_SECRET: vector.secret }
  expect(await type(own, ['webhooks', 'verify', file, ...vector.words, '--any-time'])).toEqual({
    code: 0,
    out: 'It is genuine.\n',
    err: '',
  })
  expect((await type(own, ['webhooks', 'verify', file, ...vector.words])).out).toMatch(/more than five minutes/)
  await writeFile(file, `${vector.body}\n`)
  const changed = await type(own, ['webhooks', 'verify', file, ...vector.words, '--any-time', '--json'])
  expect([changed.code, JSON.parse(changed.out)]).toEqual([1, { valid: false, reason: 'signature' }])
})

describe('a Cog container is run by its name', () => {
  test('with streamed words, files as they are, and an id of nobody’s refused', async () => {
    expect((await type(env, ['run', 'cog:writer', '-i', 'prompt=a b', '-i', 'seed=1', '--stream'])).out).toBe('seed 1: a b\n')
    const out = join(folder, 'out')
    const saved = await type(env, ['run', 'cog:painter', '-i', 'prompt=fox', '--out', out])
    expect((await readFile(saved.out.trim())).subarray(1, 4).toString()).toBe('PNG')
    expect((await type(env, ['models', 'show', 'cog:painter'])).out).toMatch(/^price +\$0 a run \(estimated\)$/m)
    expect(await type(env, ['run', 'cog:nobody', '-i', 'x=1'])).toMatchObject({ code: 4 })
    expect(await type(env, ['run', 'cog:writer', '-i', 'max_tokens=-1'])).toMatchObject({ code: 5 })
  })

  test('and Ctrl+C leaves it free again', async () => {
    const stop = new AbortController()
    const running = type(env, ['run', 'cog:writer', '-i', 'prompt=words 3000'], stop.signal)
    const state = async (): Promise<string> =>
      ((await (await fetch(`${writer.origin}/health-check`)).json()) as { status: string }).status
    await until(async () => ((await state()) === 'BUSY' ? true : undefined))
    stop.abort(new Error('Ctrl+C'))
    expect((await running).code).toBe(130)
    await until(async () => ((await state()) === 'READY' ? true : undefined))
  })
})

test('settings go out as a file and come in again, checked', async () => {
  const file = join(folder, 'other.yaml')
  await writeFile(file, 'model:\n  image: acme/flux\nlimit.queue: 5\nlocked: [model.image]\n')
  expect((await type(env, ['config', 'import', file])).out).toMatch(/^2 settings are in /)
  expect((await type(env, ['config', 'export'])).out).toBe('model.image: acme/flux\nlimit.queue: 5\nlocked:\n  - model.image\n')
  expect(await json('config', 'export', '--all')).toMatchObject({
    settings: { 'model.image': 'acme/flux', 'limit.perMinute': 20 },
    locked: ['model.image'],
  })
  const before = await readFile(env['CONFIG_FILE']!, 'utf8')
  await writeFile(file, 'limit.queue: many\n')
  expect(await type(env, ['config', 'import', file])).toMatchObject({
    code: 2,
    err: expect.stringContaining('limit.queue') as string,
  })
  expect(await readFile(env['CONFIG_FILE']!, 'utf8')).toBe(before)
})

test.each<[readonly string[], number, RegExp]>([
  [['run', 'meta/llama-3-70b-instruct'], 4, /living successor is `meta\/meta-llama-3-70b-instruct`/],
  [['models', 'show', 'stability-ai/sdxl:39ed52f2319f9a8d'], 4, /has no version that begins with 39ed52f2319f9a8d/],
  [['deployments', 'create', 'x', '--model', 'a/b', '--hardware', 'gpu-a40-large'], 5, /living successor is `gpu-l40s`/],
  [['deployments', 'create', 'x', '--model', 'meta/llama-3-8b-instruct', '--hardware', 'cpu'], 4, /living successor/],
  [['deployments', 'create', 'x'], 2, /^Write: npx replichat deployments/],
  [['deployments', 'update', 'sandbox/flux-fast'], 2, /^Say what changes/],
  [['deployments', 'update', 'sandbox/flux-fast', '--min', '6'], 2, /^--min must be a whole number from 0 to 5, got “6”\.$/],
  [['deployments', 'show', 'sandbox/none'], 4, /^There is no deployment sandbox\/none; one of another account looks the same\.$/],
  [['trainings', 'create', 'replicate/hello-world', '--destination', 'sandbox/mine'], 5, /cannot be trained/],
  [['trainings', 'create', 'a/b'], 2, /--destination/],
  [['trainings'], 2, /^Write: npx replichat trainings/],
  [['webhooks'], 2, /^Write: npx replichat webhooks/],
  [['webhooks', 'verify', '/none/file'], 2, /cannot be read: there is no such file/],
  [['config'], 2, /^Write: npx replichat config/],
  // Advice that looks like a token would be hidden as one.
  [['workspaces', 'list'], 2, /any other sandbox takes any token that begins with r8_\.$/],
])('%j is answered in one sentence', async (words, code, sentence) => {
  const outcome = await type(env, words)
  expect({ code: outcome.code, err: outcome.err.trimEnd() }).toEqual({ code, err: expect.stringMatching(sentence) as string })
  expect(outcome.err.trimEnd()).not.toContain('\n')
})
