import { expect, test } from 'vitest'
import type { Json, Person, Seen, Slack } from '../platforms/slack/slack.ts'
import { predictionsOf } from './predictions.ts'
import { answerTo, framesOf, isDone, openSlackWorld, refused, slowedDown, waitMs } from './slack-world.ts'

const small = '--more megapixels=0.25'
const smallSdxl = '--model stability-ai/sdxl --more "width=256 height=256 num_inference_steps=4"'
const onlyPat = 'Only the person who asked for it (`pat`) or an admin can do that.'

const seedOf = ({ text }: Seen): string => /seed (\d+)/.exec(text)?.[1] ?? 'none'
const canBeCanceled = ({ buttons }: Seen): boolean => buttons.some(({ label }) => label === 'Cancel')
const isOf =
  (words: string) =>
  (seen: Seen): boolean =>
    isDone(seen) && seen.text.includes(`“${words}`)

/** The bars and percents that a picture showed while it was painted. */
const sharesOf = (slack: Slack, picture: Seen): readonly { readonly bar: number; readonly percent: number }[] =>
  framesOf(slack, picture).flatMap(text => {
    const found = /^Generating ([▰▱]{10}) (\d+)% · \d+\/\d+/m.exec(text)
    return found === null ? [] : [{ bar: found[1]!.replaceAll('▱', '').length, percent: Number(found[2]) }]
  })

/** What a person alone is told. */
const toldPrivately = (slack: Slack, person: Person, text: string): Promise<Seen> =>
  slack.until(() => slack.ephemerals(person).find(seen => seen.text === text), waitMs)

/** Presses Again and Vary at once: each makes another picture, in a message of its own below. */
async function makeMore(slack: Slack, hut: Seen): Promise<readonly Seen[]> {
  const place = (): readonly Seen[] =>
    hut.threadTs === null ? slack.messages(hut.channelId) : slack.messages(hut.channelId, hut.threadTs)
  const before = new Set(place().map(({ ts }) => ts))
  const presses = ['Again', 'Vary'].map(label => slack.click(slack.home.person, hut, label))
  for (const { answer } of presses) expect(await answer).toMatchObject({ did: 'ack' })
  const made = await slack.until(() => {
    const done = place().filter(seen => !before.has(seen.ts) && isOf('a hut')(seen))
    return done.length === 2 && done
  }, waitMs)
  expect(made.map(({ images }) => images.map(({ alt }) => alt))).toEqual([['a hut'], ['a hut']])
  expect(new Set([hut, ...made].map(({ images }) => images[0]!.bytes.toString('base64'))).size).toBe(3)
  expect(new Set([hut, ...made].map(seedOf)).size).toBe(3)
  return made
}

async function deletePictures(slack: Slack, stranger: Person, message: Seen): Promise<void> {
  slack.click(stranger, message, 'Delete')
  await toldPrivately(slack, stranger, onlyPat)
  expect(slack.message(message)!.images).not.toEqual([])
  const files = slack.message(message)!.images.map(({ fileId }) => fileId)
  slack.click(slack.home.person, message, 'Delete')
  const deleted = await slack.until(() => slack.message(message)!.images.length === 0 && slack.message(message), waitMs)
  expect(deleted.text).toContain('Deleted by pat')
  const isGone = (id: string | null): boolean =>
    slack.requests.some(
      ({ method, args, error, status }) => method === 'files.delete' && args['file'] === id && error === null && status === 200,
    )
  await slack.until(() => files.length > 0 && files.every(isGone), waitMs)
}

test('pictures on Slack stand in the message that showed their progress, and their buttons work in the processes after', async () => {
  await using world = await openSlackWorld({ mode: 'http' })
  const { slack } = world
  const { person, channel } = slack.home
  const stranger = slack.user('steve')
  await slack.invite(channel, stranger)
  let hut: Seen
  let mill: Seen
  {
    await using first = await world.start()
    const fox = slack.command(person, channel, '/imagine', `a red fox in the snow [sandbox:slow=2s] --count 2 ${small}`)
    expect(await fox.answer).toMatchObject({ did: 'ack', payload: {} })
    const asked = await slack.say(person, channel, `<@${slack.bot.id}> imagine a hut ${smallSdxl}`)
    const gallery = await slack.sees(channel, isOf('a red fox'), waitMs)
    expect(gallery.images.map(({ alt, fileId }) => [alt, fileId !== null])).toEqual(
      Array(2).fill(['a red fox in the snow [sandbox:slow=2s]', true]),
    )
    expect(gallery.text).toMatch(
      /^“a red fox in the snow.*” · black-forest-labs\/flux-schnell \(sandbox\) · seed \d+ · [\d.]+ s · about \$[\d.]+, free here$/,
    )
    const shares = sharesOf(slack, gallery)
    expect(new Set(shares.map(({ percent }) => percent)).size).toBeGreaterThan(1)
    expect(shares.toSorted((a, b) => a.percent - b.percent)).toEqual(shares)
    for (const { bar, percent } of shares) expect(bar).toBe(Math.round(percent / 10))
    hut = await answerTo(slack, asked, isOf('a hut'))
    expect(slack.messages(channel, asked.ts)).toHaveLength(2)
    slack.command(person, channel, '/imagine', `a mill [sandbox:slow=60s] ${small}`)
    mill = await slack.sees(channel, ({ text }) => text.includes('Generating'), waitMs)
    await first.kill()
  }
  {
    await using second = await world.start()
    const [[again]] = await Promise.all([
      makeMore(slack, hut),
      (async () => {
        await slack.until(() => canBeCanceled(slack.message(mill)!), waitMs)
        slack.click(stranger, mill, 'Cancel')
        await toldPrivately(slack, stranger, onlyPat)
        expect(canBeCanceled(slack.message(mill)!)).toBe(true)
        slack.click(person, mill, 'Cancel')
        const canceled = await slack.until(() => isDone(slack.message(mill)!) && slack.message(mill), waitMs)
        expect(canceled.text).toMatch(/^Canceled\. Nothing was made\./)
      })(),
    ])
    await deletePictures(slack, stranger, again!)
    expect(await second.stop()).toBe(0)
  }
  await using third = await world.start()
  const use = slack.click(person, hut, 'Reword…')
  const form = await use.opens(view => view.fields.length > 0, waitMs)
  expect(form.fields[0]).toMatchObject({ value: 'a hut' })
  expect(await slack.submitView(person, { [form.fields[0]!.blockId]: 'a tower' }).answer).toMatchObject({
    did: 'ack',
    payload: {},
  })
  const tower = await slack.sees(channel, seen => seen.threadTs === hut.threadTs && isOf('a tower')(seen), waitMs)
  expect(tower.images[0]!.alt).toBe('a tower')
  await deletePictures(slack, stranger, hut)

  // What Slack will not show in a message is shared once, in its thread.
  const hasImages = ({ method, args }: { readonly method: string; readonly args: Json }): boolean =>
    method.startsWith('chat.') && JSON.stringify(args['blocks'] ?? []).includes('"type":"image"')
  slack.hook(hasImages, { error: 'invalid_blocks', messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0]'] }, 1_000)
  const asked = await slack.say(person, channel, `<@${slack.bot.id}> imagine a boat ${small}`)
  slack.command(person, channel, '/imagine', `a barn ${small}`)
  const [boat, barn] = await Promise.all([answerTo(slack, asked, isOf('a boat')), slack.sees(channel, isOf('a barn'), waitMs)])
  for (const [{ text, images, ts, threadTs }, alt] of [
    [boat, 'a boat'],
    [barn, 'a barn'],
  ] as const) {
    expect(text).toMatch(/^The picture is in the thread\.\n“/)
    expect(images).toEqual([])
    const files = slack.messages(channel, threadTs ?? ts).flatMap(seen => seen.files)
    expect(files.map(file => [file.alt, file.bytes.length > 1_000])).toEqual([[alt, true]])
  }

  const predictions = await predictionsOf(third)
  const kept = (status: string): number => predictions.filter(found => found.status === status).length
  expect([predictions.length, kept('succeeded'), kept('canceled')]).toEqual([8, 7, 1])
  expect(await third.stop()).toBe(0)
  const unexpected = refused(slack).filter(line => !line.endsWith('invalid_blocks'))
  expect([slack.violations, unexpected, slowedDown(slack)]).toEqual([[], [], []])
}, 240_000)
