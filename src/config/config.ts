import type { Layer } from '#core/settings.ts'
import {
  type Env,
  type EnvironmentReader,
  type ReadFile,
  isLoopbackHost,
  readEnvironment,
  short,
  whyUnread,
} from './environment.ts'
import { readCogHosts } from './cog-hosts.ts'
import { type DiscordConfig, type SlackConfig, readDiscord, readSlack } from './platforms.ts'
import { Secret } from './secret.ts'
import { readSettingsFile } from './settings-file.ts'

/** What the operator decided, read once at the start. Secrets in it do not print. */
export type Config = {
  /** Absent: the built-in sandbox plays Replicate. */
  readonly replicate?: { readonly token: Secret; readonly baseUrl: string; readonly webhookSecret?: Secret }
  /** How long the models of the built-in sandbox take, as a share of their own time. */
  readonly sandboxPace: number
  /** Cog containers by name: their origin, `http://host:port`. */
  readonly cogHosts: Readonly<Record<string, string>>
  readonly discord?: DiscordConfig
  readonly slack?: SlackConfig
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** The origin at which Replicate and browsers reach us, without a slash at its end. */
  readonly publicUrl?: string
  readonly store: StoreConfig
  readonly role: 'all' | 'listen' | 'work'
  /** 32 bytes in base64. Absent: made once in `dataDir`. */
  readonly secretKey?: Secret
  /** Those that may use it besides the ones the bot is in at its first start and the ones the operator allows later. */
  readonly allowedWorkspaces?: readonly string[]
  /** The settings file of the operator; without one it sets nothing. */
  readonly operator: Layer
  /** Where the operator's layer was read from. */
  readonly configFile?: string
  readonly logLevel: LogLevel
  readonly dataDir: string
  /** Absent: the shipped price table. */
  readonly pricesFile?: string
  /** Everything above that must never be seen, for the log to watch for. */
  readonly secrets: readonly Secret[]
}

/** `url` is what the store is opened with; `label` says the same without a password. */
export type StoreConfig = { readonly kind: 'sqlite' | 'memory' | 'postgres'; readonly url: Secret; readonly label: string }

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Reads the environment: a frozen config, or every problem at once, each a sentence for the operator. */
export function parseConfig(
  env: Env,
  { readFile }: { readonly readFile: ReadFile },
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const from = readEnvironment(env, readFile)
  const port = from.integer('PORT', 3000, 0, 65_535)
  const dataDir = from.text('DATA_DIR') ?? 'data'
  const publicUrl = readPublicUrl(from)
  const store = readStore(from, dataDir)
  const replicate = readReplicate(from, port)
  const discord = readDiscord(from)
  const slack = readSlack(from, publicUrl)
  const secretKey = readSecretKey(from)
  const role = from.choice('ROLE', ['all', 'listen', 'work'], 'all')
  const settings = readOperator(from, readFile)
  const allowedWorkspaces = from.list('ALLOWED_WORKSPACES')
  const pricesFile = from.text('PRICES_FILE')

  if (role !== 'all' && store.kind !== 'postgres') {
    from.problems.push(`ROLE=${role} shares its work with other instances and needs a STORE_URL that begins with postgres://.`)
  }
  if (store.kind === 'postgres' && !from.has('SECRET_KEY')) {
    from.problems.push(
      'SECRET_KEY must be set where STORE_URL is a PostgreSQL database, since all instances share it. Make one with: openssl rand -base64 32',
    )
  }

  const config: Config = {
    ...(replicate !== undefined && { replicate }),
    sandboxPace: readPace(from),
    cogHosts: readCogHosts(from),
    ...(discord !== undefined && { discord }),
    ...(slack !== undefined && { slack }),
    host: readHost(from),
    port,
    ...(publicUrl !== undefined && { publicUrl }),
    store,
    role,
    ...(secretKey !== undefined && { secretKey }),
    ...(allowedWorkspaces.length > 0 && { allowedWorkspaces }),
    ...settings,
    logLevel: from.choice('LOG_LEVEL', logLevels, 'info'),
    dataDir,
    ...(pricesFile !== undefined && { pricesFile }),
    secrets: [...secretsIn([replicate, discord, slack, secretKey]), ...(store.kind === 'postgres' ? [store.url] : [])],
  }
  return from.problems.length > 0 ? { problems: from.problems } : { config: deepFreeze(config) }
}

function readReplicate(from: EnvironmentReader, port: number): Config['replicate'] {
  const token = from.secret('REPLICATE_API_TOKEN')
  const base = from.url('REPLICATE_BASE_URL')
  const webhookSecret = from.secret('REPLICATE_WEBHOOK_SECRET')
  if (webhookSecret !== undefined && !/^whsec_[A-Za-z0-9+/]+=*$/.test(webhookSecret.reveal())) {
    from.problems.push('REPLICATE_WEBHOOK_SECRET must begin with whsec_, followed by base64, as Replicate shows it.')
  }
  if (token === undefined) {
    const isBuiltIn =
      base !== undefined &&
      isLoopbackHost(base.hostname) &&
      Number(base.port) === port &&
      /^\/sandbox\/v1\/?$/.test(base.pathname)
    if (base !== undefined && !isBuiltIn && !from.has('REPLICATE_API_TOKEN')) {
      from.problems.push(
        isLoopbackHost(base.hostname)
          ? `REPLICATE_API_TOKEN is missing, while REPLICATE_BASE_URL names a server on this machine. Where that is this Replichat's own sandbox, PORT must be its port (now ${port}); any other sandbox takes any token that begins with r8_.`
          : 'REPLICATE_API_TOKEN is missing, while REPLICATE_BASE_URL is set. Set the token, or unset both to use the built-in sandbox.',
      )
    }
    return undefined
  }
  return {
    token,
    baseUrl: base === undefined ? 'https://api.replicate.com/v1' : base.href.replace(/\/$/, ''),
    ...(webhookSecret !== undefined && { webhookSecret }),
  }
}

function readHost(from: EnvironmentReader): string {
  const host = from.text('HOST') ?? '127.0.0.1'
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (/^[A-Za-z0-9.:_%-]{1,255}$/.test(bare)) return bare
  from.problems.push(`HOST must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0, got "${short(host)}".`)
  return '127.0.0.1'
}

function readPace(from: EnvironmentReader): number {
  const text = from.text('SANDBOX_PACE') ?? '1'
  if (/^\d{1,3}(?:\.\d{1,6})?$/.test(text) && Number(text) <= 100) return Number(text)
  from.problems.push(`SANDBOX_PACE must be a number from 0 to 100, got "${short(text)}".`)
  return 1
}

function readPublicUrl(from: EnvironmentReader): string | undefined {
  const url = from.url('PUBLIC_URL')
  if (url === undefined) return undefined
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    from.problems.push(`PUBLIC_URL must begin with https:// (http:// is for this machine alone), got "${short(url.href)}".`)
  } else if (url.pathname !== '/') {
    from.problems.push(`PUBLIC_URL must be an address without a path, such as ${url.origin}, got "${short(url.href)}".`)
  }
  return url.origin
}

function readStore(from: EnvironmentReader, dataDir: string): StoreConfig {
  const fallback = `sqlite:${dataDir.replace(/\/$/, '')}/replichat.db`
  const url = from.secret('STORE_URL', { spaces: true }) ?? new Secret(fallback)
  const text = url.reveal()
  if (text === 'memory:') return { kind: 'memory', url, label: text }
  if (/^sqlite:.+/.test(text)) return { kind: 'sqlite', url, label: text }
  if (/^postgres(ql)?:\/\/./.test(text) && URL.canParse(text)) {
    const { host, pathname } = new URL(text)
    return { kind: 'postgres', url, label: `postgres://${host}${pathname}` }
  }
  const scheme = /^[\w+-]{1,20}:/.exec(text)?.[0] ?? 'something else'
  from.problems.push(`STORE_URL must be sqlite:<file>, memory: or postgres://…, got ${scheme}`.replace(/:?$/, '.'))
  return { kind: 'sqlite', url: new Secret(fallback), label: fallback }
}

function readSecretKey(from: EnvironmentReader): Secret | undefined {
  const key = from.secret('SECRET_KEY')
  if (key === undefined) return undefined
  const text = key.reveal()
  // The decoder skips what is no base64; only the way back shows that nothing was skipped.
  const bytes = Buffer.from(text, 'base64')
  const isExact =
    bytes.toString('base64').replace(/=+$/, '') === text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (isExact && bytes.length === 32) return key
  from.problems.push(
    `SECRET_KEY must be 32 bytes in base64, ${isExact ? `got ${bytes.length} bytes` : 'got something that is no base64'}. Make one with: openssl rand -base64 32`,
  )
  return undefined
}

const defaultConfigFile = 'replichat.yaml'

function readOperator(from: EnvironmentReader, readFile: ReadFile): Pick<Config, 'operator' | 'configFile'> {
  const nothing: Pick<Config, 'operator'> = { operator: { name: 'operator', values: {} } }
  const named = from.text('CONFIG_FILE')
  const file = named ?? defaultConfigFile
  let text: string
  try {
    text = readFile(file)
  } catch (thrown) {
    const isAbsent = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    if (named !== undefined) from.problems.push(`CONFIG_FILE names "${file}", which cannot be read: ${whyUnread(thrown)}.`)
    else if (!isAbsent) from.problems.push(`${file} cannot be read: ${whyUnread(thrown)}.`)
    return nothing
  }
  const read = readSettingsFile(text, file)
  if ('layer' in read) return { operator: read.layer, configFile: file }
  from.problems.push(...read.problems)
  return nothing
}

function secretsIn(value: unknown): readonly Secret[] {
  if (value instanceof Secret) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object)
  return Object.freeze(value)
}
