import { type OperatorRow, writeOperatorPass } from '../../adapters/web/web.ts'
import { Fault } from '#core/fault.ts'
import type { Config } from '../config/config.ts'
import { createWorkspaces, type Workspaces } from '../service/workspaces.ts'
import { openStore } from '../store/open.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, columns, noMoreWords, onlyArgument, printable, readArgs, writeJson } from './io.ts'
import { localUrl, operatorConfig, serviceKey } from './operator.ts'

type Ask = Pick<Workspaces, 'list' | 'decide'>

/** How long a running service may take to answer. */
const answerMs = 10_000

/** `workspaces list|allow|block`: who may use the service. A running service is asked; where none runs, its store is opened. */
export async function workspaces(args: readonly string[], { stdout, env, signal }: Io): Promise<number> {
  const { values, positionals } = readArgs(args, {})
  const [act, ...rest] = positionals
  if (act !== 'list' && act !== 'allow' && act !== 'block')
    throw new CommandError('usage', 'Write: npx replichat workspaces list, or allow <id>, or block <id>')
  if (act === 'list') noMoreWords(rest)
  const id = act === 'list' ? '' : onlyArgument(rest, 'The id of the workspace')
  const config = operatorConfig(env)
  const rows = await withWorkspaces(config, signal, ask => (act === 'list' ? ask.list() : ask.decide(id, act === 'allow')))
  if (values.json === true) writeJson(stdout, rows.map(plain))
  else if (act === 'list') stdout.write(rows.length === 0 ? 'No platform has told of a workspace yet.\n' : tableOf(rows))
  else stdout.write(decided(rows, id, act))
  return exitCode('ok')
}

async function withWorkspaces(
  config: Config,
  signal: AbortSignal,
  act: (ask: Ask) => Promise<readonly OperatorRow[]>,
): Promise<readonly OperatorRow[]> {
  if (config.port !== 0) {
    const answered = await act(overHttp(localUrl(config), serviceKey(config), signal)).catch((thrown: unknown) => {
      if (thrown instanceof NobodyThere) return undefined
      throw thrown
    })
    if (answered !== undefined) return answered
  }
  if (config.store.kind === 'memory')
    throw new CommandError(
      'unreachable',
      'Nothing is kept with STORE_URL=memory:, and no running service answers that could be asked.',
    )
  await using store = await openStore({ url: config.store.url.reveal(), dataDir: config.dataDir }).catch((thrown: unknown) => {
    if (!(thrown instanceof Fault) || !thrown.message.includes('in use by another')) throw thrown
    throw new CommandError(
      'unreachable',
      `A Replichat works on ${config.store.label}, but does not answer here. Set HOST and PORT as it has them, or wait until it has started.`,
    )
  })
  const { shelves, locks } = store
  const given = config.allowedWorkspaces ?? []
  return await act(createWorkspaces({ shelves, locks, world: { now: Date.now }, log: { warn() {} }, given }))
}

/** No service of ours answers at this address. */
class NobodyThere extends Error {
  override readonly name = 'NobodyThere'
}

/** The workspaces of the service that runs at this address. */
function overHttp(url: string, secretKey: Uint8Array, signal: AbortSignal): Ask {
  const ask = async (init: RequestInit): Promise<readonly OperatorRow[]> => {
    const response = await fetch(`${url}/operator/workspaces`, {
      ...init,
      headers: { authorization: `Bearer ${writeOperatorPass(secretKey, Date.now())}` },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted()
      throw new NobodyThere('', { cause })
    })
    const body = (await response.json().catch(() => undefined)) as
      { readonly workspaces?: unknown; readonly error?: unknown } | undefined
    if (response.ok && Array.isArray(body?.workspaces)) return body.workspaces as readonly OperatorRow[]
    if (response.status === 401 && body?.error !== undefined)
      throw new CommandError(
        'authentication',
        `The Replichat at ${url} does not know this secret key. Run this where it runs, with its settings (DATA_DIR, SECRET_KEY).`,
      )
    if (typeof body?.error === 'string') throw new CommandError('failed', printable(body.error, 400))
    throw new NobodyThere()
  }
  return {
    list: () => ask({}),
    decide: (id, allowed) => ask({ method: 'POST', body: JSON.stringify({ id, act: allowed ? 'allow' : 'block' }) }),
  }
}

const plain = ({ at, ...row }: OperatorRow) => ({ ...row, since: new Date(at).toISOString() })

const tableOf = (rows: readonly OperatorRow[]): string =>
  columns([
    ['platform', 'id', 'state', 'since (UTC)'],
    ...rows.map(({ platform = '—', id, state, at }) => [
      printable(platform, 20),
      printable(id, 100),
      state,
      new Date(at).toISOString().slice(0, 16).replace('T', ' '),
    ]),
  ])

function decided(rows: readonly OperatorRow[], id: string, act: 'allow' | 'block'): string {
  const name = printable(id, 100)
  const isKnown = rows.some(({ platform }) => platform !== undefined)
  const early = isKnown ? '' : ' No platform has told of it yet; it holds as soon as one does.'
  return act === 'allow' ? `${name} may use Replichat now.${early}\n` : `${name} may not use Replichat any more.${early}\n`
}
