import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json, Seen } from '../platforms/slack/slack.ts'
import { counts, type House, isAnswered, isWhole, longMs, openHouse, type Spot } from './slack-troubles-house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, longMs)
afterAll(() => house[Symbol.asyncDispose]())

const grows = (spot: Spot): Promise<Seen> => house.sees(spot, ({ text }) => /\b9\b/.test(text))

describe.each(['socket', 'http'] as const)('by %s', mode => {
  test('what Slack tells twice is done once: a command, a mention, a button', async () => {
    await using other = mode === 'socket' ? undefined : await openHouse({ mode })
    const { slack, ...rest } = other ?? house
    const spot = await rest.spot()
    slack.doubleEnvelopes(true)
    rest.paint(spot)
    const done = await rest.sees(spot, isWhole)
    await rest.ask(spot)
    await rest.sees(spot, isAnswered)
    for (const type of ['message', 'app_mention']) slack.again(type)
    slack.click(spot.person, done, 'Again')
    await slack.until(() => rest.said(spot).filter(isWhole).length === 2, longMs)
    slack.doubleEnvelopes(false)
    expect(await rest.ended(spot, { jobs: 3 })).toEqual([])
    expect(rest.said(spot)).toHaveLength(3)
    expect(await rest.predictions(spot)).toBe(3)
  }, 120_000)
})

/** Lets a person do something of which Slack tells nothing yet, and gives the events by which it would have. */
async function untold(spot: Spot, words: string): Promise<{ readonly said: Seen; readonly events: readonly Json[] }> {
  house.slack.dropEvents(2)
  const said = await house.slack.say(spot.person, spot.channel, `<@${house.slack.bot.id}> ${words} ${spot.mark}`)
  house.slack.dropEvents(0)
  const event: Json = { ...said.raw, channel: spot.channel.id, event_ts: said.ts }
  return {
    said,
    events: [
      { ...event, type: 'message', channel_type: 'channel' },
      { ...event, type: 'app_mention' },
    ],
  }
}

test('a mention and the message it stands in are one question, whichever is told first, however late the other', async () => {
  const { slack } = house
  for (const isReversed of [false, true]) {
    const spot = await house.spot()
    const { events } = await untold(spot, 'Count to 12.')
    const [first = {}, second = {}] = isReversed ? events.toReversed() : events
    slack.event(first)
    await grows(spot)
    slack.event(second)
    await house.sees(spot, isAnswered)
    slack.event(first)
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
    expect(house.said(spot)).toHaveLength(1)
    expect(await house.predictions(spot)).toBe(1)
  }
}, 120_000)

test('what comes late or in another order is taken as it is then: a change before its message, a deletion before it', async () => {
  const { slack } = house
  const changed = await house.spot()
  const deleted = await house.spot()
  const before = await untold(changed, 'Count to 3.')
  await slack.edit(before.said, `<@${slack.bot.id}> Count to 7. ${changed.mark}`)
  const gone = await untold(deleted, 'Count to 5.')
  await slack.delete(gone.said)
  // Late events are told one after the other: the changes were told before.
  const last = await house.spot()
  for (const event of [...before.events, ...gone.events]) slack.event(event)
  await house.ask(last, 'Count to 4.')
  await house.sees(last, isAnswered)
  await house.sees(changed, isAnswered)
  expect(counts(house.said(changed), 7)).toBe(true)
  expect(await house.ended(changed, { jobs: 1 })).toEqual([])
  expect(await house.ended(deleted, { jobs: 0 })).toEqual([])
  expect(house.said(deleted)).toEqual([])
  expect(await house.predictions(deleted)).toBe(0)
}, 120_000)

const breaks: Readonly<Record<string, () => void>> = {
  'Slack wants one socket to end': () => house.slack.disconnect('refresh_requested', house.slack.sockets[0]),
  'Slack wants both sockets to end': () => house.slack.disconnect('refresh_requested'),
  'Slack says that both will end soon': () => house.slack.disconnect('warning'),
  'both sockets are cut without a word': () => house.slack.cutSockets(),
}
test.each(Object.entries(breaks))(
  'when %s in the middle of an answer, what was missed is told again, and each is done once',
  async (_how, breakIt) => {
    const { slack } = house
    const streamed = await house.spot()
    const missed = await house.spot()
    await house.ask(streamed, 'Count to 60.')
    await grows(streamed)
    const connected = slack.connected
    breakIt()
    await house.ask(missed)
    await slack.until(() => slack.sockets.length === 2 && slack.connected > connected, longMs)
    const use = house.paint(missed)
    expect((await use.answer).did).toBe('ack')
    await house.sees(missed, isWhole)
    await house.sees(missed, isAnswered)
    await house.sees(streamed, isAnswered)
    expect(counts(house.said(streamed), 60)).toBe(true)
    expect(await house.ended(streamed, { jobs: 1 })).toEqual([])
    expect(await house.ended(missed, { jobs: 2 })).toEqual([])
    expect(house.said(missed)).toHaveLength(2)
  },
  120_000,
)

test('while no socket can be opened what people say waits at Slack, and is answered afterwards', async () => {
  const { slack } = house
  const streamed = await house.spot()
  const missed = await house.spot()
  await house.ask(streamed, 'Count to 60.')
  await grows(streamed)
  slack.refuseSockets(true)
  slack.cutSockets()
  await house.ask(missed)
  await slack.until(
    () => slack.deliveries.some(({ failed, payload }) => failed !== null && JSON.stringify(payload).includes(missed.mark)),
    longMs,
  )
  // What was begun needs no socket.
  await house.sees(streamed, isAnswered)
  slack.refuseSockets(false)
  await house.sees(missed, isAnswered)
  await slack.until(() => slack.sockets.length === 2, longMs)
  for (const spot of [streamed, missed]) {
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
    expect(house.said(spot)).toHaveLength(1)
  }
}, 120_000)
