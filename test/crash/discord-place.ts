import { type Discord, type Seen, startDiscord } from '../platforms/discord/discord.ts'
import type { Started } from '../flows/process.ts'
import type { Point, Request } from './every-point.ts'

const waitMs = 60_000
/** So long after a start without a word nobody was heard. */
const silentMs = 8_000

/** Whether a process that died had acknowledged a command nobody but Discord knows; that it had not is an answer, too. */
const wasAsked = /^GET \/webhooks\/.*@original: a call with a token before its first answer/

/** What somebody does in Discord, how its end looks, and after which point it must not be lost. */
type Doing = {
  readonly name: string
  /** Asks; resolves to false when its person reads that the application did not respond. */
  readonly ask: (discord: Discord, mark: string) => Promise<boolean>
  readonly isDone: (message: Seen) => boolean
  readonly mayBeLost: (point: Point) => boolean
}

const said = (discord: Discord): readonly Seen[] =>
  discord.messages(discord.home.channel).filter(({ authorId }) => authorId === discord.bot.id)

/** Waits until the product is connected and has brought its commands; throws when it ends. */
async function connected(discord: Discord, product: Started): Promise<void> {
  let isOver = false
  void product.ended.then(() => (isOver = true))
  await discord.until(
    () =>
      isOver ||
      (product.output().includes('Discord: ') && discord.sessions.length === 1 && discord.commands().includes('imagine')),
    waitMs,
  )
  if (isOver) throw new Error('The product died.')
}

const onDiscord = ({ name, ask, isDone, mayBeLost }: Doing): Request => ({
  name: `${name} on Discord`,
  async open(mark) {
    const discord = await startDiscord({ answerWithinMs: 10_000 })
    /** On a slow machine three seconds may be too short for the first command of all; then it is used again. */
    const asked = async (isOver: () => boolean): Promise<void> => {
      for (let tries = 0; tries < 3 && !isOver(); tries++) if (await ask(discord, mark)) return
    }
    return {
      env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
      async ask(product) {
        await connected(discord, product)
        let isOver = false
        void product.ended.then(() => (isOver = true))
        await asked(() => isOver)
        await discord
          .until(() => isOver || said(discord).some(isDone), waitMs)
          .catch((cause: unknown) => {
            const shown = said(discord).map(({ text }) => text)
            throw new Error(`It did not end. Shown: ${JSON.stringify(shown)}. The product said: ${product.output()}`, { cause })
          })
        if (isOver) throw new Error('The product died.')
      },
      async look(product, point) {
        await connected(discord, product)
        const troubles: string[] = []
        const end = Date.now() + silentMs
        await discord.until(() => said(discord).length > 0 || Date.now() > end, waitMs)
        if (said(discord).length === 0) {
          if (!mayBeLost(point)) troubles.push('what was asked is lost')
          // Nothing came of it, so it is asked again.
          await asked(() => false)
        }
        const done = await discord.sees(discord.home.channel, isDone, waitMs)
        const messages = said(discord)
        if (messages.length !== 1) troubles.push(`${messages.length} messages of the bot`)
        if (messages.some(({ loading }) => loading)) troubles.push('a message is “thinking” for ever')
        if (/Something broke|\*\*Failed/.test(done.text)) troubles.push(`the message says ${done.text}`)
        return [...troubles, ...discord.violations.filter(broken => !wasAsked.test(broken))]
      },
      [Symbol.asyncDispose]: () => discord.close(),
    }
  },
})

const has = (label: string) => (message: Seen) => message.buttons.some(button => button.label === label)

/** What people ask for on Discord. */
export const discordRequests: readonly Request[] = [
  onDiscord({
    name: 'a picture',
    async ask(discord, mark) {
      const what = { prompt: `a red boat ${mark}`, count: 2, more: 'megapixels=0.25' }
      const { did } = await discord.slash(discord.home.person, discord.home.channel, 'imagine', what).answer
      return did !== 'nothing'
    },
    isDone: message => has('Again')(message) && message.files.length === 2,
    // A command that was never acknowledged did not respond, its person reads; nothing was begun for it.
    mayBeLost: () => true,
  }),
  onDiscord({
    name: 'a streamed turn',
    async ask(discord, mark) {
      discord.say(discord.home.person, discord.home.channel, `<@${discord.bot.id}> Count to 12. ${mark}`)
      return true
    },
    isDone: message => has('Regenerate')(message) && /\b12\b/.test(message.text),
    // Words are safe once they are stored.
    mayBeLost: ({ at }) => at === 0,
  }),
]
