import { expect, test } from 'vitest'
import { answerTo, isDone, openSlackWorld, refused, slowedDown, waitMs } from './slack-world.ts'

test.each(['socket', 'http'] as const)(
  'the product on Slack by %s: a mention gets one answer in its thread, and /imagine ends in pictures',
  async mode => {
    await using world = await openSlackWorld({ mode })
    const { slack } = world
    await using product = await world.start()
    const { person, channel, owner } = slack.home

    const asked = await slack.say(person, channel, `<@${slack.bot.id}> what is a fox?`)
    const answer = await answerTo(slack, asked)
    expect(answer.text.length).toBeGreaterThan(20)
    expect(answer.pinged).toEqual([])
    expect(slack.messages(channel, asked.ts)).toHaveLength(2)

    const more = await slack.say(person, channel, 'and what is a hare?', { thread: asked.ts })
    await answerTo(slack, more)
    expect(slack.messages(channel, asked.ts)).toHaveLength(4)

    const use = slack.command(person, channel, '/imagine', 'a red fox in the snow --count 2 --more megapixels=0.25')
    expect(await use.answer).toMatchObject({ did: 'ack' })
    const done = await slack.sees(channel, seen => seen.images.length === 2 && isDone(seen), waitMs)
    expect(done.images.every(({ bytes, alt }) => bytes.length > 1_000 && alt.includes('a red fox in the snow'))).toBe(true)

    const set = slack.command(owner, channel, '/replichat', 'config set chat.memory 3')
    expect(await set.answer).toMatchObject({ did: 'ack' })
    await slack.until(() => slack.ephemerals(owner).some(({ text }) => text.includes('chat.memory')), waitMs)

    expect(await product.stop()).toBe(0)
    expect(product.output()).not.toContain(slack.botToken)
    expect(product.output()).not.toContain('/actions/')
    expect([slack.violations, refused(slack), slowedDown(slack)]).toEqual([[], [], []])
  },
  180_000,
)
