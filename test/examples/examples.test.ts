import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedSandbox, serveSandbox } from '../../src/sandbox/serve.ts'
import { zipOf } from '../sandbox/zip.ts'

const root = join(import.meta.dirname, '../../docs/examples')
let folder = ''
let sandbox: ServedSandbox

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-examples-'))
  sandbox = await serveSandbox({ port: 0, dataDir: join(folder, 'sandbox') })
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a03020' } })
    .png()
    .toBuffer()
  await writeFile(join(folder, 'fox.png'), picture)
  await writeFile(join(folder, 'set.zip'), zipOf({ 'fox.png': picture }))
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs an example as a person would, as a process of its own. */
async function run(
  who: string,
  name: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [join(root, who, `${name}.mjs`)], {
    env: {
      PATH: process.env['PATH'],
      REPLICATE_API_TOKEN: 'r8_example',
      REPLICATE_BASE_URL: sandbox.baseUrl,
      PICTURE: join(folder, 'fox.png'),
      PICTURES: join(folder, 'set.zip'),
      OUT: join(folder, `${who}.png`),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.on('close', resolve)
  return { code: await promise, out, err }
}

const address = String.raw`http:\/\/127\.0\.0\.1:\d+\/output\/\S+\n`
const shows: Readonly<Record<string, RegExp>> = {
  run: new RegExp(`${address}$`),
  polling: /^started \w{26}\n[^]*succeeded \[/,
  streaming: /1[^]*2[^]*3[^]*4[^]*5/,
  webhooks: /told succeeded\nhello Ada\n$/,
  'fine-tuning': new RegExp(String.raw`^succeeded sandbox\/\w+:[0-9a-f]{64}\n${address}$`),
  deployments: /^hello Ada\nrelease 2\n$/,
  batch: /^Ada fulfilled hello Ada\nGrace fulfilled hello Grace\nEdsger fulfilled hello Edsger\n$/,
  chat: /\n.*\bAda\b/,
  pipeline: /^written /,
  inputs: /^(\w+ 1\n){3,4}$/,
  errors:
    /^a wrong input: (422|invalid-input \(num_outputs\))\na model out of memory: (Prediction failed: CUDA|model \(failed\))/,
}

test('there is an example of everything the page names, by either client', async () => {
  const page = await readFile(join(root, 'README.md'), 'utf8')
  const named = [...page.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name!)
  expect(named).toEqual(Object.keys(shows))
  for (const who of ['ours', 'official'])
    expect((await readdir(join(root, who))).toSorted()).toEqual(named.map(name => `${name}.mjs`).toSorted())
})

test.concurrent.for(Object.keys(shows).flatMap(name => ['ours', 'official'].map(who => [name, who] as const)))(
  'the example %s runs as it stands, by the client: %s',
  async ([name, who], { expect }) => {
    const { code, out, err } = await run(who, name)
    expect({ code, err }, out).toEqual({ code: 0, err: '' })
    expect(out).toMatch(shows[name]!)
    if (name === 'pipeline') expect((await sharp(join(folder, `${who}.png`)).metadata()).width).toBe(256)
  },
)
