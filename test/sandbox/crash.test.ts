import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { joined, readStream, type Sent, startSandbox, token, until } from './start.ts'

type Living = { readonly process: ChildProcess; readonly baseUrl: string }

/** A sandbox in a process of its own, so that it can be killed. */
async function spawnSandbox(dataDir: string): Promise<Living> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'served.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [baseUrl] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { process: child, baseUrl }
}

async function kill({ process: child }: Living): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const create = async (baseUrl: string, prompt: string): Promise<{ id: string; urls: { stream: string } }> => {
  const response = await fetch(`${baseUrl}/deployments/sandbox/llama-chat/predictions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ input: { prompt } }),
  })
  return (await response.json()) as { id: string; urls: { stream: string } }
}

const look = async (baseUrl: string, id: string): Promise<{ status: string; output: string[]; started_at: string }> => {
  const response = await fetch(`${baseUrl}/predictions/${id}`, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`${id} is not there: ${response.status}`)
  return (await response.json()) as { status: string; output: string[]; started_at: string }
}

test('a prediction that runs when the process is killed goes on in the next life, and its reader misses nothing', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-crash-'))
  const lives: Living[] = [await spawnSandbox(dataDir)]
  try {
    const [first] = lives as [Living]
    // No seed is given: the one that was drawn must outlive the process for the text to be the same.
    const made = await create(first.baseUrl, 'words 150')
    const reading = readStream(made.urls.stream)
    await until(async () => ((await look(first.baseUrl, made.id)).output?.length > 20 ? true : undefined))
    const before = await look(first.baseUrl, made.id)
    await kill(first)
    const heard = await reading
    expect(heard.cut).toBe(true)

    const second = await spawnSandbox(dataDir)
    lives.push(second)
    expect(await look(second.baseUrl, made.id)).toMatchObject({ status: 'processing', started_at: before.started_at })
    const stream = made.urls.stream.replace(first.baseUrl, second.baseUrl)
    const rest = await readStream(stream, heard.events.at(-1)!.id)
    const { output, status } = await look(second.baseUrl, made.id)
    expect(status).toBe('succeeded')
    expect(joined([...heard.events, ...rest.events])).toBe(output.join(''))
    const all: readonly Sent[] = (await readStream(stream)).events
    expect(all).toEqual([...heard.events, ...rest.events])
  } finally {
    for (const { process: child } of lives) child.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
})

test('what was answered with 201 is there after a kill at any instant', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-crash-'))
  let life = await spawnSandbox(dataDir)
  try {
    const answered: string[] = []
    for (let round = 0; round < 3; round++) {
      const { baseUrl } = life
      const creating = (async () => {
        for (;;) answered.push((await create(baseUrl, 'x')).id)
      })().catch((thrown: unknown) => thrown)
      const enough = answered.length + 15 + round * 7
      await until(() => (answered.length >= enough ? true : undefined))
      await kill(life)
      expect(await creating).toBeInstanceOf(Error)
      life = await spawnSandbox(dataDir)
      for (const id of answered) await look(life.baseUrl, id)
    }
    for (const id of answered) await until(async () => ((await look(life.baseUrl, id)).status === 'succeeded' ? true : undefined))
  } finally {
    life.process.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
})

test('links of outputs lead to the same files after a restart, at whatever address it runs', async () => {
  await using first = await startSandbox()
  const made = await first.json(
    'POST',
    '/deployments/sandbox/flux-fast/predictions',
    { input: { prompt: 'x' } },
    { prefer: 'wait' },
  )
  await using second = await first.restart()
  const again = await second.json('GET', `/predictions/${made.id}`)
  const [before, after] = [made.output, again.output].map(output => new URL(output[0]!))
  expect(after!.pathname).toBe(before!.pathname)
  expect((await fetch(after!)).headers.get('content-type')).toBe('image/png')
})

test('a closed sandbox leaves its predictions to the next one, hours later too, with its secret and its clock', async () => {
  await using first = await startSandbox()
  const made = await first.json('POST', '/deployments/sandbox/llama-chat/predictions', { input: { prompt: 'words 100' } })
  const secret = await first.json('GET', '/webhooks/default/secret')
  const { now } = await first.json('POST', '/_sandbox/clock', { advance: 1000 })
  await using second = await first.restart({ now: () => Date.now() + 3 * 3600_000 })
  expect(await second.json('GET', '/webhooks/default/secret')).toEqual(secret)
  expect(Date.parse((await second.json('GET', '/_sandbox/clock')).now)).toBeGreaterThanOrEqual(Date.parse(now) + 3 * 3600_000)
  const done = await until(async () => {
    const seen = await second.json('GET', `/predictions/${made.id}`)
    return seen.status === 'succeeded' ? seen : undefined
  })
  expect(done.output).toHaveLength(101)
})

test('a second sandbox on the same folder is refused in a sentence', async () => {
  await using first = await startSandbox()
  await expect(startSandbox({ dataDir: first.dataDir })).rejects.toThrow(/is in use by another sandbox/)
})
