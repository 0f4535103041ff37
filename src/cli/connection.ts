import { readFileSync } from 'node:fs'
import { isLoopbackHost, readEnvironment } from '../config/environment.ts'
import { readCogHosts } from '../config/cog-hosts.ts'
import { type CogModels, createCogModels } from '../models/cog.ts'
import { type Replicate, createReplicate } from '../replicate/client.ts'
import { CommandError } from './exit.ts'
import type { Io } from './io.ts'

/** Replicate as the command line reaches it. */
export type Connection = {
  readonly replicate: Replicate
  readonly baseUrl: string
  /** No token was needed: a sandbox on this machine. */
  readonly isSandbox: boolean
  /** The token, so that no sentence shows it. */
  readonly token: string
}

// A sandbox takes any token of the usual form.
const sandboxToken = 'r8_sandbox'

/** Who Replicate is, from the environment: a token, or the address of a sandbox on this machine. */
export function connectionOf(env: Io['env']): Connection {
  const from = readEnvironment(env, path => readFileSync(path, 'utf8'))
  const token = from.secret('REPLICATE_API_TOKEN')?.reveal()
  const base = from.url('REPLICATE_BASE_URL')
  const [problem] = from.problems
  if (problem !== undefined) throw new CommandError('usage', problem)
  const isSandbox = token === undefined && base !== undefined && isLoopbackHost(base.hostname)
  if (token === undefined && !isSandbox) {
    throw new CommandError(
      'authentication',
      'REPLICATE_API_TOKEN is not set. Set it, or talk to the sandbox of a running Replichat with REPLICATE_BASE_URL=http://127.0.0.1:3000/sandbox/v1',
    )
  }
  const baseUrl = base?.href.replace(/\/$/, '') ?? 'https://api.replicate.com/v1'
  const used = token ?? sandboxToken
  return { replicate: createReplicate({ token: used, baseUrl, userAgent: 'replichat-cli' }), baseUrl, isSandbox, token: used }
}

/** Does something with Replicate and closes the connection after it. */
export async function withReplicate<Result>(env: Io['env'], act: (connection: Connection) => Promise<Result>): Promise<Result> {
  const connection = connectionOf(env)
  try {
    return await act(connection)
  } finally {
    await connection.replicate.close()
  }
}

/** The operator's Cog containers, from `COG_HOSTS`: their origins by name. */
export function cogHostsOf(env: Io['env']): Readonly<Record<string, string>> {
  const from = readEnvironment(env, path => readFileSync(path, 'utf8'))
  const hosts = readCogHosts(from)
  const [problem] = from.problems
  if (problem !== undefined) throw new CommandError('usage', problem)
  return hosts
}

/** Does something with the operator's Cog containers and closes the connections after it. */
export async function withCog<Result>(env: Io['env'], act: (cog: CogModels) => Promise<Result>): Promise<Result> {
  const cog = createCogModels(cogHostsOf(env), Date.now)
  try {
    return await act(cog)
  } finally {
    await cog.close()
  }
}
