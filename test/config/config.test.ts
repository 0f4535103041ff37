import fc from 'fast-check'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { type Env, readDotEnv, withDotEnv } from '../../src/config/environment.ts'

const absent = (path: string): never => {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
}
const filesOf = (files: Readonly<Record<string, string>>) => (path: string) => files[path] ?? absent(path)

const parsed = (env: Env, files: Readonly<Record<string, string>> = {}): Config => {
  const result = parseConfig(env, { readFile: filesOf(files) })
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.config
}
const problems = (env: Env, files: Readonly<Record<string, string>> = {}): readonly string[] => {
  const result = parseConfig(env, { readFile: filesOf(files) })
  return 'problems' in result ? result.problems : []
}

const key = Buffer.alloc(32, 7).toString('base64')

test('an empty environment starts the sandbox and the console on this machine alone', () => {
  const config = parsed({})
  expect(config).toEqual({
    sandboxPace: 1,
    cogHosts: {},
    host: '127.0.0.1',
    port: 3000,
    store: { kind: 'sqlite', url: config.store.url, label: 'sqlite:data/replichat.db' },
    role: 'all',
    operator: { name: 'operator', values: {} },
    logLevel: 'info',
    dataDir: 'data',
    secrets: [],
  })
  expect(config.store.url.reveal()).toBe('sqlite:data/replichat.db')
})

test('an empty variable is the same as none', () => {
  const names = [
    'REPLICATE_API_TOKEN',
    'DISCORD_TOKEN',
    'SLACK_BOT_TOKEN',
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'STORE_URL',
    'SHARDS',
    'CONFIG_FILE',
  ]
  const { store, ...config } = parsed(Object.fromEntries(names.map(name => [name, ''])))
  const { store: plainStore, ...plain } = parsed({})
  expect([config, store.label]).toEqual([plain, plainStore.label])
})

test('everything set is read', () => {
  const config = parsed({
    REPLICATE_API_TOKEN: 'r8_one',
    REPLICATE_BASE_URL: 'https://api.example.com/v1/',
    REPLICATE_WEBHOOK_SECRET: 'whsec_AAAA',
    SANDBOX_PACE: '0.25',
    COG_HOSTS: 'faces=http://10.0.0.5:5000, resnet=http://cog.internal:5000/',
    DISCORD_TOKEN: 'discord-token',
    DISCORD_API_URL: 'http://127.0.0.1:9000/api/',
    DISCORD_GUILD_ID: '123456789012345678',
    SHARD_IDS: '0, 2',
    SHARD_COUNT: '4',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'signing',
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'client',
    SLACK_API_URL: 'http://127.0.0.1:9001/api',
    HOST: '[::1]',
    PORT: '0',
    PUBLIC_URL: 'https://bot.example.com/',
    STORE_URL: 'postgres://user:hunter2@db:5432/replichat',
    ROLE: 'listen',
    SECRET_KEY: key,
    ALLOWED_WORKSPACES: '123, T0456 ',
    LOG_LEVEL: 'DEBUG',
    DATA_DIR: '/data',
    PRICES_FILE: 'prices.json',
  })
  expect(config).toMatchObject({
    replicate: { baseUrl: 'https://api.example.com/v1' },
    sandboxPace: 0.25,
    cogHosts: { faces: 'http://10.0.0.5:5000', resnet: 'http://cog.internal:5000' },
    discord: { apiUrl: 'http://127.0.0.1:9000/api', guildId: '123456789012345678', shards: { ids: [0, 2], count: 4 } },
    slack: { apiUrl: 'http://127.0.0.1:9001/api/', receive: { by: 'http' }, oauth: { clientId: '1.2' } },
    host: '::1',
    port: 0,
    publicUrl: 'https://bot.example.com',
    store: { kind: 'postgres', label: 'postgres://db:5432/replichat' },
    role: 'listen',
    allowedWorkspaces: ['123', 'T0456'],
    logLevel: 'debug',
    dataDir: '/data',
    pricesFile: 'prices.json',
  })
  expect(config.store.url.reveal()).toBe('postgres://user:hunter2@db:5432/replichat')
  const secrets = [
    'r8_one',
    'whsec_AAAA',
    'discord-token',
    'xoxb-1',
    'signing',
    'client',
    key,
    'postgres://user:hunter2@db:5432/replichat',
  ]
  expect(new Set(config.secrets.map(secret => secret.reveal()))).toEqual(new Set(secrets))
})

test('a config cannot be changed, and printing it in any way shows no secret', () => {
  const config = parsed({
    REPLICATE_API_TOKEN: 'r8_hunter2',
    DISCORD_TOKEN: 'hunter2',
    STORE_URL: 'postgres://a:hunter2@b/c',
    SECRET_KEY: key,
  })
  expect(Object.isFrozen(config) && Object.isFrozen(config.discord) && Object.isFrozen(config.secrets)).toBe(true)
  const token = config.discord?.token
  const shown = [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    String(token),
    `${token as unknown as string}`,
    JSON.stringify({ ...token }),
  ]
  for (const text of shown) expect(text).not.toMatch(/hunter2|BwcH/)
})

test('a Cog container may be called as it likes, once', () => {
  expect(parsed({ COG_HOSTS: 'constructor=http://a:1,toString=http://b:2' }).cogHosts).toEqual({
    constructor: 'http://a:1',
    toString: 'http://b:2',
  })
  expect(problems({ COG_HOSTS: 'constructor=http://a:1,constructor=http://b:2' })).toEqual([
    'COG_HOSTS names "constructor" twice.',
  ])
})

test.each(['fast', '-1', '101', '1e2', 'NaN', '0x1'])('a pace of the sandbox is a number from 0 to 100: %s', pace => {
  expect(problems({ SANDBOX_PACE: pace })).toEqual([`SANDBOX_PACE must be a number from 0 to 100, got "${pace}".`])
})

test('every problem is told at once', () => {
  const told = problems({
    PORT: 'http',
    ROLE: 'boss',
    LOG_LEVEL: 'loud',
    SLACK_BOT_TOKEN: 'xoxb-1',
    DISCORD_GUILD_ID: '123456',
    PUBLIC_URL: 'bot.example.com',
  })
  expect(told).toEqual([
    'PORT must be a whole number from 0 to 65535, got "http".',
    'PUBLIC_URL must be an address that begins with https:// or http://, got "bot.example.com".',
    'Discord is set up by half: DISCORD_TOKEN is missing, while DISCORD_GUILD_ID is set.',
    'Slack is set up by half: SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing, while SLACK_BOT_TOKEN is set.',
    'ROLE must be one of all, listen, work, got "boss".',
    'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, got "loud".',
  ])
})

describe('a secret', () => {
  test('may come from a file, without the line break at its end', () => {
    const config = parsed({ DISCORD_TOKEN_FILE: '/run/token' }, { '/run/token': 'abc.def\r\n' })
    expect(config.discord?.token.reveal()).toBe('abc.def')
  })

  test.each<[string, Env, string]>([
    [
      'given twice',
      { DISCORD_TOKEN: 'a', DISCORD_TOKEN_FILE: '/run/token' },
      'DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set; keep one of them.',
    ],
    [
      'in a file that is not there',
      { SLACK_BOT_TOKEN_FILE: '/none', SLACK_APP_TOKEN: 'xapp-1' },
      'SLACK_BOT_TOKEN_FILE names "/none", which cannot be read: there is no such file.',
    ],
    ['in an empty file', { REPLICATE_API_TOKEN_FILE: '/empty' }, 'REPLICATE_API_TOKEN_FILE names "/empty", which is empty.'],
    [
      'with a line break inside',
      { DISCORD_TOKEN_FILE: '/two' },
      'The file that DISCORD_TOKEN_FILE names must hold one word, without spaces or line breaks.',
    ],
  ])('%s is one problem', (_, env, sentence) => {
    expect(problems(env, { '/run/token': 'a', '/empty': '\n', '/two': 'hunter2\nhunter3\n' })).toEqual([sentence])
  })

  test('is never repeated in a problem', () => {
    const told = problems({
      REPLICATE_WEBHOOK_SECRET: 'hunter2',
      SECRET_KEY: 'hunter2',
      STORE_URL: 'mysql://me:hunter2@db/x',
      PUBLIC_URL: 'https://me:hunter2@bot.example.com',
      COG_HOSTS: 'x=http://me:hunter2@cog:5000',
      SLACK_APP_TOKEN: 'xoxb-hunter2',
    })
    expect(told).toHaveLength(7)
    expect(told.join('\n')).not.toContain('hunter2')
  })
})

describe('a platform set by half names what is missing', () => {
  test.each<[Env, string | undefined]>([
    [{ DISCORD_TOKEN: 'a' }, undefined],
    [{ SHARDS: 'auto' }, 'Discord is set up by half: DISCORD_TOKEN is missing, while SHARDS is set.'],
    [{ DISCORD_TOKEN: 'a', SHARD_IDS: '0' }, 'SHARD_IDS and SHARD_COUNT belong together: SHARD_COUNT is missing.'],
    [{ DISCORD_TOKEN: 'a', SHARD_COUNT: '2' }, 'SHARD_IDS and SHARD_COUNT belong together: SHARD_IDS is missing.'],
    [
      { DISCORD_TOKEN: 'a', SHARD_IDS: '2', SHARD_COUNT: '2' },
      'SHARD_IDS must be whole numbers from 0 to 1 separated by commas, got "2".',
    ],
    [
      { DISCORD_TOKEN: 'a', SHARDS: '2', SHARD_COUNT: '2' },
      'SHARDS is for one process that holds all shards; with SHARD_IDS and SHARD_COUNT leave it unset.',
    ],
    [{ DISCORD_TOKEN: 'a', SHARDS: 'many' }, 'SHARDS must be a whole number from 1 to 10000, got "many".'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }, undefined],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' }, undefined],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'Slack is set up by half: SLACK_BOT_TOKEN is missing, while SLACK_APP_TOKEN is set.'],
    [{ SLACK_SIGNING_SECRET: 's' }, 'Slack is set up by half: SLACK_BOT_TOKEN is missing, while SLACK_SIGNING_SECRET is set.'],
    [
      { SLACK_API_URL: 'http://127.0.0.1/api/' },
      'Slack is set up by half: SLACK_BOT_TOKEN and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) are missing, while SLACK_API_URL is set.',
    ],
    [
      { SLACK_CLIENT_ID: '1' },
      'Slack is set up by half: SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET and PUBLIC_URL are missing, while SLACK_CLIENT_ID is set.',
    ],
    [{ SLACK_CLIENT_ID: '1', SLACK_CLIENT_SECRET: 'c', SLACK_SIGNING_SECRET: 's', PUBLIC_URL: 'https://a.example' }, undefined],
    [
      { SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xapp-2' },
      'SLACK_BOT_TOKEN holds an app token (xapp-…); the bot token begins with xoxb-.',
    ],
    [
      { REPLICATE_BASE_URL: 'https://proxy.example/v1' },
      'REPLICATE_API_TOKEN is missing, while REPLICATE_BASE_URL is set. Set the token, or unset both to use the built-in sandbox.',
    ],
    [{ REPLICATE_BASE_URL: 'http://127.0.0.1:3000/sandbox/v1' }, undefined],
    [{ PORT: '3555', REPLICATE_BASE_URL: 'http://127.0.0.1:3555/sandbox/v1' }, undefined],
    [
      { REPLICATE_BASE_URL: 'http://127.0.0.1:3555/sandbox/v1' },
      "REPLICATE_API_TOKEN is missing, while REPLICATE_BASE_URL names a server on this machine. Where that is this Replichat's own sandbox, PORT must be its port (now 3000); any other sandbox takes any token that begins with r8_.",
    ],
    [{ REPLICATE_API_TOKEN: 'r8_sandbox', REPLICATE_BASE_URL: 'http://127.0.0.1:4000/v1' }, undefined],
    [{ ROLE: 'work' }, 'ROLE=work shares its work with other instances and needs a STORE_URL that begins with postgres://.'],
  ])('%j', (env, sentence) => {
    expect(problems(env)).toEqual(sentence === undefined ? [] : [sentence])
  })

  test('all three of bot, app and signing are Socket Mode', () => {
    const { slack } = parsed({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' })
    expect(slack?.receive.by).toBe('socket')
  })
})

test.each([
  [
    'http://bot.example.com',
    'PUBLIC_URL must begin with https:// (http:// is for this machine alone), got "http://bot.example.com/".',
  ],
  [
    'http://127.0.0.1.example.com',
    'PUBLIC_URL must begin with https:// (http:// is for this machine alone), got "http://127.0.0.1.example.com/".',
  ],
  [
    'https://bot.example.com/chat',
    'PUBLIC_URL must be an address without a path, such as https://bot.example.com, got "https://bot.example.com/chat".',
  ],
  [
    'https://bot.example.com/?a=1',
    'PUBLIC_URL must be a plain address, without a user name, "?" or "#", got "https://bot.example.com…".',
  ],
  ['ftp://bot.example.com', 'PUBLIC_URL must be an address that begins with https:// or http://, got "ftp://bot.example.com".'],
])('PUBLIC_URL=%s is refused in words', (url, sentence) => {
  expect(problems({ PUBLIC_URL: url })).toEqual([sentence])
})

test.each(['https://bot.example.com', 'http://localhost:3000', 'http://127.0.0.1:3000/', 'http://[::1]:3000'])(
  'PUBLIC_URL=%s is accepted',
  url => {
    expect(parsed({ PUBLIC_URL: url }).publicUrl).toBe(new URL(url).origin)
  },
)

test('the store lies in the data folder unless it is named', () => {
  expect(parsed({ DATA_DIR: '/data/' }).store.label).toBe('sqlite:/data/replichat.db')
  expect(parsed({ DATA_DIR: '/data', STORE_URL: 'memory:' }).store).toMatchObject({ kind: 'memory', label: 'memory:' })
  expect(parsed({ STORE_URL: 'sqlite:/my data/bot.db' }).store.label).toBe('sqlite:/my data/bot.db')
  expect(problems({ STORE_URL: 'redis://x' })).toEqual(['STORE_URL must be sqlite:<file>, memory: or postgres://…, got redis.'])
  expect(problems({ STORE_URL: 'postgres://db/x' })).toEqual([
    'SECRET_KEY must be set where STORE_URL is a PostgreSQL database, since all instances share it. Make one with: openssl rand -base64 32',
  ])
})

test('a key is taken exactly when it is 32 bytes in base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 48 }), bytes => {
      for (const text of [Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('base64url')]) {
        expect(problems({ SECRET_KEY: text }).length === 0).toBe(bytes.length === 32)
      }
    }),
  )
  expect(problems({ SECRET_KEY: `${key.slice(0, 20)}!${key.slice(20)}` })[0]).toContain('got something that is no base64')
})

test('no text in any variable makes reading throw, and a number out of bounds is never taken', () => {
  const names = [
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'STORE_URL',
    'COG_HOSTS',
    'SHARDS',
    'SHARD_IDS',
    'SHARD_COUNT',
    'SECRET_KEY',
    'SLACK_API_URL',
    'CONFIG_FILE',
  ]
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.webUrl())
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), env => {
      const result = parseConfig(env, { readFile: absent })
      if ('config' in result) expect(result.config.port >= 0 && result.config.port <= 65_535).toBe(true)
      else for (const problem of result.problems) expect(problem).toMatch(/^[A-Z].*[.\d]$/s)
    }),
  )
})

describe('the settings file', () => {
  const text = 'model.image: stability-ai/sdxl\nchat:\n  memory: 12\n  system: You are brief.\nlocked: [model.image]\n'

  test('is read when it is there, its keys dotted or nested', () => {
    const { operator, configFile } = parsed({}, { 'replichat.yaml': text })
    expect(configFile).toBe('replichat.yaml')
    expect(operator).toEqual({
      name: 'operator',
      values: { 'model.image': 'stability-ai/sdxl', 'chat.memory': 12, 'chat.system': 'You are brief.' },
      locked: ['model.image'],
    })
  })

  test('takes lists as YAML writes them, and as chat does', () => {
    const lists =
      'allow.models: [stability-ai/*, "black-forest-labs/*"]\nblock.users: 123, 456\nallow.roles: ["<@&7>", artists, the old guard]\n'
    expect(parsed({}, { 'replichat.yaml': lists }).operator.values).toEqual({
      'allow.models': 'stability-ai/*, black-forest-labs/*',
      'block.users': '123, 456',
      'allow.roles': '7, artists, "the old guard"',
    })
    expect(problems({}, { 'replichat.yaml': 'model.image: [a/b, c/d]\n' })).toEqual([
      'replichat.yaml: `model.image` must be a single value, got a list.',
    ])
  })

  test('may be empty, and must be there when it is named', () => {
    expect(parsed({}, { 'replichat.yaml': '# nothing yet\n' }).operator.values).toEqual({})
    expect(problems({ CONFIG_FILE: 'mine.yaml' })).toEqual([
      'CONFIG_FILE names "mine.yaml", which cannot be read: there is no such file.',
    ])
  })

  test.each([
    ['a: [', /^replichat\.yaml is not valid YAML: .+ line 1/],
    ['- model.image', /^replichat\.yaml: it must hold settings, one `key: value` a line\.$/],
    ['model.imagee: a/b', /^replichat\.yaml: There is no setting “model\.imagee”; did you mean `model\.image`\?$/],
    ['model.image: just words', /^replichat\.yaml: `model\.image` must be a model such as .+, got “just words”/],
    ['model.image: [a/b]', /^replichat\.yaml: `model\.image` must be a single value, got a list\.$/],
    ['chat.memory: -1', /^replichat\.yaml: `chat\.memory` must be a whole number from 0 to 400, got /],
    ['locked: model.image', /^replichat\.yaml: `locked` must be a list of setting names/],
    ['lock: [model.image]', /^replichat\.yaml: There is no setting “lock”; did you mean `locked`\?$/],
    ['locked: [budget]', /^replichat\.yaml: There is no setting “budget”/],
    ['prices: []', /named by PRICES_FILE\.$/],
    ['model.image: a/b\nmodel.image: c/d', /^replichat\.yaml is not valid YAML: /],
  ])('%j is refused in words', (yaml, sentence) => {
    const told = problems({}, { 'replichat.yaml': yaml })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(sentence)
  })

  test('whose few lines would unfold into millions is refused', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)
    const told = problems({}, { 'replichat.yaml': `a0: &a0 [x]\n${levels.join('\n')}\n` })
    expect(told).toEqual([expect.stringMatching(/^replichat\.yaml is not valid YAML: /)])
  })
})

test('a .env file is read under the environment, which wins even with an empty value', () => {
  expect(readDotEnv('# note\nPORT=4000\nexport HOST="0.0.0.0"\n')).toEqual({ PORT: '4000', HOST: '0.0.0.0' })
  expect(withDotEnv({ PORT: '', HOME: '/root', LOG_LEVEL: undefined }, 'PORT=4000\nHOST=::1\nLOG_LEVEL=debug')).toEqual({
    PORT: '',
    HOST: '::1',
    HOME: '/root',
    LOG_LEVEL: 'debug',
  })
})
