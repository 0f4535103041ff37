import { describe, expect, test } from 'vitest'
import type { Slack } from '../platforms/slack/slack.ts'
import { blocksOf, eventually, sitDown } from './console.ts'
import { startProduct } from './process.ts'
import { answerTo, isDone, openSlackWorld, type SlackWorld, waitMs } from './slack-world.ts'

/** A start says within this what is wrong; this machine may be doing ten things. */
const deadlineMs = 60_000

const healthOf = async (url: string): Promise<number> => (await fetch(`${url}/healthz`)).status

/** Starts the product on a Slack that was spoilt, whether it comes to be there or not. */
async function begin({ slack, folder }: SlackWorld, env: Readonly<Record<string, string>> = {}) {
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl, ...env }
  return startProduct(folder, tokens)
}

describe('a start that can never work ends with a sentence', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    ['a bot token that Slack refuses', { SLACK_BOT_TOKEN: 'xoxb-1000000000-wrong' }, /Slack refuses SLACK_BOT_TOKEN.*xoxb-/],
    ['an app token that Slack refuses', { SLACK_APP_TOKEN: 'xapp-1-wrong' }, /Slack refuses SLACK_APP_TOKEN.*App-Level Tokens/],
  ])(
    '%s',
    async (_what, env, sentence) => {
      await using world = await openSlackWorld()
      await using product = await begin(world, env)
      const begun = Date.now()
      const [code] = (await product.ended) as readonly unknown[]
      expect(code).not.toBe(0)
      expect(Date.now() - begun).toBeLessThan(deadlineMs)
      expect(product.output()).toMatch(sentence)
      for (const secret of [world.slack.botToken, world.slack.appToken, ...Object.values(env)])
        expect(product.output()).not.toContain(secret)
      expect(product.output()).not.toMatch(/^ +at /m)
    },
    150_000,
  )

  test('a scope without which nothing can be said, by its name', async () => {
    await using world = await openSlackWorld({ manifest: { oauth_config: { scopes: { bot: ['commands', 'users:read'] } } } })
    await using product = await begin(world)
    const [code] = (await product.ended) as readonly unknown[]
    expect(code).not.toBe(0)
    expect(product.output()).toMatch(/lacks the scope chat:write: .*install the app again/)
  }, 150_000)
})

describe('a start while Slack is out of order says so in time, and is there when it can', () => {
  test.each<readonly [string, (slack: Slack) => () => void, RegExp]>([
    [
      'sockets that are refused',
      slack => {
        slack.refuseSockets(true)
        return () => slack.refuseSockets(false)
      },
      /Slack cannot be reached yet/,
    ],
    ['auth.test that hangs', slack => slack.hook('auth.test', 'hang', 100), /Slack could not be asked who we are/],
    [
      'a Web API that answers 503',
      slack => slack.hook(() => true, { status: 503 }, 10_000),
      /Slack could not be asked who we are/,
    ],
  ])(
    '%s',
    async (_what, spoil, sentence) => {
      await using world = await openSlackWorld()
      const { slack } = world
      const mend = spoil(slack)
      await using product = await begin(world)
      const begun = Date.now()
      await slack.until(() => sentence.test(product.output()), waitMs)
      expect(Date.now() - begun).toBeLessThan(deadlineMs)
      // Meanwhile the console is there.
      expect((await fetch(product.url)).status).toBe(200)
      mend()
      await slack.until(() => /Slack: .* in /.test(product.output()) && slack.sockets.length > 0, waitMs)
      const asked = await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> what is a fox?`)
      await answerTo(slack, asked)
      expect(await healthOf(product.url)).toBe(200)
      expect(await product.stop()).toBe(0)
      expect(slack.violations).toEqual([])
    },
    150_000,
  )
})

test.each<readonly [string, (slack: Slack) => void]>([
  ['a token that is revoked', slack => slack.revokeToken()],
  ['an app that is taken away', slack => slack.uninstall()],
])(
  '%s while a picture is painted makes the health red, and the console goes on',
  async (_what, spoil) => {
    await using world = await openSlackWorld()
    const { slack } = world
    await using product = await world.start()
    const { person, channel } = slack.home
    expect(await healthOf(product.url)).toBe(200)
    slack.command(person, channel, '/imagine', 'a red boat [sandbox:slow=3s] --count 1 --more megapixels=0.25')
    await slack.sees(channel, ({ text }) => text.includes('Generating'), waitMs)
    spoil(slack)
    await eventually('A red health', async () => ((await healthOf(product.url)) === 503 ? true : undefined), waitMs)
    expect(product.output()).toContain('Slack refuses SLACK_BOT_TOKEN')

    const guest = sitDown(product.url)
    const answer = await guest.answerTo(await guest.general(), '/imagine a fox --count 1 --more megapixels=0.25', waitMs)
    expect(blocksOf(answer, 'pictures')[0]?.pictures).toHaveLength(1)
    expect(await healthOf(product.url)).toBe(503)
    expect(await product.stop()).toBe(0)
    expect(product.output()).not.toContain(slack.botToken)
    const since = slack.requests.filter(({ error }) => error === 'token_revoked' || error === 'account_inactive')
    expect(since.length).toBeLessThan(5)
    expect(slack.violations).toEqual([])
  },
  120_000,
)

test('on a store that takes two seconds for every call what people do is acknowledged before one has ended, and is done, if only by the next process', async () => {
  await using world = await openSlackWorld()
  const { slack } = world
  const { person, owner, channel } = slack.home
  /** Who somebody is, is asked once what they did is kept. */
  const isKept = (user: string) =>
    slack.until(() => slack.requests.some(({ method, args }) => method === 'users.info' && args['user'] === user), waitMs)
  let asked
  {
    await using slow = await world.start({ STORE_SLOWER_MS: '2000' }, 'bent')
    asked = await slack.say(person, channel, `<@${slack.bot.id}> Count to 12.`)
    await isKept(person.id)
    const use = slack.command(owner, channel, '/imagine', 'a red boat --count 1 --more megapixels=0.25')
    expect(await use.answer).toMatchObject({ did: 'ack', payload: {} })
    await slack.until(() => slack.deliveries.every(({ ackedAfterMs }) => ackedAfterMs !== null), waitMs)
    // 300 ms where the machine has nothing else to do.
    for (const { name, ackedAfterMs } of slack.deliveries) expect([name, (ackedAfterMs ?? 0) < 1_900]).toEqual([name, true])
    await isKept(owner.id)
    await slow.kill()
  }
  await using product = await world.start()
  await answerTo(slack, asked)
  await slack.sees(channel, message => isDone(message) && message.images.length === 1, waitMs)
  expect(slack.messages(channel)).toHaveLength(2)
  expect(slack.messages(channel, asked.ts)).toHaveLength(2)
  expect(await product.stop()).toBe(0)
  expect(slack.violations).toEqual([])
}, 240_000)
