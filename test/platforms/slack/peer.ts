import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import type { Json } from './control.ts'

const root = join(import.meta.dirname, '../../..')
const program = join(root, 'tools/slack-peer/node_modules/local-slack-linux-x64/bin/local-slack')
/** A network of one's own, with a loopback that is up; who is started in it does not outlive it. */
const alone = ['-rnpf', '--kill-child', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
const port = 33_995

/** Why the peer cannot be run here, as a sentence; null when it can. */
export function peerIsMissing(): string | null {
  if (!existsSync(program)) return 'tools/slack-peer is not installed: npm ci --prefix tools/slack-peer'
  try {
    execFileSync('unshare', [...alone, 'true'], { stdio: 'ignore', timeout: 10_000 })
    return null
  } catch {
    return 'no network namespace can be made here (unshare -rn, and ip of iproute2): the peer listens everywhere, so it does not run'
  }
}

/** Runs a script in a network of its own, where the peer may listen as it likes; answers what it printed. */
export async function inOwnNetwork(script: string, args: readonly string[], withinMs: number): Promise<string> {
  const command = [...alone, process.execPath, join(root, script), ...args]
  const { stdout } = await promisify(execFile)('unshare', command, { timeout: withinMs, killSignal: 'SIGKILL', cwd: root })
  return stdout
}

/** The peer as a script in its own network sees it. */
export type Peer = AsyncDisposable & {
  readonly apiUrl: string
  /** The app that is reached by sockets, and the one that is reached at the given address. */
  readonly socketApp: { readonly botToken: string; readonly appToken: string; readonly botUserId: string }
  readonly httpApp: { readonly botToken: string; readonly signingSecret: string; readonly botUserId: string }
  readonly person: string
  readonly channel: string
  readonly teamId: string
  /** Asks its control interface. */
  control(path: string, body?: Json): Promise<Readonly<Record<string, unknown>>>
  /** Every message of the channel and its threads, as the peer keeps them. */
  messages(): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** Starts the peer; only in a network of one's own, for it listens on every address there is. */
export async function startPeer(requestUrl: string): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'slack-peer-'))
  const socketApp = { botUserId: 'U0BOT', botToken: 'xoxb-socket', appToken: 'xapp-socket', signingSecret: 'a-secret' }
  const httpApp = { botUserId: 'U0EVT', botToken: 'xoxb-events', appToken: 'xapp-events', signingSecret: 'another-secret' }
  const config = {
    workspace: { name: 'Test', domain: 'test', teamId: 'T01TEST' },
    apps: [
      { appId: 'A01SOCKET', botName: 'replichat', mode: 'socket', ...socketApp },
      { appId: 'A02EVENTS', botName: 'replihttp', mode: 'events', requestUrl, ...httpApp },
    ],
    users: [{ id: 'U01ALICE', name: 'alice', real_name: 'Alice', email: 'alice@example.com' }],
    channels: [{ id: 'C01GEN', name: 'general', members: ['U01ALICE', 'U0BOT', 'U0EVT'] }],
  }
  await writeFile(join(folder, 'slack.yaml'), stringify(config))
  const child = spawn(program, ['--config', join(folder, 'slack.yaml'), '--port', String(port), '--base-host', '127.0.0.1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (output += piece.toString()))
  const exited = once(child, 'exit')
  const origin = `http://127.0.0.1:${port}`

  async function control(path: string, body?: Json): Promise<Readonly<Record<string, unknown>>> {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${origin}/_control${path}`, { headers: { 'content-type': 'application/json' }, ...sent })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`The peer answered ${path} with ${answer.status}: ${text.slice(0, 200)}`)
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  }

  const end = Date.now() + 20_000
  for (;;) {
    const isThere = await control('/state').then(
      () => true,
      () => false,
    )
    if (isThere) break
    if (child.exitCode !== null || Date.now() > end) throw new Error(`The peer did not start. It said:\n${output}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }

  return {
    apiUrl: `${origin}/api/`,
    socketApp,
    httpApp,
    person: 'U01ALICE',
    channel: 'C01GEN',
    teamId: 'T01TEST',
    control,
    async messages() {
      const answer = await control('/messages/C01GEN')
      const found = Array.isArray(answer) ? (answer as unknown[]) : answer['messages']
      return found as readonly Readonly<Record<string, unknown>>[]
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
