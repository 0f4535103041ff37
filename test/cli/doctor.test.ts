import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { neededPermissions } from '../../adapters/discord/invite.ts'
import { slackScopes } from '../../adapters/slack/slack.ts'
import { hardwareUsdPerSecond } from '../../src/config/hardware-prices.ts'
import { startDiscord } from '../platforms/discord/discord.ts'
import { startSlack } from '../platforms/slack/slack.ts'
import { prediction } from '../replicate/stand-in.ts'
import { type } from './typed.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'replichat-doctor-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

type Answers = Readonly<Record<string, readonly [number, unknown, Record<string, string>?]>>

const foxbot = { id: '1200', name: 'Foxbot', flags: 1 << 18 }
const den = (permissions: string, id = '77') => ({ id, name: 'Den', permissions })
const scopes = Object.keys(slackScopes)

/** Everything the doctor asks, healthy unless a test says otherwise. */
async function world(ill: Answers = {}, meddle: (url: URL) => Answers[string] | undefined = () => undefined) {
  const release = {
    number: 1,
    model: 'a/b',
    version: 'c',
    created_at: '',
    configuration: { hardware: 'gpu-h100', min_instances: 0, max_instances: 1 },
  }
  const answers: Answers = {
    '/v1/account': [200, { type: 'user', username: 'acme' }],
    '/v1/webhooks/default/secret': [200, { key: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAx' }],
    '/v1/deployments': [200, { next: null, previous: null, results: [{ owner: 'acme', name: 'app', current_release: release }] }],
    '/v1/predictions': [200, { next: null, previous: null, results: [] }],
    '/healthz': [200, 'ok'],
    '/health-check': [200, { status: 'READY' }],
    '/discord/v10/applications/@me': [200, foxbot],
    '/discord/v10/users/@me/guilds': [200, [den(String(neededPermissions))]],
    '/slack/auth.test': [200, { ok: true, user: 'fox', team: 'Acme', bot_id: 'B1' }, { 'x-oauth-scopes': scopes.join(',') }],
    '/slack/apps.connections.open': [200, { ok: true, url: 'wss://example.com/link' }],
    ...ill,
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    const [status, body, headers = {}] = meddle(url) ?? answers[url.pathname] ?? [404, {}]
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const env: Record<string, string> = {
    REPLICATE_API_TOKEN: 'r8_doctor',
    REPLICATE_BASE_URL: `${origin}/v1`,
    PUBLIC_URL: origin,
    PORT: String(port),
    DATA_DIR: folder,
    STORE_URL: `sqlite:${join(folder, 'replichat.db')}`,
    COG_HOSTS: `painter=${origin}`,
    DISCORD_TOKEN: 'bot-token',
    DISCORD_API_URL: `${origin}/discord`,
    SLACK_BOT_TOKEN: 'xoxb-token',
    SLACK_APP_TOKEN: 'xapp-token',
    SLACK_API_URL: `${origin}/slack/`,
    CONFIG_FILE: join(folder, 'none.yaml'),
  }
  await writeFile(env['CONFIG_FILE']!, '')
  return {
    env,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
type Report = { well: boolean; findings: { about: string; level: string; says: string; next?: string }[] }
const examine = async (env: Readonly<Record<string, string>>): Promise<{ code: number; report: Report; text: string }> => {
  const { code, out } = await type(env, ['doctor', '--json'])
  return { code, report: JSON.parse(out) as Report, text: out }
}

test('where all is well it says so of everything, and changes nothing', async () => {
  await using at = await world()
  const { code, report } = await examine(at.env)
  expect(report.findings.filter(({ level }) => level !== 'ok')).toEqual([])
  expect(report.findings.map(({ about }) => about)).toEqual(
    expect.arrayContaining([
      'settings',
      'Replicate',
      'webhooks',
      'cost',
      'cog:painter',
      'service',
      'the way back',
      'store',
      'Discord',
      'Slack',
      'Socket Mode',
    ]),
  )
  expect([code, report.well]).toEqual([0, true])
  expect((await type(at.env, ['doctor'])).out).toMatch(/^✓ Replicate: The token is that of acme/m)
})

const used = prediction({ deployment: 'acme/app', status: 'succeeded', metrics: { predict_time: 0.4 } })
const release = (hardware: string, min: number) => ({
  '/v1/deployments': [
    200,
    {
      next: null,
      previous: null,
      results: [
        {
          owner: 'acme',
          name: 'app',
          current_release: { model: 'a/b', version: 'c', configuration: { hardware, min_instances: min, max_instances: 3 } },
        },
      ],
    },
  ] as const,
})
const unserved: Answers = { '/healthz': [404, {}] }
type Fault = [
  name: string,
  ill: Answers,
  settings: Record<string, string>,
  about: string,
  level: string,
  says: RegExp,
  next: RegExp,
]
test.each<Fault>([
  [
    'a refused token',
    { '/v1/account': [401, { title: 'Unauthenticated', detail: 'no' }] },
    {},
    'Replicate',
    'wrong',
    /did not accept/,
    /Make a new token/,
  ],
  ['no credit', { '/v1/account': [402, { detail: 'no' }] }, {}, 'Replicate', 'wrong', /too little credit/, /Add credit/],
  ['a wrong address', { '/v1/account': [404, {}] }, {}, 'Replicate', 'wrong', /does not know/, /must end with the version path/],
  [
    'nobody there',
    {},
    { REPLICATE_BASE_URL: 'http://127.0.0.1:1/v1' },
    'Replicate',
    'wrong',
    /could not be reached/,
    /can be reached/,
  ],
  [
    'another secret',
    {},
    { REPLICATE_WEBHOOK_SECRET: 'whsec_YW5vdGhlcnNlY3JldGhlcmU=' },
    'webhooks',
    'wrong',
    /every webhook would be refused/,
    /webhooks secret/,
  ],
  [
    'a secret that cannot be had',
    { '/v1/webhooks/default/secret': [403, {}] },
    {},
    'webhooks',
    'wrong',
    /cannot be had/,
    /owner/,
  ],
  ['no way for webhooks', {}, { PUBLIC_URL: '' }, 'webhooks', 'advice', /asked again and again/, /Set PUBLIC_URL/],
  [
    'a way back that leads elsewhere',
    { '/healthz': [301, {}, { location: '/' }] },
    {},
    'the way back',
    'wrong',
    /webhooks would be lost/,
    /without a redirect/,
  ],
  ['an ill service', { '/healthz': [503, {}] }, {}, 'service', 'wrong', /does not feel well/, /log/],
  [
    'a store that is no file of ours',
    { '/healthz': [404, {}] },
    { STORE_URL: 'sqlite:package.json/x.db' },
    'store',
    'wrong',
    /./,
    /STORE_URL/,
  ],
  ['a broken price table', {}, { PRICES_FILE: '/none.json' }, 'prices', 'wrong', /cannot be read/, /unset PRICES_FILE/],
  [
    'an idle deployment',
    release('gpu-h100', 2),
    {},
    'cost',
    'advice',
    /keeps 2 running on gpu-h100, about \$7,906 a month/,
    /update acme\/app --min 0/,
  ],
  [
    'hardware too large',
    { ...release('gpu-h100', 1), '/v1/predictions': [200, { next: null, previous: null, results: Array(6).fill(used) }] },
    {},
    'cost',
    'advice',
    /takes 0\.4 s a run on gpu-h100/,
    /smaller hardware/,
  ],
  [
    'a container that failed',
    { '/health-check': [200, { status: 'SETUP_FAILED' }] },
    {},
    'cog:painter',
    'wrong',
    /SETUP_FAILED/,
    /own log/,
  ],
  [
    'a container that starts',
    { '/health-check': [200, { status: 'STARTING' }] },
    {},
    'cog:painter',
    'advice',
    /still starting/,
    /in a minute/,
  ],
  [
    'a container that is away',
    {},
    { COG_HOSTS: 'painter=http://127.0.0.1:1' },
    'cog:painter',
    'wrong',
    /could not be reached/,
    /Start the container/,
  ],
  ['a refused bot', { '/discord/v10/applications/@me': [401, {}] }, {}, 'Discord', 'wrong', /token is refused/, /DISCORD_TOKEN/],
  [
    'a Discord that is away',
    {},
    { DISCORD_API_URL: 'http://127.0.0.1:1/api' },
    'Discord',
    'wrong',
    /cannot be reached/,
    /DISCORD_API_URL/,
  ],
  [
    'a Discord that is ill',
    { '/discord/v10/applications/@me': [503, {}] },
    {},
    'Discord',
    'wrong',
    /answered \/applications\/@me with 503/,
    /discordstatus/,
  ],
  [
    'a Discord that tells no servers',
    { '/discord/v10/users/@me/guilds': [429, {}] },
    {},
    'Discord',
    'wrong',
    /guilds\S* with 429/,
    /Try again later/,
  ],
  [
    'a bot whose commands go elsewhere',
    { '/discord/v10/applications/@me': [200, { ...foxbot, interactions_endpoint_url: 'https://old.example/' }] },
    {},
    'Discord',
    'wrong',
    /sent to https:\/\/old\.example\//,
    /Interactions Endpoint URL/,
  ],
  [
    'a bot that nobody invited',
    { '/discord/v10/users/@me/guilds': [200, []] },
    {},
    'Discord',
    'advice',
    /in no server yet/,
    /client_id=1200&scope=bot\+applications\.commands&permissions=\d+$/,
  ],
  [
    'a bot that is not where its commands are registered',
    {},
    { DISCORD_GUILD_ID: '1234567' },
    'Discord',
    'wrong',
    /not in the server 1234567/,
    /client_id=1200/,
  ],
  [
    'missing permissions',
    { '/discord/v10/users/@me/guilds': [200, [den('8'), den(String(neededPermissions & ~(1n << 15n) & ~(1n << 35n)), '78')]] },
    {},
    'Discord',
    'advice',
    /: in “Den” Create Public Threads, Attach Files\.$/,
    /Server Settings, Roles/,
  ],
  [
    'a missing intent',
    { '/discord/v10/applications/@me': [200, { ...foxbot, flags: 0 }] },
    {},
    'Discord',
    'advice',
    /Message Content intent is off/,
    /Privileged/,
  ],
  [
    'a refused app',
    { '/slack/auth.test': [200, { ok: false, error: 'invalid_auth' }] },
    {},
    'Slack',
    'wrong',
    /invalid_auth/,
    /Reinstall/,
  ],
  ...scopes.map((scope): Fault => [
    `the missing scope ${scope}`,
    {
      '/slack/auth.test': [200, { ok: true, bot_id: 'B1' }, { 'x-oauth-scopes': scopes.filter(one => one !== scope).join(', ') }],
    },
    {},
    'Slack',
    'wrong',
    new RegExp(`^Scopes are missing: ${scope} \\([^)]+\\)\\.$`),
    /reinstall the app/,
  ]),
  [
    'a person’s token',
    { '/slack/auth.test': [200, { ok: true, user: 'ada' }] },
    {},
    'Slack',
    'wrong',
    /token of a person/,
    /begins with xoxb-/,
  ],
  [
    'a Slack that is away',
    {},
    { SLACK_API_URL: 'http://127.0.0.1:1/api/' },
    'Slack',
    'wrong',
    /cannot be reached/,
    /SLACK_API_URL/,
  ],
  ['a Slack that is ill', { '/slack/auth.test': [503, {}] }, {}, 'Slack', 'wrong', /auth\.test with 503/, /slack-status/],
  [
    'a refused app token',
    { '/slack/apps.connections.open': [200, { ok: false, error: 'invalid_auth' }] },
    {},
    'Socket Mode',
    'wrong',
    /invalid_auth/,
    /SLACK_APP_TOKEN/,
  ],
  [
    'an app token that may not connect',
    { '/slack/apps.connections.open': [200, { ok: false, error: 'missing_scope' }] },
    {},
    'Socket Mode',
    'wrong',
    /connections:write/,
    /app-level token/,
  ],
  [
    'no token of Replicate',
    {},
    { REPLICATE_API_TOKEN: '', REPLICATE_BASE_URL: '' },
    'Replicate',
    'advice',
    /built-in sandbox plays Replicate/,
    /REPLICATE_API_TOKEN/,
  ],
  ['costs that cannot be seen', { '/v1/deployments': [403, {}] }, {}, 'cost', 'advice', /could not be seen/, /again later/],
  ['a service that does not run', unserved, { PUBLIC_URL: '' }, 'service', 'advice', /does not run here/, /npm start/],
  [
    'a store in memory',
    unserved,
    { PUBLIC_URL: '', STORE_URL: 'memory:' },
    'store',
    'advice',
    /Nothing is kept/,
    /Unset STORE_URL/,
  ],
  [
    'a data folder where nothing can be written',
    unserved,
    { PUBLIC_URL: '', DATA_DIR: 'package.json/data' },
    'store',
    'wrong',
    /package\.json\/data cannot be written \(ENOTDIR\)/,
    /DATA_DIR/,
  ],
])('of %s it says what to do', async (_, ill, settings, about, level, says, next) => {
  await using at = await world(ill)
  const { code, report, text } = await examine({ ...at.env, ...settings })
  const found = report.findings.find(finding => finding.about === about && finding.level === level)
  expect(found, text).toMatchObject({ says: expect.stringMatching(says) as string, next: expect.stringMatching(next) as string })
  expect(code).toBe(level === 'wrong' ? 1 : 0)
  for (const secret of ['r8_doctor', 'bot-token', 'xoxb-token', 'xapp-token', 'whsec_']) expect(text).not.toContain(secret)
  for (const finding of report.findings) expect(finding.level === 'ok' || finding.next !== undefined).toBe(true)
})

test('an app that workspaces install by themselves has no token of its own to be asked about', async () => {
  await using at = await world({ '/slack/auth.test': [500, {}], '/slack/apps.connections.open': [500, {}] })
  const oauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'client-secret', SLACK_SIGNING_SECRET: 'signing-secret' }
  const { code, report, text } = await examine({ ...at.env, SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', ...oauth })
  expect(report.findings.filter(({ about }) => about === 'Slack')).toEqual([
    { about: 'Slack', level: 'ok', says: expect.stringMatching(/by OAuth/) as string },
  ])
  expect(report.findings.map(({ about }) => about)).not.toContain('Socket Mode')
  expect([code, /client-secret|signing-secret/.test(text)]).toEqual([0, false])
})

test('a bot in many servers is asked about page by page, and the first few that lack something are named', async () => {
  const servers = Array.from({ length: 207 }, (_, i) => ({ id: `${1000 + i}`, name: `Den ${i}`, permissions: i < 7 ? '0' : '8' }))
  const asked: string[] = []
  await using at = await world({}, url => {
    if (url.pathname !== '/discord/v10/users/@me/guilds') return undefined
    const after = url.searchParams.get('after')
    asked.push(after ?? '')
    const from = after === null ? 0 : servers.findIndex(({ id }) => id === after) + 1
    return [200, servers.slice(from, from + 200)]
  })
  const { report } = await examine(at.env)
  expect(asked).toEqual(['', '1199'])
  const found = report.findings.find(({ about, level }) => about === 'Discord' && level === 'advice')
  expect(found?.says).toMatch(/in “Den 4” View Channels, .*; and in 2 more servers\.$/)
  expect(found?.says).not.toContain('Den 5')
})

test('what the doctor asks of Slack is what Slack takes, and an app that was removed is told', async () => {
  const slack = await startSlack()
  try {
    await using at = await world()
    const env = { ...at.env, SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken }
    const well = await examine(env)
    const about = ({ report }: typeof well) => report.findings.filter(({ about: one }) => ['Slack', 'Socket Mode'].includes(one))
    expect(about(well).map(({ level }) => level)).toEqual(['ok', 'ok'])
    slack.uninstall()
    expect(about(await examine(env))).toMatchObject([
      { level: 'wrong', says: expect.stringMatching(/account_inactive/) as string },
      { about: 'Socket Mode', level: 'ok' },
    ])
    expect(slack.violations).toEqual([])
  } finally {
    await slack.close()
  }
})

test('what the doctor asks of Discord is what Discord takes, and it sees what a role lacks', async () => {
  const discord = await startDiscord()
  try {
    await using at = await world()
    const env = { ...at.env, DISCORD_API_URL: discord.url, DISCORD_TOKEN: discord.token }
    const about = async () => (await examine(env)).report.findings.filter(({ about: one }) => one === 'Discord')
    expect((await about()).map(({ level }) => level)).toEqual(['ok', 'ok'])
    discord.permit(discord.home.guild, { deny: ['ATTACH_FILES', 'SEND_MESSAGES'] })
    expect((await about()).at(-1)).toMatchObject({
      level: 'advice',
      says: `Its roles do not give it all it needs: in “${discord.home.guild.name}” Send Messages, Attach Files.`,
    })
    expect(discord.violations).toEqual([])
  } finally {
    await discord[Symbol.asyncDispose]()
  }
})

test('settings that cannot be read are each a finding', async () => {
  const { code, report } = await examine({ PORT: 'http', ROLE: 'work' })
  expect(code).toBe(1)
  expect(report.findings.map(({ says }) => says)).toEqual([
    expect.stringMatching(/^PORT must be/),
    expect.stringMatching(/^ROLE=work/),
  ])
})

test('machines cost what the documentation says, several as many times', () => {
  expect(hardwareUsdPerSecond('gpu-l40s')).toBe(0.000975)
  expect(hardwareUsdPerSecond('gpu-l40s-4x')).toBeCloseTo(0.0039, 6)
  expect(hardwareUsdPerSecond('gpu-4x-l40s')).toBeCloseTo(0.0039, 6)
  expect(hardwareUsdPerSecond('gpu-abacus')).toBeUndefined()
})
