import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFuse, fuse } from '../../../adapters/slack/fuse.ts'
import { listen } from './ears.ts'

it('never lets more be heard in a minute than people say, and says once for each time that it was too much', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3_000 }), { minLength: 100, maxLength: 400 }), pauses => {
      let time = 0
      const one = createFuse(() => time)
      const outcomes = pauses.map(ms => ({ at: (time += ms), was: one.heard('a place') }))
      const taken = outcomes.filter(({ was }) => was === 'yes').map(({ at }) => at)
      for (const [nth, at] of taken.entries())
        expect(at - (taken[nth - fuse.most] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(fuse.ms)
      const blown = outcomes.filter(({ was }) => was === 'blown').map(({ at }) => at)
      for (const [nth, at] of blown.entries()) {
        expect(at - (blown[nth - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(fuse.ms)
        expect(outcomes.filter(other => other.at > at && other.at < at + fuse.ms).every(({ was }) => was === 'no')).toBe(true)
      }
      expect(one.heard('another place')).toBe('yes')
    }),
  )
})

it('a thread in which machines talk is heard no more for a minute: it is said there once, and the log has it', async () => {
  await using ears = await listen()
  const { slack } = ears
  const { person, owner, channel } = slack.home
  const root = await slack.say(person, channel, `<@${slack.bot.id}> hello`)
  for (let nth = 0; nth < 70; nth++) await slack.say(nth % 2 === 0 ? owner : person, channel, `number ${nth}`, { thread: root })
  const [first, ...more] = await slack.until(() => {
    const said = slack.messages(channel, root.ts).filter(({ userId }) => userId === slack.bot.id)
    return said.length > 0 && said
  })
  expect(first?.text).toBe('So much is said here at once that I do not listen for a minute. Mention me again after that.')
  await slack.say(person, channel, `<@${slack.bot.id}> elsewhere`)
  await slack.until(() => ears.events.some(event => event.type === 'message' && event.text === 'elsewhere'))
  const heard = ears.events.filter(({ address }) => address.thread === root.ts)
  expect(heard).toHaveLength(fuse.most)
  expect(more).toEqual([])
  expect(ears.lines.filter(({ level, message }) => level === 'warn' && message.includes('too much is said'))).toHaveLength(1)
}, 60_000)

it('where nobody speaks to us nothing is said of it', async () => {
  await using ears = await listen()
  const { slack } = ears
  const { person, channel } = slack.home
  for (let nth = 0; nth < 70; nth++) await slack.say(person, channel, `number ${nth}`)
  await ears.line('too much is said')
  await slack.say(person, channel, `<@${slack.bot.id}> elsewhere`)
  await slack.until(() => ears.events.some(event => event.type === 'message' && event.text === 'elsewhere'))
  expect(slack.messages(channel).filter(({ userId }) => userId === slack.bot.id)).toEqual([])
}, 60_000)
