import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Seen } from '../platforms/slack/slack.ts'
import { counts, eventually, type House, isAnswered, isWhole, longMs, openHouse, type Spot } from './slack-troubles-house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, longMs)
afterAll(() => house[Symbol.asyncDispose]())

const isPainting = ({ text }: Seen): boolean => text.includes('Generating')
const paintSlowly = async (spot: Spot): Promise<Seen> => {
  house.paint(spot, ' [sandbox:slow=3s]')
  return house.sees(spot, isPainting)
}
const grows = (spot: Spot): Promise<Seen> => house.sees(spot, ({ text, streaming }) => streaming && /\b9\b/.test(text))
/** Waits until a step of the place's job failed. */
const threw = async (spot: Spot): Promise<true> => {
  const [job] = await house.jobs(spot)
  return eventually('A step that fails', async () =>
    house.lines.some(({ message, fields }) => message === 'a step threw' && fields['job'] === job?.id) ? true : undefined,
  )
}

test('a picture whose message somebody deletes while it is painted is canceled, and nothing is said in its stead', async () => {
  const spot = await house.spot()
  await house.slack.delete(await paintSlowly(spot))
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(await house.phases(spot)).toEqual(['canceled'])
  expect(house.said(spot)).toEqual([])
}, 120_000)

test.each(['told', 'not told'])(
  'an answer that somebody deletes while it grows, of which we are %s, is stopped, and nothing is said in its stead',
  async how => {
    const spot = await house.spot()
    await house.ask(spot, 'Count to 60.')
    const answer = await grows(spot)
    if (how === 'not told') house.slack.dropEvents(1)
    await house.slack.delete(answer)
    house.slack.dropEvents(0)
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
    expect(await house.phases(spot)).toEqual(['canceled'])
    expect(house.said(spot)).toEqual([])
  },
  120_000,
)

test('an answer whose question is deleted while it grows stops there and says so', async () => {
  const spot = await house.spot()
  const { thread = '' } = { thread: (await house.ask(spot, 'Count to 60.')).ts }
  const { ts } = await grows(spot)
  await house.slack.delete({ channelId: spot.channel.id, ts: thread })
  await eventually('The end of the answer', async () =>
    house.slack.message({ channelId: spot.channel.id, ts })?.text.includes('Stopped') === true ? true : undefined,
  )
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(await house.phases(spot)).toEqual(['canceled'])
}, 120_000)

test('a person who presses Slack’s own Stop under an answer stops it there, and its model', async () => {
  const spot = await house.spot()
  const asked = await house.ask(spot, 'Count to 60.')
  const { ts } = await grows(spot)
  house.slack.stop(spot.person, spot.channel, asked.ts)
  const done = await house.sees(spot, isAnswered)
  expect([done.ts, done.text.includes('Stopped'), /\b60\b/.test(done.text)]).toEqual([ts, true, false])
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(await house.phases(spot)).toEqual(['canceled'])
  expect(house.said(spot)).toHaveLength(1)
}, 120_000)

test('so it does where Slack’s word of it never comes: the next words find it out', async () => {
  const spot = await house.spot()
  const asked = await house.ask(spot, 'Count to 60.')
  const { ts } = await grows(spot)
  house.slack.hook(({ method, args }) => method === 'chat.appendStream' && args['ts'] === ts, { error: 'stopped_by_user' })
  expect((await house.sees(spot, isAnswered)).text).toContain('Stopped')
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(await house.phases(spot)).toEqual(['canceled'])
  expect(house.slack.messages(spot.channel, asked.ts)).toHaveLength(2)
}, 120_000)

test('a channel that is deleted with a picture and an answer in it takes both along: what can be stopped is, and the money is even', async () => {
  const spot = await house.spot()
  await house.ask(spot, 'Count to 60.')
  await Promise.all([paintSlowly(spot), grows(spot)])
  await house.slack.removeChannel(spot.channel)
  await eventually('The end of both', async () =>
    (await house.jobs(spot)).every(({ closedAt }) => closedAt !== undefined) ? true : undefined,
  )
  expect(await house.phases(spot)).toEqual(['canceled', 'canceled'])
  expect(house.slack.violations).toEqual([])
}, 120_000)

test('so does one that is archived', async () => {
  const spot = await house.spot()
  await house.ask(spot, 'Count to 60.')
  await Promise.all([paintSlowly(spot), grows(spot)])
  await house.slack.archive(spot.channel)
  // What stands there nobody can change any more, Slack itself ends the stream.
  const isLeft = (trouble: string): boolean => /^a stream is open|^a message can be stopped/.test(trouble)
  expect((await house.ended(spot, { jobs: 2 })).filter(trouble => !isLeft(trouble))).toEqual([])
  expect(await house.phases(spot)).toEqual(['canceled', 'canceled'])
}, 120_000)

test('an answer in a channel that we are taken out of is finished in its message as soon as we are back', async () => {
  const spot = await house.spot()
  await house.ask(spot, 'Count to 60.')
  const { ts } = await grows(spot)
  await house.slack.kick(spot.channel)
  await threw(spot)
  await house.slack.invite(spot.channel)
  const done = await house.sees(spot, isAnswered)
  expect([done.ts, counts(house.said(spot), 60)]).toEqual([ts, true])
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(house.said(spot)).toHaveLength(1)
}, 120_000)

test('and without us coming back once Slack has ended its stream', async () => {
  const spot = await house.spot()
  await house.ask(spot, 'Count to 60.')
  const { ts } = await grows(spot)
  await house.slack.kick(spot.channel)
  await threw(spot)
  house.slack.clock.advance(5 * 60_000)
  const done = await house.sees(spot, isAnswered)
  expect([done.ts, counts(house.said(spot), 60)]).toEqual([ts, true])
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
}, 120_000)

test('a stream that Slack ends by itself goes on as edits of the same message', async () => {
  const spot = await house.spot()
  await house.ask(spot, 'Count to 60.')
  const { ts } = await grows(spot)
  house.slack.clock.advance(5 * 60_000)
  const done = await house.sees(spot, isAnswered)
  expect([done.ts, counts(house.said(spot), 60)]).toEqual([ts, true])
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(house.said(spot)).toHaveLength(1)
}, 120_000)

test('a thread that is locked meanwhile gets the end of its answer as soon as it is unlocked', async () => {
  const spot = await house.spot()
  await house.ask(spot, 'Count to 60.')
  const { ts } = await grows(spot)
  const unlock = house.slack.hook(
    ({ method, args }) => /^chat\./.test(method) && args['channel'] === spot.channel.id,
    { error: 'restricted_action_thread_locked' },
    1_000,
  )
  await threw(spot)
  unlock()
  const done = await house.sees(spot, isAnswered)
  expect([done.ts, counts(house.said(spot), 60)]).toEqual([ts, true])
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(house.said(spot)).toHaveLength(1)
}, 120_000)

test('a picture that may not be brought to Slack ends in the name of the scope that is missing', async () => {
  const spot = await house.spot()
  const isAbout = house.isAbout(spot)
  house.slack.hook(
    request => request.method === 'files.getUploadURLExternal' && isAbout(request),
    { error: 'missing_scope' },
    1_000,
  )
  house.paint(spot)
  const done = await house.sees(spot, ({ buttons }) => buttons.some(({ label }) => label === 'Again'))
  expect(done.text).toContain('scope')
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(house.said(spot)).toHaveLength(1)
}, 120_000)

test('a message that Slack finds too long though it keeps the known limits is shown shorter', async () => {
  const spot = await house.spot()
  const isHere = (method: string) => (request: { readonly method: string; readonly args: Readonly<Record<string, unknown>> }) =>
    request.method === method && request.args['channel'] === spot.channel.id
  house.slack.hook(isHere('chat.appendStream'), { error: 'msg_too_long' })
  house.slack.hook(isHere('chat.update'), { error: 'msg_too_long' })
  house.slack.hook(isHere('chat.postMessage'), { error: 'msg_blocks_too_long' })
  house.paint(spot)
  await house.ask(spot, 'Count to 60.')
  await house.sees(spot, isWhole)
  await house.sees(spot, isAnswered)
  expect(counts(house.said(spot).filter(isAnswered), 60)).toBe(true)
  expect(await house.ended(spot, { jobs: 2 })).toEqual([])
  expect(house.said(spot)).toHaveLength(2)
}, 120_000)
