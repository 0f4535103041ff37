import { expect, test } from 'vitest'
import type { Discord, Seen, Use } from '../platforms/discord/discord.ts'
import { framesOf, isDone, openDiscordWorld, predictionsOf, replyTo, slowedDown, toldPrivately, waitMs } from './discord-world.ts'

const yearMs = 365 * 24 * 60 * 60_000
const smallFlux = 'megapixels=0.25'
const smallSdxl = 'width=256 height=256 num_inference_steps=4'
const onlyPat = 'Only the person who asked for it (`pat`) or an admin can do that.'

const seedOf = (message: Seen): string => /seed (\d+)/.exec(message.text)?.[1] ?? 'none'
const canBeCanceled = ({ buttons }: Seen): boolean => buttons.some(({ label }) => label === 'Cancel')

/** Presses Again and Vary at once: each makes another picture, in a message of its own below. */
async function makeMore(discord: Discord, hut: Seen): Promise<readonly Seen[]> {
  const before = new Set(discord.messages(hut.channelId).map(({ id }) => id))
  const presses = ['Again', 'Vary'].map(label => discord.click(discord.home.person, hut, label))
  for (const { answer } of presses) expect(await answer).toMatchObject({ did: 'defer update' })
  const made = await discord.until(() => {
    const replies = discord.messages(hut.channelId).filter(({ id, replyTo }) => !before.has(id) && replyTo === hut.id)
    const done = replies.filter(reply => isDone(reply) && reply.text.includes('“a hut”'))
    return done.length === 2 && done
  }, waitMs)
  expect(made.map(({ files }) => files.map(({ alt }) => alt))).toEqual([['a hut'], ['a hut']])
  expect(new Set([hut, ...made].map(({ files }) => files[0]!.bytes.toString('base64'))).size).toBe(3)
  expect(new Set([hut, ...made].map(seedOf)).size).toBe(3)
  return made
}

/** A stranger is refused, in private; the person who asked for it is heeded. */
async function cancel(discord: Discord, stranger: { readonly id: string }, message: Seen): Promise<void> {
  expect((await toldPrivately(discord.click(stranger, message, 'Cancel'))).text).toBe(onlyPat)
  expect(canBeCanceled(discord.message(message)!)).toBe(true)
  discord.click(discord.home.person, message, 'Cancel')
  const canceled = await discord.until(() => isDone(discord.message(message)!) && discord.message(message), waitMs)
  expect(canceled.text).toMatch(/^-# Canceled/)
}

async function deletePictures(discord: Discord, stranger: { readonly id: string }, message: Seen): Promise<void> {
  expect((await toldPrivately(discord.click(stranger, message, 'Delete'))).text).toBe(onlyPat)
  expect(discord.message(message)!.files).not.toEqual([])
  discord.click(discord.home.person, message, 'Delete')
  const deleted = await discord.until(() => discord.message(message)!.files.length === 0 && discord.message(message), waitMs)
  expect(deleted.text).toContain('Deleted by pat')
}

/** The bars and percents that a picture showed while it was painted. */
const sharesOf = (discord: Discord, use: Use): readonly { readonly bar: number; readonly percent: number }[] =>
  framesOf(discord, use).flatMap(text => {
    const found = /^Generating ([▰▱]{10}) (\d+)% · \d+\/\d+/m.exec(text)
    return found === null ? [] : [{ bar: found[1]!.replaceAll('▱', '').length, percent: Number(found[2]) }]
  })

test('pictures on Discord: acknowledged while the store is slow, and their buttons work after restarts and a year later', async () => {
  await using world = await openDiscordWorld()
  const { discord } = world
  const { person, owner, channel } = discord.home
  const stranger = discord.person('steve')
  const imagine = (prompt: string, more: string, model?: string): Use =>
    discord.slash(person, channel, 'imagine', { prompt, more, ...(model !== undefined && { model }) })
  let fox: Use
  let hut: Use
  {
    await using slow = await world.start({ STORE_SLOWER_MS: '400' }, 'bent')
    fox = imagine('a red fox in the snow [sandbox:slow=3s]', `${smallFlux} num_outputs=2`)
    hut = imagine('a hut', smallSdxl, 'stability-ai/sdxl')
    const uses = [fox, hut, discord.slash(person, channel, 'help'), discord.slash(owner, channel, 'config show')]
    uses.push(discord.click(stranger, await fox.shows(canBeCanceled, waitMs), 'Cancel'))
    const answers = await Promise.all(uses.map(use => use.answer))
    const kinds = answers.map(({ did, private: isPrivate }) => `${did}${isPrivate ? ', privately' : ''}`)
    expect(kinds).toEqual(['defer', 'defer', 'defer, privately', 'defer, privately', 'defer update'])
    for (const { afterMs } of answers) expect(afterMs).toBeLessThan(300)
    await slow.kill()
  }

  let mill: Use
  let painted: Seen
  {
    await using product = await world.start()
    mill = imagine('a mill [sandbox:slow=60s]', smallFlux)
    const stream = imagine('a stream [sandbox:slow=60s]', smallFlux)
    const gallery = await fox.shows(isDone, waitMs)
    const shares = sharesOf(discord, fox)
    expect(new Set(shares.map(({ percent }) => percent)).size).toBeGreaterThan(1)
    expect(shares.toSorted((a, b) => a.percent - b.percent)).toEqual(shares)
    for (const { bar, percent } of shares) expect(bar).toBe(Math.round(percent / 10))
    expect(gallery.files.map(({ alt }) => alt)).toEqual(Array(2).fill('a red fox in the snow [sandbox:slow=3s]'))
    expect(gallery.text).toMatch(
      /^-# “a red fox in the snow.*” · black-forest-labs\/flux-schnell \(sandbox\) · seed \d+ · [\d.]+ s · about \$[\d.]+, free here$/,
    )
    expect(gallery.pinged).toEqual([])
    painted = await hut.shows(isDone, waitMs)
    expect(painted.text).toContain('stability-ai/sdxl (sandbox)')
    const [[again]] = await Promise.all([
      makeMore(discord, painted),
      stream.shows(canBeCanceled, waitMs).then(message => cancel(discord, stranger, message)),
    ])
    await deletePictures(discord, stranger, again!)
    await mill.shows(({ text }) => text.includes('Generating'), waitMs)
    expect(await product.stop()).toBe(0)
  }

  {
    await using product = await world.start({ SANDBOX_PACE: '0.1' })
    const [[again]] = await Promise.all([
      makeMore(discord, painted),
      mill.shows(canBeCanceled, waitMs).then(message => cancel(discord, stranger, message)),
    ])
    await deletePictures(discord, stranger, again!)
    expect(await product.stop()).toBe(0)
  }

  discord.clock.advance(yearMs)
  await using product = await world.start({ SANDBOX_PACE: '0.1', CLOCK_AHEAD_MS: String(yearMs) }, 'bent')
  const form = await discord.click(person, painted, 'Reword…').answer
  expect(form).toMatchObject({ did: 'modal', modal: { fields: [{ value: 'a hut' }, {}] } })
  const more = makeMore(discord, painted)
  discord.submit(person, form.modal!, { prompt: 'a tower' })
  const tower = await replyTo(discord, painted, reply => isDone(reply) && reply.text.includes('“a tower”'))
  await more
  expect(tower.files[0]!.alt).toBe('a tower')
  await deletePictures(discord, stranger, painted)

  const predictions = await predictionsOf(product)
  const kept = (status: string): number => predictions.filter(found => found.status === status).length
  expect([predictions.length, kept('succeeded'), kept('canceled')]).toEqual([11, 9, 2])
  expect(slowedDown(discord)).toEqual([])
  expect(discord.violations).toEqual([])
}, 240_000)
