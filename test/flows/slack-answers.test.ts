import { expect, test } from 'vitest'
import type { Channel, Logged, Person, Seen, Slack } from '../platforms/slack/slack.ts'
import { type Predicted, predictionsOf } from './predictions.ts'
import { answerTo, isDone, openSlackWorld, refused, slowedDown, waitMs } from './slack-world.ts'

/** Says something that calls the bot. */
const call = (slack: Slack, person: Person, channel: Channel, text: string): Promise<Seen> =>
  slack.say(person, channel, `<@${slack.bot.id}> ${text}`)

/** What the bot says in the thread of a message after it, oldest first. */
const below = (slack: Slack, { channelId, threadTs, ts }: Seen): readonly Seen[] =>
  slack.messages(channelId, threadTs ?? ts).filter(seen => seen.userId === slack.bot.id && seen.ts > ts)

/** Says something in a thread, without naming anybody, and waits for the answer. */
async function tell(slack: Slack, person: Person, root: Seen, text: string): Promise<Seen> {
  return answerTo(slack, await slack.say(person, root.channelId, text, { thread: root.ts }))
}

const footer =
  /\nmeta\/meta-llama-3-70b-instruct \(sandbox\) · (?:remembers \d+ messages? · )?[\d.]+ s · about \$[\d.]+, free here$/
const labelsOf = ({ buttons }: Seen): readonly string[] => buttons.map(({ label }) => label)

/** The requests that wrote a message, in their order. */
const writesOf = (slack: Slack, { ts }: Seen): readonly Logged[] =>
  slack.requests.filter(({ method, args, answer }) => method.startsWith('chat.') && (args['ts'] ?? answer['ts']) === ts)

/** How long after the model's first word an answer's first words were sent to Slack, in ms: by the sandbox's record and by Slack's. */
function delayOf(slack: Slack, answer: Seen, predictions: readonly Predicted[]): number {
  const words = answer.text.replace(footer, '')
  const made = predictions.find(({ output }) => (output as readonly string[] | null)?.join('') === words)
  const toFirstS = made?.metrics?.['time_to_first_token'] ?? Number.NaN
  return writesOf(slack, answer)[0]!.at - Date.parse(made?.started_at ?? '') - toFirstS * 1_000
}

test('answers on Slack are announced at once, streamed as one message, in turn, remembered in their thread alone, and stopped', async () => {
  await using world = await openSlackWorld()
  const { slack } = world
  const { person, owner, channel } = slack.home
  await using product = await world.start()
  const answers: Seen[] = []

  const remembered = async (): Promise<void> => {
    const asked = await call(slack, person, channel, 'My favourite colour is teal.')
    const answer = await answerTo(slack, asked)
    expect(below(slack, asked)).toEqual([answer])
    expect(answer.text).toMatch(footer)
    expect(labelsOf(answer)).toEqual(['Regenerate'])
    const announced = slack.requests.find(({ args }) => args['thread_ts'] === asked.ts)!
    expect(announced).toMatchObject({ method: 'assistant.threads.setStatus', args: { status: 'is thinking…' } })
    const methods = writesOf(slack, answer).map(({ method }) => method)
    expect([methods[0], methods.at(-1)]).toEqual(['chat.startStream', 'chat.stopStream'])
    const hers = await tell(slack, owner, asked, 'What is my favourite colour?')
    const his = await tell(slack, person, asked, 'What is my favourite colour?')
    expect(hers.text).not.toContain('teal')
    expect(his.text).toContain('teal')
    expect(his.text).toContain('· remembers 4 messages ·')
    const elsewhere = await answerTo(slack, await call(slack, person, channel, 'What is my favourite colour?'))
    expect(elsewhere.text).not.toContain('teal')
    answers.push(answer, his)
  }
  const inTurn = async (): Promise<void> => {
    const asked = await call(slack, person, channel, 'Count to 40.')
    await slack.say(owner, channel, 'What is 6 * 7?', { thread: asked.ts })
    await slack.say(person, channel, 'What is 6 * 8?', { thread: asked.ts })
    await slack.until(() => below(slack, asked).filter(isDone).length === 3, waitMs)
    const found = below(slack, asked).map(({ text }) => /39, (40)\b|= (\d+)/.exec(text)?.slice(1).join(''))
    expect(found).toEqual(['40', '42', '48'])
    const said = slack.requests.filter(({ method, args }) => method.endsWith('setStatus') && args['thread_ts'] === asked.ts)
    expect(said.map(({ args }) => args['status'])).toContain('has a question waiting · 2nd in line')
    answers.push(...below(slack, asked).slice(1))
  }
  const counting = async (): Promise<Seen> => {
    const asked = await call(slack, person, channel, 'Count to 400. &lt;!channel&gt; @everyone')
    await answerTo(slack, asked, ({ text, streaming }) => streaming && /\b9\b/.test(text))
    return asked
  }
  /** What was there when it was stopped is kept, and nothing comes after it. */
  const expectStopped = ({ text }: Seen): number => {
    expect(text).toMatch(/^1, 2, [\d, ]+\nStopped · meta/)
    return Number(/(\d+),?\nStopped/.exec(text)?.[1])
  }
  const byWord = async (): Promise<void> => {
    const asked = await counting()
    await slack.say(person, channel, 'stop', { thread: asked.ts })
    const stopped = await answerTo(slack, asked)
    const last = expectStopped(stopped)
    expect(labelsOf(stopped)).toEqual(['Regenerate', 'Continue'])
    expect(await slack.click(person, stopped, 'Continue').answer).toMatchObject({ did: 'ack' })
    const more = await slack.until(() => below(slack, asked).find(({ ts }) => ts > stopped.ts), waitMs)
    expect(Number(/\d+/.exec(more.text)?.[0])).toBe(last + 1)
    await slack.say(person, channel, 'Stop!', { thread: asked.ts })
    await slack.until(() => isDone(slack.message(more)!), waitMs)
  }
  const byEvent = async (): Promise<void> => {
    const asked = await counting()
    slack.stop(person, channel, asked.ts)
    const stopped = await answerTo(slack, asked)
    expectStopped(stopped)
    slack.click(person, stopped, 'Regenerate')
    const anew = await slack.until(
      () => below(slack, asked).find(({ ts, text }) => ts > stopped.ts && /\b9\b/.test(text)),
      waitMs,
    )
    expect(slack.message(stopped)).toEqual(stopped)
    slack.stop(person, channel, asked.ts)
    await slack.until(() => isDone(slack.message(anew)!), waitMs)
  }
  const byDeleting = async (): Promise<void> => {
    const asked = await counting()
    await slack.delete(asked)
    await slack.until(() => slack.messages(channel, asked.ts).some(isDone), waitMs)
    // The question is a stone now, and the answer stands below it.
    expectStopped(slack.messages(channel, asked.ts).find(({ userId }) => userId === slack.bot.id)!)
  }
  await Promise.all([remembered(), inTurn(), byWord(), byEvent(), byDeleting()])

  const predictions = await predictionsOf(product)
  expect(predictions.filter(({ status }) => status === 'canceled')).toHaveLength(5)
  const delays = answers.map(answer => delayOf(slack, answer, predictions))
  // Of several one may have waited for this machine.
  expect(delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThan(1_000)
  const all = slack.messages(channel).flatMap(({ ts }) => slack.messages(channel, ts))
  expect(all.filter(({ userId }) => userId === slack.bot.id).flatMap(({ pinged }) => pinged)).toEqual([])
  expect(await product.stop()).toBe(0)
  // Slack says so where somebody pressed its own button while the next words were on their way.
  const unexpected = refused(slack).filter(line => !line.endsWith('stopped_by_user'))
  expect([slack.violations, unexpected, slowedDown(slack)]).toEqual([[], [], []])
}, 240_000)
