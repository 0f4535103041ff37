import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hardwareUsdPerSecond } from '../../src/config/hardware-prices.ts'
import { prediction } from '../replicate/stand-in.ts'
import { type } from './typed.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'replichat-doctor-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

type Answers = Readonly<Record<string, readonly [number, unknown, Record<string, string>?]>>

/** Everything the doctor asks, healthy unless a test says otherwise. */
async function world(ill: Answers = {}) {
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
    '/discord/v10/applications/@me': [200, { name: 'Foxbot', flags: 1 << 18 }],
    '/slack/auth.test': [
      200,
      { ok: true, user: 'fox', team: 'Acme' },
      { 'x-oauth-scopes': 'app_mentions:read,chat:write,commands,files:read,files:write,im:history,users:read' },
    ],
    ...ill,
  }
  const server = createServer((request, response) => {
    const [status, body, headers = {}] = answers[new URL(request.url ?? '', 'http://x').pathname] ?? [404, {}]
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
test.each<[string, Answers, Record<string, string>, string, string, RegExp, RegExp]>([
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
    'a missing intent',
    { '/discord/v10/applications/@me': [200, { name: 'Foxbot', flags: 0 }] },
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
  [
    'a missing scope',
    { '/slack/auth.test': [200, { ok: true }, { 'x-oauth-scopes': 'chat:write,commands' }] },
    {},
    'Slack',
    'wrong',
    /app_mentions:read/,
    /Add these scopes/,
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
