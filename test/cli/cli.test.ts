import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/cli.ts'
import { exitCodes } from '../../src/cli/exit.ts'
import { hardwareUsdPerSecond } from '../../src/config/hardware-prices.ts'
import type { Deployment, Prediction } from '../../src/replicate/wire.ts'
import { type ServedSandbox, serveSandbox } from '../../src/sandbox/serve.ts'

let folder = ''
let sandbox: ServedSandbox
let env: Readonly<Record<string, string>> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-cli-'))
  sandbox = await serveSandbox({ port: 0, dataDir: join(folder, 'sandbox') })
  env = { REPLICATE_BASE_URL: sandbox.baseUrl }
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

type Outcome = { readonly code: number; readonly out: string; readonly err: string }

/** One command, in this process. */
async function type(
  words: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly isTTY?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Outcome> {
  let [out, err] = ['', '']
  const { isTTY = false, signal = new AbortController().signal } = options
  const code = await runCommand(words, {
    stdout: { write: text => (out += text), isTTY },
    stderr: { write: text => (err += text), isTTY, columns: 100 },
    env: options.env ?? env,
    signal,
  })
  return { code, out, err }
}

const json = async <Value>(...words: string[]): Promise<Value> => {
  const { code, out, err } = await type([...words, '--json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Value
}

test('help names every command and every exit code, and each command it names exists', async () => {
  const { code, out } = await type(['help'])
  expect(code).toBe(0)
  for (const word of [
    'start',
    'sandbox',
    'doctor',
    'whoami',
    'run',
    'predict',
    'models',
    'predictions',
    'trainings',
    'deployments',
    'webhooks',
    'config',
    'bench',
    'link',
    'workspaces',
    'help',
  ])
    expect(out).toMatch(new RegExp(`^  ${word} `, 'm'))
  for (const exit of [0, 1, 2, 3, 4, 5, 6, 7, 130]) expect(out).toMatch(new RegExp(`^  ${exit}  `, 'm'))
  expect((await type(['--help'])).out).toBe(out)
  expect(await json<unknown[]>('help')).toHaveLength([...out.matchAll(/^ {2}[a-z]/gm)].length)
})

test('each command has a page of its own, and no page is wider than 100 columns', async () => {
  type Page = {
    readonly name: string
    readonly usages: readonly string[]
    readonly options: readonly { readonly option: string }[]
  }
  const { out: overview } = await type(['help'])
  for (const { name, usages, options } of await json<Page[]>('help')) {
    const { code, out } = await type([name, '--help'])
    expect(code).toBe(0)
    expect((await type(['help', name])).out).toBe(out)
    for (const usage of usages) expect(out).toContain(`  npx replichat ${usage}\n`)
    for (const { option } of options) expect(out).toContain(`  ${option} `)
    // What a usage names is explained below it.
    for (const [flag] of usages.join(' ').matchAll(/--?[a-z][a-z-]*/g))
      expect(options.some(({ option }) => option.split(' ')[0] === flag)).toBe(true)
    for (const line of `${overview}${out}`.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  }
  expect(JSON.parse((await type(['models', 'list', '--help', '--json'])).out)).toMatchObject({ name: 'models' })
  expect(await type(['help', 'modles'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean models?') as string,
  })
})

test('every option that a page names is taken by its command', async () => {
  const { commands } = await import('../../src/cli/commands.ts')
  for (const { name, options = [] } of commands.filter(({ name }) => !['start', 'sandbox', 'bench'].includes(name))) {
    const words = [...options.flatMap(([option]) => option.split(' ')), '--json', '--wat']
    // The first that is not known is named: none but the last, which no command knows.
    expect((await type([name, ...words])).err).toMatch(/^Unknown option '--wat'/)
  }
})

test('a prediction that cannot be seen yet is waited for, and canceled where it is stopped (replicate-javascript #68)', async () => {
  const hidden = await type(['run', 'replicate/hello-world', '-i', 'text=[sandbox:unseen=0.7s] Ada'])
  expect(hidden).toEqual({ code: 0, out: 'hello Ada\n', err: '' })
  const stop = new AbortController()
  const words = ['run', 'replicate/canary', '-i', 'text=[sandbox:unseen=0.7s] [sandbox:silent] Ada']
  const running = type(words, { signal: stop.signal })
  await expect
    .poll(async () => JSON.stringify(await json('predictions', 'list', '--limit', '1')), { timeout: 10_000 })
    .toContain('[sandbox:silent]')
  stop.abort(new Error('Ctrl+C'))
  expect(await running).toMatchObject({ code: 130, err: expect.stringMatching(/^\n\w{26} is canceled\.\n$/) as string })
})

test('the version is the package’s', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  expect((await type(['--version'])).out).toBe(`${version}\n`)
  expect(await json('--version')).toEqual({ version })
})

test('whoami says whose token it is', async () => {
  expect(await type(['whoami'])).toEqual({ code: 0, out: `sandbox (user) at ${sandbox.baseUrl}\n`, err: '' })
  expect(await json('whoami')).toMatchObject({ username: 'sandbox', baseUrl: sandbox.baseUrl })
})

describe('mistakes are one sentence on stderr and an exit code of their own', () => {
  test.each<[readonly string[], number, RegExp]>([
    [['paint'], 2, /^There is no command “paint”\. See: npx replichat help$/],
    [['modles'], 2, /^There is no command “modles”\. Did you mean models\? See: npx replichat help$/],
    [['run'], 2, /^The model is missing\. See: npx replichat help$/],
    [['run', 'a/b', 'c/d'], 2, /^“c\/d” is one word too many\. See: npx replichat help$/],
    [['run', 'a/b', '--wat'], 2, /^Unknown option '--wat'\. See: npx replichat help$/],
    [['run', 'replicate/hello-world', '-i', 'Ada'], 2, /^“-i Ada” is not of the form key=value\.$/],
    [
      ['run', 'replicate/hello-world', '-i', 'text=a', '-i', 'text=b'],
      2,
      /^-i text=… is given 2 times; replicate\/hello-world takes one\.$/,
    ],
    [['models'], 2, /^Write: npx replichat models list, models search <words> or models show <model>$/],
    [['predictions', 'list', '--limit', '0'], 2, /^--limit must be a whole number from 1 to 1000, got “0”\.$/],
    [
      ['models', 'show', 'nobody/nothing'],
      4,
      /^Replicate knows no model `nobody\/nothing`\. Check the spelling\. A private one is seen only with the token of its own account\.$/,
    ],
    [['predictions', 'show', 'nothing'], 4, /^There is no prediction nothing; one of another account looks the same\.$/],
    [['predictions', 'cancel', 'nothing'], 4, /^There is no prediction nothing;/],
    [['trainings', 'show', 'nothing'], 4, /^There is no training nothing;/],
    [
      ['deployments', 'create', 'x', '--model', 'stability-ai/sdxl', '--hardware', 'abacus'],
      5,
      /^Replicate refused the request\. hardware must be a sku of \/hardware$/,
    ],
    [
      ['run', 'black-forest-labs/flux-schnell', '-i', 'promt=fox'],
      5,
      /^black-forest-labs\/flux-schnell has no input “promt”; did you mean prompt\?$/,
    ],
    [
      ['run', 'black-forest-labs/flux-schnell', '-i', 'prompt=fox', '-i', 'num_outputs=9'],
      5,
      /^`num_outputs` of black-forest-labs\/flux-schnell must be from 1 to 4, got “9”\.$/,
    ],
    [
      ['run', 'stability-ai/sdxl', '-i', 'image=fox.png'],
      5,
      /^image is a file: give a link, or @ and a path, as in -i image=@fox\.png\. Got “fox\.png”\.$/,
    ],
    [
      ['run', 'stability-ai/sdxl', '-i', 'image=@/none/fox.png'],
      5,
      /^image names the file \/none\/fox\.png, which cannot be read: there is no such file\.$/,
    ],
    [['run', 'black-forest-labs/flux-schnell', '-i', 'prompt=[sandbox:fail=oom]'], 1, /^The model ran out of memory\.$/],
    [['run', 'black-forest-labs/flux-schnell', '-i', 'prompt=[sandbox:nsfw]'], 5, /safety filter/],
  ])('%j', async (words, code, sentence) => {
    const outcome = await type(words)
    expect(outcome.code).toBe(code)
    expect(outcome.err.endsWith('\n')).toBe(true)
    expect(outcome.err.trimEnd()).toMatch(sentence)
    expect(outcome.err.trimEnd()).not.toContain('\n')
  })

  test('no token, a refused one, and nobody there', async () => {
    const none = await type(['whoami'], { env: {} })
    expect([none.code, none.err]).toEqual([
      3,
      'REPLICATE_API_TOKEN is not set. Set it, or talk to the sandbox of a running Replichat with REPLICATE_BASE_URL=http://127.0.0.1:3000/sandbox/v1\n',
    ])
    expect((await type(['whoami'], { env: { REPLICATE_BASE_URL: 'https://replicate.example/v1' } })).code).toBe(3)
    const refused = await type(['whoami'], { env: { ...env, REPLICATE_API_TOKEN: 'hunter2-is-no-token' } })
    expect(refused.code).toBe(3)
    expect(refused.err).not.toContain('hunter2')
    const nobody = await type(['whoami'], { env: { REPLICATE_BASE_URL: 'http://127.0.0.1:1/v1' } })
    expect([nobody.code, nobody.err]).toEqual([7, 'Replicate could not be reached (ECONNREFUSED); nothing was sent.\n'])
    expect((await type(['whoami'], { env: { REPLICATE_BASE_URL: 'sandbox' } })).code).toBe(2)
  })
})

test('models show tells inputs with their bounds, and the price', async () => {
  const { out } = await type(['models', 'show', 'black-forest-labs/flux-schnell'])
  expect(out).toMatch(/^ {2}prompt\* +text/m)
  expect(out).toMatch(/^ {2}num_outputs +integer 1 to 4, usually 1/m)
  expect(out).toMatch(/^price +\$0\.003 a picture \(estimated\)$/m)
  const talker = await type(['models', 'show', 'meta/meta-llama-3-70b-instruct'])
  expect(talker.out).toMatch(/^price +\$0\.65 a million tokens in, \$2\.75 a million tokens out \(estimated\)$/m)
  const card = await json<{ pinned: string; fields: unknown[] }>('models', 'show', 'stability-ai/sdxl')
  expect(card.pinned).toMatch(/^stability-ai\/sdxl:[0-9a-f]{64}$/)
  expect(card.fields.length).toBeGreaterThan(10)
})

describe('run', () => {
  test('writes the answer of a model', async () => {
    expect(await type(['run', 'replicate/hello-world', '-i', 'text=Ada'])).toEqual({ code: 0, out: 'hello Ada\n', err: '' })
    expect(await json('run', 'replicate/hello-world', '-i', 'text=Ada')).toMatchObject({
      status: 'succeeded',
      output: 'hello Ada',
    })
  })

  test('writes a streamed answer as it comes, whole, in both forms', async () => {
    const words = ['run', 'replicate/canary', '-i', 'text=Ada', '--stream']
    expect((await type(words)).out).toBe('hello there, Ada\n')
    const lines = (await type([...words, '--json'])).out.trimEnd().split('\n')
    const events = lines.map(line => JSON.parse(line) as { event: string; data: string; prediction: Prediction })
    expect(
      events
        .slice(0, -1)
        .map(({ data }) => data)
        .join(''),
    ).toBe('hello there, Ada')
    expect(events.at(-1)).toMatchObject({ event: 'done', prediction: { status: 'succeeded' } })
  })

  test('gives the whole answer when the stream breaks and cannot be continued', async () => {
    const words = [
      'run',
      'deployment:sandbox/llama-chat',
      '-i',
      'seed=1',
      '-i',
      'prompt=Count to 30. [sandbox:cut=10]',
      '--stream',
    ]
    const { out } = await type(words)
    for (const n of [1, 10, 11, 29, 30]) expect(out).toMatch(new RegExp(`\\b${n}\\b`))
  })

  test('saves pictures where it is told, and says where', async () => {
    const out = join(folder, 'pictures/new')
    const outcome = await type([
      'predict',
      'a',
      'red',
      'fox',
      '-i',
      'num_outputs=2',
      '-i',
      'output_format=png',
      '-i',
      'megapixels=0.25',
      '--out',
      out,
    ])
    const err = expect.stringMatching(/^At Replicate this would have cost about \$0\.\d+ \(estimated\)\.\n$/) as string
    expect({ code: outcome.code, err: outcome.err }).toEqual({ code: 0, err })
    const paths = outcome.out.trimEnd().split('\n')
    expect((await readdir(out)).map(name => join(out, name)).sort()).toEqual([...paths].sort())
    for (const path of paths) expect((await sharp(path).metadata()).format).toBe('png')
    const [newest] = await json<Prediction[]>('predictions', 'list', '--limit', '1')
    expect(newest).toMatchObject({ model: 'black-forest-labs/flux-schnell', input: { prompt: 'a red fox', num_outputs: 2 } })
  })

  test('predict takes the picture model of the settings file', async () => {
    const file = join(folder, 'mine.yaml')
    await writeFile(file, 'model.image: replicate/hello-world\n')
    expect((await type(['predict', '-i', 'text=Ada'], { env: { ...env, CONFIG_FILE: file } })).out).toBe('hello Ada\n')
    expect(await type(['predict', 'fox'], { env: { ...env, CONFIG_FILE: join(folder, 'none.yaml') } })).toMatchObject({ code: 2 })
  })

  test('uploads a file named with @ and gives the model its address', async () => {
    const path = join(folder, 'small.png')
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a03020' } })
      .png()
      .toFile(path)
    const words = [
      'run',
      'stability-ai/sdxl',
      '-i',
      `image=@${path}`,
      '-i',
      'prompt=fox',
      '-i',
      'width=64',
      '-i',
      'height=64',
      '-i',
      'num_inference_steps=1',
    ]
    const { input } = await json<Prediction>(...words)
    const address = String(input['image'])
    expect(new URL(address).origin).toBe(new URL(sandbox.baseUrl).origin)
    const stored = await fetch(address, { headers: { authorization: 'Bearer r8_test' } })
    const { content_type, size } = (await stored.json()) as { content_type: string; size: number }
    expect({ content_type, size }).toEqual({ content_type: 'image/png', size: (await readFile(path)).length })
  })

  test('shows a bar to a person alone, and takes it away at the end', async () => {
    const words = ['run', 'black-forest-labs/flux-schnell', '-i', 'prompt=fox [sandbox:slow=1s]', '-i', 'megapixels=0.25']
    const watched = await type(words, { isTTY: true })
    expect(watched.err).toMatch(/Starting · 0 s/)
    expect(watched.err).toMatch(/Generating ▰*▱* \d+% · \d\/4/)
    const cost = 'At Replicate this would have cost about $0.003 (estimated).\n'
    expect(watched.err.endsWith(`\r\u001b[2K${cost}`)).toBe(true)
    expect((await type(words)).err).toBe(cost)
  })

  test('cancels the prediction when it is stopped, and says so', async () => {
    const stop = new AbortController()
    const running = type(['run', 'black-forest-labs/flux-schnell', '-i', 'prompt=fox [sandbox:boot=60s]'], {
      signal: stop.signal,
    })
    let started: Prediction | undefined
    await expect
      .poll(
        async () => {
          started = (await json<Prediction[]>('predictions', 'list', '--limit', '1'))[0]
          return String(started?.input['prompt'])
        },
        { timeout: 10_000 },
      )
      .toContain('boot=60s')
    stop.abort(new Error('Ctrl+C'))
    const id = started?.id ?? ''
    expect(await running).toEqual({ code: 130, out: '', err: `\n${id} is canceled.\n` })
    expect(await json('predictions', 'show', id)).toMatchObject({ status: 'canceled' })
  })
})

test('what a run cost is told as an estimate, by the table of prices and by the machines of a deployment (cog #2594)', async () => {
  const paint = ['-i', 'prompt=fox', '-i', 'megapixels=0.25']
  const painted = await json<Record<string, unknown>>('run', 'black-forest-labs/flux-schnell', ...paint)
  expect(painted['estimated_usd']).toBe(0.003)
  expect((await type(['predictions', 'show', String(painted['id'])])).out).toMatch(/^cost +\$0\.003 \(estimated\)$/m)
  const deployed = await json<Prediction & { readonly estimated_usd: number }>('run', 'deployment:sandbox/flux-fast', ...paint)
  const seconds = deployed.metrics?.['predict_time'] as number
  const { current_release: release } = await json<Deployment>('deployments', 'show', 'sandbox/flux-fast')
  expect(deployed.estimated_usd).toBeCloseTo(seconds * hardwareUsdPerSecond(release.configuration.hardware)!, 5)
  expect(await json('run', 'replicate/hello-world', '-i', 'text=Ada')).not.toHaveProperty('estimated_usd')
  const wrong = join(folder, 'prices.json')
  await writeFile(wrong, '[{"match": "a/b"}]')
  const refused = await type(['run', 'replicate/hello-world', '-i', 'text=Ada'], { env: { ...env, PRICES_FILE: wrong } })
  expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('entry 1') as string })
  const canceled = await type(['predictions', 'cancel', String(painted['id'])], { env: { ...env, PRICES_FILE: wrong } })
  expect(canceled).toMatchObject({ code: 0, out: expect.stringContaining('had ended already') as string })
})

test('predictions show and cancel tell what became of one', async () => {
  const { id } = await json<Prediction>('run', 'replicate/hello-world', '-i', 'text=Ada')
  const { out } = await type(['predictions', 'show', id])
  expect(out).toMatch(/^status +succeeded$/m)
  expect(out).toContain('output\n  hello Ada\n')
  expect((await type(['predictions', 'cancel', id])).out).toBe(`${id} had ended already: succeeded.\n`)
  const listed = await type(['predictions', 'list', '--limit', '2'])
  expect(listed.out.split('\n')[0]).toMatch(/^id +status +model +created \(UTC\) +ran$/)
  expect(listed.out.trimEnd().split('\n')).toHaveLength(3)
})

test('text of a model cannot steer the terminal it is shown on', async () => {
  const words = ['run', 'replicate/hello-world', '-i', 'text=\u001b[2J\u0007Ada\tB']
  expect((await type(words, { isTTY: true })).out).toBe('hello [2JAda\tB\n')
  expect((await type(words)).out).toBe('hello \u001b[2J\u0007Ada\tB\n')
})

test('a service that cannot start tells every reason on a line of its own', async () => {
  const outcome = await type(['start'], { env: { PORT: 'http', ROLE: 'work' } })
  expect(outcome.code).toBe(2)
  expect(outcome.err).toBe(
    'Replichat cannot start:\n  PORT must be a whole number from 0 to 65535, got "http".\n  ROLE=work shares its work with other instances and needs a STORE_URL that begins with postgres://.\n',
  )
})

describe('as a process', () => {
  const open = (words: readonly string[], input: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [join(import.meta.dirname, '../../src/door.mjs'), ...words], {
      cwd: folder,
      env: { ...env, ...input },
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  test('Ctrl+C cancels what runs', async () => {
    const child = open(['run', 'black-forest-labs/flux-schnell', '-i', 'prompt=wolf [sandbox:boot=60s]'])
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    try {
      await expect
        .poll(async () => String((await json<Prediction[]>('predictions', 'list', '--limit', '1'))[0]?.input['prompt']), {
          timeout: 10_000,
        })
        .toContain('wolf')
      child.kill('SIGINT')
      const [code] = (await once(child, 'exit')) as [number]
      expect(code).toBe(130)
      expect(err).toMatch(/^\n\w{26} is canceled\.\n$/)
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('.env is read, and a reader that closes the pipe early is no error', async () => {
    await writeFile(join(folder, '.env'), `REPLICATE_BASE_URL=${sandbox.baseUrl}\n`)
    const child = open(['whoami'], { REPLICATE_BASE_URL: sandbox.baseUrl })
    child.stdout.destroy()
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const [code] = (await once(child, 'exit')) as [number]
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { REPLICATE_BASE_URL: _, ...bare } = env
    const other = spawn(process.execPath, [join(import.meta.dirname, '../../src/door.mjs'), 'whoami'], {
      cwd: folder,
      env: bare,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    other.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    await once(other, 'close')
    expect(out).toBe(`sandbox (user) at ${sandbox.baseUrl}\n`)
  })
})

test('the page of the command line names every command and every exit code as they are', async () => {
  const page = await readFile('docs/cli.md', 'utf8')
  const rows = page.replaceAll(/ +/g, ' ')
  for (const [code, about] of Object.values(exitCodes)) expect(rows).toContain(`| ${code} | ${about} |`)
  for (const word of ['run', 'predict', 'models', 'predictions', 'trainings', 'deployments', 'webhooks', 'config', 'doctor'])
    expect(page).toMatch(new RegExp(`\\b${word}\\b`))
  // Each command that a block shows is one there is.
  for (const [, word] of page.matchAll(/^npx replichat (\w+)/gm))
    expect((await type(['help'])).out).toMatch(new RegExp(`^  ${word} `, 'm'))
})
