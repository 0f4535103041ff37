import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Channel, Guild, Seen } from '../platforms/discord/discord.ts'
import { eventually, type House, longMs, openHouse, type Spot } from './discord-troubles-house.ts'

let house: House
let strict: Guild
beforeAll(async () => {
  house = await openHouse({
    before(discord) {
      strict = discord.guild({ name: 'Strict' })
    },
  })
}, longMs)
afterAll(() => house[Symbol.asyncDispose]())

const has = (label: string) => (message: Seen) => message.buttons.some(button => button.label === label)
const isAnswered = has('Regenerate')
const isPainting = ({ text }: Seen): boolean => text.includes('Generating')
const paint = ({ channel, person, mark }: Spot) =>
  house.discord.slash(person, channel, 'imagine', {
    prompt: `a red boat ${mark} [sandbox:slow=3s]`,
    count: 1,
    more: 'megapixels=0.25',
  })
const ask = ({ person, mark }: Spot, channel: Channel, words = 'Count to 60.') =>
  house.discord.say(person, channel, `<@${house.discord.bot.id}> ${words} ${mark}`)
const grows = (channel: Channel): Promise<Seen> =>
  house.discord.until(() => house.said(channel).find(({ text }) => /\b9\b/.test(text)), longMs)
const phases = async (channel: Channel): Promise<readonly (string | undefined)[]> =>
  (await house.jobs(channel)).map(({ runs }) => runs[0]?.state.phase)
/** Waits until a step of the place's job failed. */
const threw = async (channel: Channel): Promise<true> => {
  const [job] = await house.jobs(channel)
  return eventually('A step that fails', async () =>
    house.lines.some(({ message, fields }) => message === 'a step threw' && fields['job'] === job?.id) ? true : undefined,
  )
}
const closed = (channel: Channel): Promise<true> =>
  eventually('The end of every job', async () =>
    (await house.jobs(channel)).every(({ closedAt }) => closedAt !== undefined) ? true : undefined,
  )

/** The place's one job was canceled, and nothing is said of it. */
async function isCanceledUnsaid(spot: Spot): Promise<void> {
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(await phases(spot.channel)).toEqual(['canceled'])
  expect(house.said(spot.channel)).toEqual([])
}
/** An answer that begins to grow in a thread of its own. */
async function growingInThread(spot: Spot) {
  const thread = house.discord.thread(spot.channel, 'a thread', { owner: spot.person })
  ask(spot, thread)
  return { thread, id: (await grows(thread)).id }
}
/** The place's one job ended well, in one message. */
async function isOneMessage(spot: Spot, where: Channel = spot.channel): Promise<void> {
  expect(await house.ended(spot, { jobs: 1, where })).toEqual([])
  expect(house.said(where)).toHaveLength(1)
}

test.concurrent(
  'a picture whose message somebody deletes while it is painted is canceled, and nothing is said in its stead',
  async () => {
    const spot = house.spot()
    const { id } = await paint(spot).shows(isPainting, longMs)
    house.discord.deleteMessage(id)
    await isCanceledUnsaid(spot)
  },
  120_000,
)

test.concurrent(
  'an answer that somebody deletes while it grows is stopped, and nothing is said in its stead',
  async () => {
    const spot = house.spot()
    ask(spot, spot.channel)
    house.discord.deleteMessage(await grows(spot.channel))
    await isCanceledUnsaid(spot)
  },
  120_000,
)

test.concurrent(
  'so is one of which the gateway says nothing: its next frame finds it out',
  async () => {
    const spot = house.spot()
    house.discord.events.drop(({ name, data }) => name === 'MESSAGE_DELETE' && data['channel_id'] === spot.channel.id)
    ask(spot, spot.channel)
    house.discord.deleteMessage(await grows(spot.channel))
    await isCanceledUnsaid(spot)
  },
  120_000,
)

test.concurrent(
  'an answer whose question is deleted while it grows stops there and says so',
  async () => {
    const spot = house.spot()
    const question = ask(spot, spot.channel)
    await grows(spot.channel)
    house.discord.deleteMessage(question)
    await isOneMessage(spot)
    expect(house.said(spot.channel)[0]?.text).toContain('Stopped')
  },
  120_000,
)

test.concurrent(
  'a channel that is deleted with a picture and an answer in it takes both along: what can be stopped is, and the money is even',
  async () => {
    const spot = house.spot()
    ask(spot, spot.channel)
    const use = paint(spot)
    await Promise.all([use.shows(isPainting, longMs), grows(spot.channel)])
    house.discord.deleteChannel(spot.channel)
    expect(await house.ended(spot, { jobs: 2 })).toEqual([])
    expect(await phases(spot.channel)).toEqual(['canceled', 'canceled'])
  },
  120_000,
)

test.concurrent(
  'a thread that is archived while an answer grows in it is opened again for its end',
  async () => {
    const spot = house.spot()
    const { thread, id } = await growingInThread(spot)
    house.discord.archiveThread(thread)
    expect((await house.discord.sees(thread, isAnswered, longMs)).id).toBe(id)
    await isOneMessage(spot, thread)
  },
  120_000,
)

test.concurrent(
  'in a thread that a moderator locks meanwhile an answer is finished as soon as it is unlocked',
  async () => {
    const spot = house.spot()
    const { thread, id } = await growingInThread(spot)
    house.discord.archiveThread(thread, { locked: true })
    await threw(thread)
    house.discord.archiveThread(thread, { locked: false })
    const done = await house.discord.sees(thread, isAnswered, longMs)
    expect([done.id, /\b60\b/.test(done.text)]).toEqual([id, true])
    await isOneMessage(spot, thread)
  },
  120_000,
)

test.concurrent(
  'where we may not see the channel any more a command’s picture is finished all the same, by its token',
  async () => {
    const spot = house.spot()
    const use = paint(spot)
    await use.shows(isPainting, longMs)
    house.discord.permit(spot.channel, { deny: ['VIEW_CHANNEL', 'SEND_MESSAGES', 'ATTACH_FILES'] })
    await use.shows(({ files }) => files.length === 1, longMs)
    await isOneMessage(spot)
  },
  120_000,
)

test('an answer in a channel that is hidden from us is finished in its message as soon as we see it again', async () => {
  const spot = house.spot()
  ask(spot, spot.channel, 'Count to 40.')
  const { id } = await grows(spot.channel)
  house.discord.permit(spot.channel, { deny: ['VIEW_CHANNEL'] })
  await threw(spot.channel)
  house.discord.permit(spot.channel, { allow: ['VIEW_CHANNEL'] })
  house.advance(61_000)
  const done = await house.discord.sees(spot.channel, isAnswered, longMs)
  expect(done.id).toBe(id)
  expect(done.text).toContain('40')
  await isOneMessage(spot)
}, 120_000)

test('an answer in a channel that stays hidden from us is given up, its money settled, and its Stop goes once we see it again; who presses it before is told that it is over', async () => {
  const spot = house.spot()
  ask(spot, spot.channel, 'Count to 40.')
  const { id } = await grows(spot.channel)
  house.discord.permit(spot.channel, { deny: ['VIEW_CHANNEL'] })
  await closed(spot.channel)
  const press = house.discord.click(spot.person, id, 'Stop')
  await press.shows(message => message.private && message.text.includes('ended already'), longMs)
  const [job] = await house.jobs(spot.channel)
  expect(job?.kind === 'turn' && job.runs[0]?.state.phase).toBe('done')
  expect(house.lines.some(({ message, fields }) => message.includes('could not be shown') && fields['job'] === job?.id)).toBe(
    true,
  )
  // What stands there is mended as soon as we see it again: at the next press, or by the next sweep.
  await house.sweep()
  expect(house.said(spot.channel)[0]?.buttons.map(({ label }) => label)).toEqual(['Stop'])
  house.discord.permit(spot.channel, { allow: ['VIEW_CHANNEL'] })
  house.advance(61_000)
  await house.sweep()
  const mended = await house.discord.sees(spot.channel, isAnswered, longMs)
  expect(mended.id).toBe(id)
  expect(mended.text).toContain('could not be shown here')
  await isOneMessage(spot)
}, 120_000)

test.concurrent(
  'a picture that may not be attached any more becomes the name of what is missing',
  async () => {
    const spot = house.spot()
    house.discord.say(
      spot.person,
      spot.channel,
      `<@${house.discord.bot.id}> /imagine a red boat ${spot.mark} [sandbox:slow=3s] --count 1 --more megapixels=0.25`,
    )
    await house.discord.sees(spot.channel, isPainting, longMs)
    house.discord.permit(spot.channel, { deny: ['ATTACH_FILES'] })
    const done = await house.discord.sees(spot.channel, has('Again'), longMs)
    expect(done.text).toContain('“Attach Files”')
    await isOneMessage(spot)
  },
  120_000,
)

test.concurrent(
  'an answer that needs a second message, which we may not send any more, says in its first that it breaks off',
  async () => {
    const spot = house.spot()
    ask(spot, spot.channel, 'Write a story of 800 words.')
    await house.discord.until(() => house.said(spot.channel).find(({ text }) => text.length > 300), longMs)
    house.discord.permit(spot.channel, { deny: ['SEND_MESSAGES'] })
    const done = await house.discord.sees(spot.channel, isAnswered, longMs)
    expect(done.text).toMatch(/The rest could not be sent\. .*“Send Messages”/)
    await isOneMessage(spot)
  },
  120_000,
)

test.concurrent(
  'what a server’s AutoMod holds back in the middle of an answer becomes a sentence',
  async () => {
    const spot = house.spot(strict)
    ask(spot, spot.channel)
    await grows(spot.channel)
    house.discord.blockWords(strict, ['52'])
    await house.discord.sees(spot.channel, ({ text }) => text.includes('AutoMod'), longMs)
    await isOneMessage(spot)
  },
  120_000,
)
