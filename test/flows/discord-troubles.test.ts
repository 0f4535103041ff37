import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fate, Logged, Seen } from '../platforms/discord/discord.ts'
import { type House, longMs, openHouse, type Spot } from './discord-troubles-house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, longMs)
afterAll(() => house[Symbol.asyncDispose]())

/** Whose the interactions are, by their ids and tokens: their calls name no channel. */
const marks = new Map<string, string>()
const has = (label: string) => (message: Seen) => message.buttons.some(button => button.label === label)
const isWhole = (message: Seen): boolean => has('Again')(message) && message.files.length === 1
const isAnswered = has('Regenerate')
const paint = ({ channel, person, mark }: Spot, more = '') => {
  const what = { prompt: `a red boat ${mark}${more}`, count: 1, more: 'megapixels=0.25' }
  const use = house.discord.slash(person, channel, 'imagine', what)
  marks.set(use.id, mark).set(use.token, mark)
  return use
}
const ask = ({ channel, person, mark }: Spot, words = 'Count to 12.') =>
  house.discord.say(person, channel, `<@${house.discord.bot.id}> ${words} ${mark}`)
/** Waits until an answer is under way. */
const grows = ({ channel }: Spot) => house.discord.until(() => house.said(channel).some(({ text }) => /\b9\b/.test(text)), longMs)
/** Counted to the end, in however many messages. */
const counts = (messages: readonly Seen[], to: number): boolean => {
  const numbers = new Set(messages.flatMap(({ text }) => [...text.matchAll(/\d+/g)].map(([n]) => Number(n))))
  return Array.from({ length: to }, (_, at) => at + 1).every(n => numbers.has(n))
}

test('what the gateway tells twice is done once: a command, a mention, a button', async () => {
  const { discord } = house
  const spot = house.spot()
  const isHere = ({ data }: { readonly data: Readonly<Record<string, unknown>> }) => data['channel_id'] === spot.channel.id
  discord.events.twice(event => event.name === 'INTERACTION_CREATE' && isHere(event))
  const use = paint(spot)
  const done = await use.shows(isWhole, longMs)
  discord.events.again(event => event.name === 'INTERACTION_CREATE' && isHere(event))
  discord.events.twice(event => event.name === 'MESSAGE_CREATE' && isHere(event))
  ask(spot)
  await discord.sees(spot.channel, isAnswered, longMs)
  discord.events.again(event => event.name === 'MESSAGE_CREATE' && isHere(event) && JSON.stringify(event.data).includes('Count'))
  discord.events.twice(event => event.name === 'INTERACTION_CREATE' && isHere(event))
  discord.click(spot.person, done.id, 'Again')
  await discord.until(() => house.said(spot.channel).filter(isWhole).length === 2, longMs)
  expect(await house.ended(spot, { jobs: 3 })).toEqual([])
  expect(house.said(spot.channel)).toHaveLength(3)
  expect(await house.predictions(spot)).toBe(3)
}, 120_000)

test('what comes late or in another order is taken as it is then: a change before its message, a deletion before it, a command too late', async () => {
  const { discord } = house
  const changed = house.spot()
  const deleted = house.spot()
  const late = house.spot()
  const here = [changed, deleted, late].map(({ channel }) => channel.id)
  const held = discord.events.hold(
    ({ name, data }) => /^MESSAGE_|^INTERACTION_/.test(name) && here.includes(String(data['channel_id'])),
  )
  discord.editMessage(ask(changed, 'Count to 3.'), `<@${discord.bot.id}> Count to 7. ${changed.mark}`)
  discord.deleteMessage(ask(deleted))
  const use = paint(late)
  house.advance(3_500)
  held.release('reversed')
  await discord.until(() => house.said(changed.channel).some(isAnswered), longMs)
  expect(counts(house.said(changed.channel), 7)).toBe(true)
  expect(await house.ended(changed, { jobs: 1 })).toEqual([])
  const refused = await discord.until(() => discord.requests.find(({ path }) => path.includes(use.token)), longMs)
  expect([refused.status, refused.code]).toEqual([404, 10_062])
  for (const spot of [deleted, late]) {
    expect(await house.ended(spot, { jobs: 0 })).toEqual([])
    expect(house.said(spot.channel)).toEqual([])
    expect(await house.predictions(spot)).toBe(0)
  }
}, 120_000)

test.each(['cutTcp', 'op7'] as const)(
  'after %s in the middle of an answer what was missed is replayed, and each is done once',
  async how => {
    const { discord } = house
    const streamed = house.spot()
    const missed = house.spot()
    ask(streamed, 'Count to 60.')
    await grows(streamed)
    discord[how]()
    ask(missed)
    const use = paint(missed)
    await use.shows(isWhole, longMs)
    await discord.sees(missed.channel, isAnswered, longMs)
    await discord.sees(streamed.channel, isAnswered, longMs)
    expect(counts(house.said(streamed.channel), 60)).toBe(true)
    expect(await house.ended(streamed, { jobs: 1 })).toEqual([])
    expect(await house.ended(missed, { jobs: 2 })).toEqual([])
    expect(house.said(missed.channel)).toHaveLength(2)
  },
  120_000,
)

test('a session that cannot be resumed is begun anew, and what was under way ends in its message', async () => {
  const { discord } = house
  const streamed = house.spot()
  ask(streamed, 'Count to 60.')
  await grows(streamed)
  const before = discord.gatewayLog.filter(what => what === 'identify').length
  discord.op9(false)
  await discord.until(() => discord.gatewayLog.filter(what => what === 'identify').length > before && house.isHealthy(), longMs)
  await discord.sees(streamed.channel, isAnswered, longMs)
  expect(await house.ended(streamed, { jobs: 1 })).toEqual([])
  const next = house.spot()
  ask(next)
  await discord.sees(next.channel, isAnswered, longMs)
  expect(await house.ended(next, { jobs: 1 })).toEqual([])
}, 120_000)

/** Every kind of call that work at a place makes. */
const calls: Readonly<Record<string, (spot: Spot) => (request: Logged) => boolean>> = {
  'the first answer to a command':
    ({ mark }) =>
    ({ route, path }) =>
      route.endsWith('/callback') && marks.get(path.split('/')[2] ?? '') === mark,
  'an edit by the token':
    ({ mark }) =>
    ({ method, path }) =>
      method === 'PATCH' && path.startsWith('/webhooks/') && marks.get(path.split('/')[3] ?? '') === mark,
  'the pictures themselves':
    ({ mark }) =>
    ({ path, files }) =>
      files.length > 0 && marks.get(path.split('/')[3] ?? '') === mark,
  'a new message':
    ({ channel }) =>
    ({ method, path }) =>
      method === 'POST' && path === `/channels/${channel.id}/messages`,
  'an edit in the channel':
    ({ channel }) =>
    ({ method, path }) =>
      method === 'PATCH' && path.startsWith(`/channels/${channel.id}/messages/`),
}
const fates: Readonly<Record<string, { readonly fate: Fate; readonly times: number }>> = {
  'broken twice (502)': { fate: { status: 502 }, times: 2 },
  'cut before it happened': { fate: 'cut', times: 1 },
  'cut after it happened': { fate: 'cut after', times: 1 },
  'limited for two seconds': { fate: { limitedForMs: 2_000 }, times: 1 },
  'limited for eight seconds, shared with others': { fate: { limitedForMs: 8_000, scope: 'shared' }, times: 1 },
}

test.concurrent.each(Object.entries(calls))(
  'where Discord fails at %s, in whatever way, a picture and an answer are each there in one message, paid once',
  async (call, matching) => {
    // An answer to a command has but three seconds: a limit on it is the end of it, and so is a second loss.
    const isFirst = call === 'the first answer to a command'
    const ways = Object.entries(fates).filter(([, { fate }]) => !isFirst || fate instanceof Object === false || 'status' in fate)
    await Promise.all(
      ways.map(async ([way, { fate, times }]) => {
        const spot = house.spot()
        let met = 0
        const isMeant = matching(spot)
        house.discord.hook(request => isMeant(request) && ++met > 0, fate, isFirst ? 1 : times)
        const use = paint(spot)
        ask(spot)
        await use.shows(isWhole, longMs)
        await house.discord.sees(spot.channel, isAnswered, longMs)
        expect(await house.ended(spot, { jobs: 2 }), way).toEqual([])
        expect(house.said(spot.channel), way).toHaveLength(2)
        expect(counts(house.said(spot.channel).filter(isAnswered), 12), way).toBe(true)
        expect(met, way).toBeGreaterThan(0)
      }),
    )
  },
  180_000,
)

test('while all of Discord tells us to wait, work goes on behind it and is shown after', async () => {
  const { discord } = house
  const spots = [house.spot(), house.spot()]
  const uses = spots.map(spot => paint(spot))
  await Promise.all(uses.map(use => use.answer))
  discord.hook(({ method }) => method === 'PATCH', { limitedForMs: 3_000, scope: 'global' })
  for (const spot of spots) ask(spot)
  for (const use of uses) await use.shows(isWhole, longMs)
  for (const spot of spots) {
    await discord.sees(spot.channel, isAnswered, longMs)
    expect(await house.ended(spot, { jobs: 2 })).toEqual([])
    expect(house.said(spot.channel)).toHaveLength(2)
  }
}, 120_000)

test('when the token of a command dies early, its picture is finished in the same message by the channel', async () => {
  const spot = house.spot()
  const use = paint(spot, ' [sandbox:slow=2s]')
  const { id } = await use.shows(({ text }) => text.includes('Generating'), longMs)
  house.discord.expireTokens()
  const done = await house.discord.sees(spot.channel, isWhole, longMs)
  expect(done.id).toBe(id)
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(house.said(spot.channel)).toHaveLength(1)
}, 120_000)
