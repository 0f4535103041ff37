import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Channel, Seen } from '../platforms/slack/slack.ts'
import { answerTo, isDone, openSlackWorld, refused, slowedDown, waitMs } from './slack-world.ts'
import { startWritingReplicate } from './writing-replicate.ts'

/** What a model may write: prose with marks that would call people, links, listings, a table longer than most. */
function chronicle(chars: number): string {
  const year = (n: number): string =>
    [
      `## The year ${1700 + n}`,
      `The **miller** of that year (see [the roll](https://mills.example/rolls/${n}?page=1&of=${n + 2})) let 1 < 2 sacks go. <!channel>, @everyone and <@U000000001> were not called. *So it is told*, 👩‍👩‍👧‍👦 too.`,
      `\`\`\`ts\nexport const sacks${n} = (days: number): number => {\n  // a < b && c > d\n  return Math.floor(days * ${n + 7}) // of ${n} mills\n}\n\`\`\``,
      `1. The sluice is opened a hand wide.\n2. The wheel turns ${n + 3} times.\n   - Listen to it.`,
    ].join('\n\n')
  const table = `| Year | Miller | Sacks |\n| ---: | :--- | ---: |\n${Array.from({ length: 60 }, (_, n) => `| ${1700 + n} | Miller number ${n} of the old house | ${n * 37} |`).join('\n')}`
  let text = table
  for (let n = 0; text.length < chars; n++) text += `\n\n${year(n)}`
  return text
}

/** What people read of a text, whatever was done to carry it: no fences, no white space, no signs that nobody sees. */
const bare = (text: string): string => text.replace(/^\s*```\w*\s*$/gm, '').replace(/[\s\u2060]+/g, '')

test('long answers on Slack lose nothing: 30,000 characters in messages or in a file, and six minutes of writing', async () => {
  const whole = chronicle(30_000)
  const slow = chronicle(5_500).slice(0, 6_000)
  await using replicate = await startWritingReplicate({
    answerTo: prompt => (prompt.includes('slowly') ? slow : whole),
    pieceChars: 120,
    everyMs: prompt => (prompt.includes('slowly') ? 150 : 15),
    paintMs: 1_000,
  })
  await using world = await openSlackWorld()
  const { slack, folder } = world
  const { person, owner, channel } = slack.home
  const [archive, tower] = await Promise.all([slack.channel('archive'), slack.channel('tower')])
  const clockFile = join(folder, 'clock')
  await writeFile(clockFile, '0')
  await using product = await world.start(
    { REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: replicate.baseUrl, CLOCK_FILE: clockFile },
    'bent',
  )
  slack.command(owner, channel, '/replichat', 'config set chat.fileAfter 100000')
  await slack.until(() => slack.ephemerals(owner).some(({ text }) => text.includes('chat.fileAfter')), waitMs)
  const call = (place: Channel, text: string): Promise<Seen> => slack.say(person, place, `<@${slack.bot.id}> ${text}`)
  const parts = (asked: Seen): readonly Seen[] =>
    slack.messages(asked.channelId, asked.ts).filter(({ userId }) => userId === slack.bot.id)

  const [inParts, asFile, slowly] = await Promise.all([
    call(channel, 'tell me all of it'),
    call(archive, 'tell me all of it'),
    call(tower, 'tell me slowly'),
  ])
  const moved = async (): Promise<void> => {
    let minutes = 0
    for (const many of [2, 1.9, 1, 1.2]) {
      const before = parts(slowly)[0]?.text.length ?? 0
      await slack.until(() => (parts(slowly)[0]?.text.length ?? 0) > before, waitMs)
      minutes += many
      await writeFile(clockFile, String(minutes * 60_000))
      slack.clock.advance(many * 60_000)
    }
    expect(isDone(parts(slowly)[0]!)).toBe(false)
    await answerTo(slack, slowly)
  }
  await Promise.all([moved(), answerTo(slack, inParts), answerTo(slack, asFile)])

  const messages = parts(inParts)
  expect(messages.length).toBeGreaterThan(3)
  const wordsOf = ({ text }: Seen): string => text.replace(/\nmeta\/meta-llama-3-70b-instruct · [^\n]*$/, '')
  expect(bare(messages.map(wordsOf).join('\n'))).toBe(bare(whole))
  const isWhole = (piece: string): boolean => messages.some(({ text }) => text.includes(piece))
  expect([...(whole.match(/^\|.*\|$/gm) ?? []), '👩‍👩‍👧‍👦'].filter(piece => !isWhole(piece))).toEqual([])
  expect(messages.at(-1)!.buttons.map(({ label }) => label)).toEqual(['Regenerate'])

  // A part's stream is over when the next part begins.
  const toParts = slack.requests.filter(({ args }) => args['channel'] === channel.id).map(({ method }) => method)
  expect(toParts.indexOf('chat.stopStream')).toBeLessThan(toParts.indexOf('chat.postMessage'))

  const beginning = parts(asFile)
  expect(beginning.flatMap(({ files }) => files).map(({ bytes }) => bytes.toString())).toEqual([whole])
  expect(beginning.map(({ text }) => text).join('\n')).toMatch(
    /\nThe file is in the thread\.\nThis is its beginning; all 30,\d{3} characters are in the file\.\nmeta/,
  )

  expect(parts(slowly)).toHaveLength(1)
  expect(bare(wordsOf(parts(slowly)[0]!))).toBe(bare(slow))
  expect(parts(slowly)[0]!.text).toMatch(/ · 6 min · /)
  const edits = Map.groupBy(
    slack.requests.filter(({ method, error }) => method === 'chat.update' && error === null),
    ({ args }) => args['ts'],
  )
  const idle = [...edits.values()].flatMap(some =>
    some.filter(({ args }, nth) => JSON.stringify(args) === JSON.stringify(some[nth - 1]?.args)),
  )
  expect(idle).toEqual([])
  // Its stream was ended by us, before Slack does it.
  const written = slack.requests.filter(({ args }) => args['channel'] === tower.id)
  expect(written.map(({ error }) => error).filter(error => error !== null)).toEqual([])
  expect(written.map(({ method }) => method)).toEqual(
    expect.arrayContaining(['chat.startStream', 'chat.appendStream', 'chat.stopStream', 'chat.update']),
  )

  const all = [channel, archive, tower].flatMap(place => slack.messages(place).flatMap(({ ts }) => slack.messages(place, ts)))
  expect(all.filter(({ userId }) => userId === slack.bot.id).flatMap(({ pinged }) => pinged)).toEqual([])
  expect(await product.stop()).toBe(0)
  // The clock may have been faster than the other two answers, whose streams Slack then ends.
  const unexpected = refused(slack).filter(line => !line.endsWith('message_not_in_streaming_state'))
  expect([slack.violations, unexpected, slowedDown(slack)]).toEqual([[], [], []])
}, 240_000)
