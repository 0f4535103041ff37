import { manifestOf } from '../../adapters/slack/slack.ts'
import { catalogue, messageMenu } from '../../src/core/catalogue.ts'
import type { Started } from '../flows/process.ts'
import { type Manifest, type Seen, type Slack, startSlack } from '../platforms/slack/slack.ts'
import type { Point, Request } from './every-point.ts'

const waitMs = 60_000
/** So long after a start without a word nobody was heard. */
const silentMs = 15_000
/** An app has three seconds; how soon it is on a machine that others use too is measured elsewhere. */
const patientMs = 20_000

/** What somebody does in Slack, how its end looks, and after which point it must not be lost. */
type Doing = {
  readonly name: string
  /** Asks; resolves to false when its person reads that the app did not respond, or has to be asked again. */
  readonly ask: (slack: Slack, mark: string) => Promise<boolean>
  readonly isDone: (message: Seen) => boolean
  readonly mayBeLost: (point: Point) => boolean
}

/** All that the bot said, in the channel and in its threads. */
function said(slack: Slack): readonly Seen[] {
  const { channel } = slack.home
  const found = slack.messages(channel).flatMap(({ ts }) => slack.messages(channel, ts))
  return found.filter(({ userId }) => userId === slack.bot.id)
}

/** Waits until the product is connected and knows who it is; throws when it ends. */
async function connected(slack: Slack, product: Started): Promise<void> {
  let isOver = false
  void product.ended.then(() => (isOver = true))
  await slack.until(() => isOver || (/Slack: .* in /.test(product.output()) && slack.sockets.length > 0), waitMs)
  if (isOver) throw new Error('The product died.')
}

const onSlack = ({ name, ask, isDone, mayBeLost }: Doing): Request => ({
  name: `${name} on Slack`,
  async open(mark) {
    const manifest = manifestOf({ catalogue, menu: messageMenu, by: 'socket' }) as Manifest
    // Slack tells again what nobody acknowledged, at once, after a minute and after five; here nobody has so much time.
    const retriesAfterMs = Array.from({ length: 120 }, () => 500)
    const slack = await startSlack({ manifest, ackWithinMs: patientMs, triggerMs: patientMs, retriesAfterMs })
    /** Who reads that the app did not respond does it again. */
    const asked = async (isOver: () => boolean): Promise<void> => {
      for (let tries = 0; tries < 3 && !isOver(); tries++) if (await ask(slack, mark)) return
    }
    return {
      env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
      async ask(product) {
        await connected(slack, product)
        let isOver = false
        void product.ended.then(() => (isOver = true))
        await asked(() => isOver)
        await slack
          .until(() => isOver || said(slack).some(isDone), waitMs)
          .catch((cause: unknown) => {
            const shown = said(slack).map(({ text }) => text)
            throw new Error(`It did not end. Shown: ${JSON.stringify(shown)}. The product said: ${product.output()}`, { cause })
          })
        if (isOver) throw new Error('The product died.')
      },
      async look(product, point) {
        await connected(slack, product)
        const troubles: string[] = []
        const { channel } = slack.home
        const isWaiting = (): boolean => slack.messages(channel).some(({ ts }) => slack.status(channel, ts) !== null)
        const end = Date.now() + silentMs
        await slack.until(() => said(slack).length > 0 || Date.now() > end, waitMs)
        if (said(slack).length === 0 && !isWaiting()) {
          if (!mayBeLost(point)) troubles.push('what was asked is lost')
          // Nothing came of it, so it is asked again.
          await asked(() => false)
        }
        const done = await slack.sees(channel, isDone, waitMs)
        const messages = said(slack)
        if (messages.length !== 1) troubles.push(`${messages.length} messages of the bot`)
        if (messages.some(({ streaming }) => streaming)) troubles.push('a stream is open for ever')
        if (isWaiting()) troubles.push('a thread says that an answer comes, which is there')
        if (/Something broke|\*\*Failed/.test(done.text)) troubles.push(`the message says ${done.text}`)
        return [...troubles, ...slack.violations]
      },
      [Symbol.asyncDispose]: () => slack.close(),
    }
  },
})

const has = (label: string) => (message: Seen) => !message.streaming && message.buttons.some(button => button.label === label)

/** What people ask for on Slack. */
export const slackRequests: readonly Request[] = [
  onSlack({
    name: 'a picture',
    async ask(slack, mark) {
      const { person, channel } = slack.home
      const use = slack.command(person, channel, '/imagine', `a red boat ${mark} --count 2 --more megapixels=0.25`)
      const { did, payload } = await use.answer
      // What it answers at once is that it cannot do it now.
      return did === 'ack' && payload['text'] === undefined
    },
    isDone: message => has('Again')(message) && message.images.length === 2,
    // A command that was never acknowledged did not respond, its person reads; nothing was begun for it.
    mayBeLost: () => true,
  }),
  onSlack({
    name: 'a streamed turn',
    async ask(slack, mark) {
      await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> Count to 12. ${mark}`)
      return true
    },
    isDone: message => has('Regenerate')(message) && /\b12\b/.test(message.text),
    // Slack tells again what was not acknowledged, and what was is stored.
    mayBeLost: () => false,
  }),
]
