import { App, LogLevel } from '@slack/bolt'
import { describe, expect, it } from 'vitest'
import { type Slack, startSlack } from '../../platforms/slack/slack.ts'

/** A bot as the library makes one, with everything it hears. */
async function connect(slack: Slack, listen: (app: App) => void) {
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  })
  listen(app)
  await app.start()
  return { app, [Symbol.asyncDispose]: async () => void (await app.stop()) }
}

describe('Bolt by Socket Mode', () => {
  it('hears a mention, answers in its thread and is seen', async () => {
    await using slack = await startSlack()
    const heard: string[] = []
    await using _ = await connect(slack, app => {
      app.event('app_mention', async ({ event, client }) => {
        heard.push(event.text)
        await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'Hello &amp; welcome' })
      })
      app.message(async ({ message }) => void heard.push(message.type))
    })
    const { person, channel } = slack.home
    const asked = await slack.say(person, channel, `<@${slack.bot.id}> hi`)
    const answer = await slack.sees(channel, ({ threadTs, userId }) => threadTs === asked.ts && userId === slack.bot.id)
    expect(answer.text).toBe('Hello & welcome')
    await slack.until(() => heard.length === 2)
    expect(heard.toSorted()).toEqual([`<@${slack.bot.id}> hi`, 'message'])
    expect(slack.violations).toEqual([])
  })
})
