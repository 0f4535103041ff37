import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { marked } from 'marked'
import { expect, test } from 'vitest'
import type { Discord, Seen } from '../platforms/discord/discord.ts'
import { isDone, openDiscordWorld, slowedDown, textIn, waitMs } from './discord-world.ts'
import { startWritingReplicate } from './writing-replicate.ts'

/** What a model may write: prose with links, marks that would call people, a long listing, a table longer than a message. */
function manual(): string {
  const people = '@everyone, @here, <@100000000000000001>, <@&100000000000000002> and 👩‍👩‍👧‍👦'
  const section = (n: number): string =>
    [
      `## Part ${n}: how the mill turns`,
      `The **water** comes in by the flume (see [the plan of ${n}](https://mills.example/plans/${n}?scale=1:50&of=wheel#part-${n})), and falls into the buckets. *It is heavy*, so the wheel turns; ${people} may watch it.`,
      `1. Open the sluice a hand wide, and not more.\n2. Wait until wheel ${n} has turned ${n + 3} times.\n   - Listen: a mill that knocks wants grease.\n   - Look at the stones.\n3. Pour the grain.`,
      `\`\`\`ts\nexport const turns${n} = (litres: number): number => {\n  // ${n} buckets, and what is lost on the way\n  return Math.floor(litres / ${n + 7}) * 0.${n}5\n}\n\`\`\``,
    ].join('\n\n')
  const listing = `\`\`\`python\n${Array.from({ length: 110 }, (_, n) => `grain_${n} = [weigh(sack, ${n}) for sack in sacks if sack.dry]  # sack ${n}`).join('\n')}\n\`\`\``
  const table = `| Year | Miller | Sacks |\n| ---: | :--- | ---: |\n${Array.from({ length: 80 }, (_, n) => `| ${1700 + n} | Miller number ${n} of the [old house](https://mills.example/people/${n}) | ${n * 37} |`).join('\n')}`
  const sections = Array.from({ length: 6 }, (_, n) => section(n))
  let text = [sections.slice(0, 3), listing, sections.slice(3), table].flat().join('\n\n')
  for (let n = 6; text.length < 20_000; n++) text += `\n\n${section(n)}`
  return text
}

const bare = (text: string): string => text.replace(/^\s*```\w*\s*$/gm, '').replace(/\s+/g, '')
const codeIn = (text: string): string =>
  marked
    .lexer(text)
    .map(token => (token.type === 'code' ? String(token['text']) : ''))
    .join('')
    .replace(/\s+/g, '')
/** The words of an answer's part, without the line below it. */
const wordsOf = ({ text }: Seen): string => text.replace(/\n-# .*$/, '')

/** The messages of an answer, in the order of reading: the one that answers the question, and what follows. */
const partsOf = (discord: Discord, question: Seen): readonly Seen[] => {
  const mine = discord.messages(question.channelId).filter(({ authorId }) => authorId === discord.bot.id)
  const parts: Seen[] = []
  for (let before = question.id; ;) {
    const next = mine.find(({ replyTo }) => replyTo === before)
    if (next === undefined) return parts
    parts.push(next)
    before = next.id
  }
}

/** The fences of a text that are not closed in it: an odd number of marks. */
const isTorn = (text: string): boolean => (text.match(/^\s*```/gm) ?? []).length % 2 === 1

/** The messages that edits showed anew in a channel, in their order, while all ten were there and none had ended. */
function turnsIn(discord: Discord, place: { readonly id: string }): readonly string[] {
  const here = discord.requests.filter(({ path }) => path.includes(`/${place.id}/messages`))
  const begun = here.filter(({ method }) => method === 'POST')[9]?.answeredAt ?? Number.POSITIVE_INFINITY
  const edits = here.filter(({ method }) => method === 'PATCH')
  const end = edits.findIndex(({ body }) => textIn(body).startsWith('-# '))
  return edits.slice(0, end).flatMap(({ at, path }) => (at < begun ? [] : [path.split('/').at(-1)!]))
}

test('a long answer comes whole, ten pictures and ten answers share their channels, and no limit is ever passed', async () => {
  const whole = manual()
  await using replicate = await startWritingReplicate({
    answerTo: prompt => (prompt.includes('mill') ? whole : `You asked: ${prompt.slice(-60)}. `.repeat(12)),
    pieceChars: 40,
    everyMs: 20,
    paintMs: 13_000,
  })
  await using world = await openDiscordWorld()
  const { discord } = world
  const { guild, channel } = discord.home
  await using folder = await mkdtempDisposable(join(tmpdir(), 'replichat-answers-'))
  const settings = join(folder.path, 'settings.yaml')
  await writeFile(settings, 'chat.fileAfter: 100000\n')
  await using product = await world.start({
    REPLICATE_API_TOKEN: 'r8_test',
    REPLICATE_BASE_URL: replicate.baseUrl,
    CONFIG_FILE: settings,
  })
  const people = Array.from({ length: 10 }, (_, n) => discord.person(`person${n}`))
  const atelier = discord.channel(guild, { name: 'atelier' })
  const market = discord.channel(guild, { name: 'market' })
  const call = (place: { readonly id: string }, words: (n: number) => string): readonly Seen[] =>
    people.map((person, n) => discord.say(person, place, `<@${discord.bot.id}> ${words(n)}`))
  const question = discord.say(people[0]!, channel, `<@${discord.bot.id}> tell me all about the mill`)
  const pictures = call(atelier, n => `imagine house number ${n}`)
  const stalls = call(market, n => `what does stall ${n} sell?`)
  const ends = (place: { readonly id: string }, asked: readonly Seen[]): Promise<readonly Seen[]> =>
    Promise.all(asked.map(({ id }) => discord.sees(place, seen => seen.replyTo === id && isDone(seen), waitMs)))

  await discord.sees(channel, isDone, waitMs)
  const parts = partsOf(discord, question)
  const said = parts.map(wordsOf)
  expect(whole.length).toBeGreaterThan(20_000)
  expect(bare(said.join('\n'))).toBe(bare(whole))
  expect(said.map(codeIn).join('')).toBe(codeIn(whole))
  const isWhole = (piece: string): boolean => said.some(part => part.includes(piece))
  const links = whole.match(/\[[^\]]*\]\([^)]*\)/g) ?? []
  const rows = whole.match(/^\|.*\|$/gm) ?? []
  expect([links.length > 80, rows.length]).toEqual([true, 82])
  expect([...links, ...rows, '👩‍👩‍👧‍👦'].filter(piece => !isWhole(piece))).toEqual([])
  const shown = discord.requests.filter(({ path, body }) => path.includes(`/${channel.id}/messages`) && textIn(body) !== '')
  expect(shown.map(({ body }) => textIn(body)).filter(isTorn)).toEqual([])
  for (const { id } of parts) {
    const edits = shown.filter(({ path }) => path.endsWith(`/${id}`)).map(({ body }) => JSON.stringify(body))
    expect(edits.filter((edit, nth) => edit === edits[nth - 1])).toEqual([])
  }
  const final = parts.at(-1)!
  expect(final.text).toMatch(/\n-# meta\/meta-llama-3-70b-instruct · [\d.]+ s · about \$/)
  expect(final.buttons.map(({ label }) => label)).toEqual(['Regenerate'])

  const told = await ends(market, stalls)
  for (const [n, { text }] of told.entries()) expect(text).toContain(`person${n}: what does stall ${n} sell?`)
  for (const { files } of await ends(atelier, pictures)) expect(files).toHaveLength(1)
  const turns = turnsIn(discord, atelier)
  expect(turns.length).toBeGreaterThan(3)
  const share = Math.ceil(turns.length / 10) + 1
  for (const message of turns) expect(turns.filter(other => other === message).length).toBeLessThanOrEqual(share)
  for (const [from, message] of turns.entries()) {
    const next = turns.indexOf(message, from + 1)
    const between = turns.slice(from + 1, next === -1 ? from : next)
    for (const other of between) expect(between.filter(theirs => theirs === other).length).toBeLessThanOrEqual(2)
  }

  const ours = [channel, market, atelier].flatMap(place => discord.messages(place))
  expect(ours.filter(({ authorId }) => authorId === discord.bot.id).flatMap(({ pinged }) => pinged)).toEqual([])
  expect(replicate.count()).toBe(21)
  expect(slowedDown(discord)).toEqual([])
  expect(await product.stop()).toBe(0)
  expect(discord.violations).toEqual([])
}, 240_000)
