// Discord and the people in it, in a process of their own: `played.ts <servers>`.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Seen, startDiscord, type Use } from '../../test/platforms/discord/discord.ts'
import { say } from '../child.ts'
import { makeServers } from './landscape.ts'
import type { Acknowledged, Kind, PlayedHears, PlayedSays } from './words.ts'

const patienceMs = 150_000
/** Finished pictures whose buttons are pressed. */
const pictureCount = 7

const discord = await startDiscord()
const servers = makeServers(discord, Number(process.argv[2]))

const at = <Item>(items: readonly Item[], nth: number): Item => {
  const item = items[nth % items.length]
  if (item === undefined) throw new Error('There is nobody here.')
  return item
}
/** Somebody and a place: one server after the other, in each another person and channel at the next round. */
const visit = (nth: number) => {
  const { people, channels } = at(servers, nth)
  const round = Math.floor(nth / servers.length)
  return { person: at(people, round), channel: at(channels, round) }
}

/** Does something at an even rate, whether what was done before is over or not. */
async function evenly(perSecond: number, seconds: number, act: (nth: number) => void): Promise<void> {
  const begun = performance.now()
  for (let done = 0; done < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - begun) * perSecond) / 1_000)
    for (; done < due; done++) act(done)
    await sleep(1)
  }
}

/** The gateway tells in order: who is answered now has read everything before. */
async function greet(): Promise<void> {
  const { person, channel } = discord.home
  await discord.until(() => discord.sessions.length === 1 && discord.commands().includes('help'), patienceMs)
  const use = discord.slash(person, channel, 'help')
  await use.shows(message => !message.loading, patienceMs)
}

const growing: (() => Seen | undefined)[] = []
const isOver = (message: Seen | undefined): boolean => message?.buttons.some(({ label }) => label === 'Regenerate') === true

async function ask(answers: number, seconds: number): Promise<void> {
  for (let nth = 0; nth < answers; nth++) {
    const { person, channel } = visit(nth)
    discord.say(person, channel, `<@${discord.bot.id}> write 500 words about foxes [sandbox:slow=${seconds}s]`)
    growing.push(() => discord.messages(channel).findLast(({ authorId }) => authorId === discord.bot.id))
  }
  const words = (message: Seen | undefined): number => message?.text.split(' ').length ?? 0
  await discord.until(() => growing.every(answer => words(answer()) > 5 && !isOver(answer())), patienceMs)
}

const hearOut = () => discord.until(() => growing.every(answer => isOver(answer())), patienceMs)

type Picture = { readonly nth: number; readonly message: string }

/** Pictures that are there already, for their buttons. */
const paint = (): Promise<readonly Picture[]> =>
  Promise.all(
    Array.from({ length: pictureCount }, async (_, nth) => {
      const { person, channel } = visit(nth)
      const use = discord.slash(person, channel, 'imagine', { prompt: 'a red fox in the snow' })
      const { id } = await use.shows(message => message.buttons.some(({ label }) => label === 'Again'), patienceMs)
      return { nth, message: id }
    }),
  )

/** Twenty deeds of busy people: six pictures, seven other commands, four completions, two buttons, a form. */
const mix = [...'pacpucpaubpbupcahpaf']

function deed(nth: number, pictures: readonly Picture[]): { readonly kind: Kind; readonly begin: () => Use } {
  const { person, channel } = visit(nth)
  const picture = at(pictures, nth)
  const presser = at(at(servers, picture.nth).people, nth)
  const command = (name: string, options?: Parameters<typeof discord.slash>[3]) =>
    ({ kind: 'command', begin: () => discord.slash(person, channel, name, options) }) as const
  switch (mix[nth % mix.length]) {
    case 'p':
      return command('imagine', { prompt: `house number ${nth}` })
    case 'u':
      return command('usage')
    case 'h':
      return command('help')
    case 'c':
      return command('forget', { what: 'here' })
    case 'b':
      return { kind: 'button', begin: () => discord.click(presser, picture.message, 'Again') }
    case 'f':
      return { kind: 'form', begin: () => discord.click(presser, picture.message, 'Reword…') }
    default:
      return {
        kind: 'completion',
        begin: () => discord.autocomplete(person, channel, 'imagine', { prompt: 'a fox', model: 'f' }, 'model'),
      }
  }
}

async function use(perSecond: number, seconds: number): Promise<readonly Acknowledged[]> {
  const pictures = await paint()
  const used: Promise<Acknowledged>[] = []
  await evenly(perSecond, seconds, nth => {
    const { kind, begin } = deed(nth, pictures)
    const begun = performance.now()
    used.push(begin().answer.then(({ did }) => ({ kind, ms: performance.now() - begun, isMissed: did === 'nothing' })))
  })
  return Promise.all(used)
}

async function act(told: PlayedHears): Promise<readonly Acknowledged[]> {
  switch (told.type) {
    case 'greet':
      await greet()
      return []
    case 'chatter':
      await evenly(told.perSecond, told.seconds, nth => {
        const { person, channel } = visit(nth)
        discord.say(person, channel, `Did you see the fox behind the house number ${nth} this morning?`)
      })
      await greet()
      return []
    case 'ask':
      await ask(told.answers, told.seconds)
      return []
    case 'hear out':
      await hearOut()
      return []
    case 'use':
      return use(told.perSecond, told.seconds)
    default:
      return told satisfies never
  }
}

const isEdit = ({ method, status }: { readonly method: string; readonly status: number }): boolean =>
  method === 'PATCH' && status === 200

const follow = async (told: PlayedHears): Promise<void> => {
  const acknowledged = await act(told)
  if (discord.violations.length > 0) throw new Error(`Discord's rules were broken: ${discord.violations.slice(0, 3).join('; ')}`)
  say<PlayedSays>({ type: 'done', frames: discord.requests.filter(isEdit).length, acknowledged })
}

// What goes wrong here ends the process, and with it the benchmark.
process.on('message', (told: PlayedHears) => void follow(told))
say<PlayedSays>({ type: 'open', url: discord.url, token: discord.token })
