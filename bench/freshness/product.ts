import { createPace as createDiscordPace, channelBucket } from '../../adapters/discord/pace.ts'
import { discordLimits } from '../../adapters/discord/limits.ts'
import { createPace as createSlackPace } from '../../adapters/slack/pace.ts'
import { slackLimits } from '../../adapters/slack/limits.ts'
import { noMeter } from '../../src/core/meter.ts'
import type { Edited, Surface } from '../../src/core/ports.ts'
import { type MessageRef, type Post, say } from '../../src/core/post.ts'
import { showLive } from '../../src/service/live-message.ts'
import { createPacing } from '../../src/service/pacing/pacing.ts'
import { type Budget, discord } from './budget.ts'
import type { Contender, Text } from './cadences.ts'
import type { Platform, SleepingClock } from './platform.ts'

const always = new AbortController().signal
const alone = { onNudge() {}, between: async () => {} }

const charsOf = (post: Post): number =>
  post.blocks.reduce((sum, block) => sum + (block.type === 'text' ? block.markdown.length : 0), 0)
const nameOf = (message: number): MessageRef => `m${message}` as MessageRef

/** What an adapter makes of a platform's answers, with the adapter's own reckoning of its limits. */
function answersOf(budget: Budget, clock: SleepingClock): (verdict: Awaited<ReturnType<Platform['send']>>) => Edited {
  if (budget === discord) {
    const pace = createDiscordPace(clock.now)
    return ({ isTaken, waitMs, left, fullInMs }) => {
      if (!isTaken) return { shown: false, restMs: Math.ceil(waitMs) }
      const told: Record<string, string> = {
        'x-ratelimit-remaining': String(left),
        'x-ratelimit-reset-after': (fullInMs / 1_000).toFixed(3),
      }
      return { shown: true, ...pace.heard(channelBucket('1'), { get: name => told[name] ?? null }) }
    }
  }
  const pace = createSlackPace(clock.now)
  return ({ isTaken, waitMs }) =>
    isTaken ? { shown: true, ...pace.spent('update', 'T1') } : { shown: false, restMs: Math.ceil(waitMs) }
}

/** The product's scheduler and live messages; only the platform and the clock are simulated. */
export const product =
  (budget: Budget): Contender =>
  async (texts, platform, clock) => {
    const answer = answersOf(budget, clock)
    const surface: Pick<Surface, 'edit' | 'bucketOf' | 'limits'> = {
      // One message holds it all: what further messages cost is another limit.
      limits: { ...(budget === discord ? discordLimits : slackLimits), textChars: 1_000_000 },
      bucketOf: () => 'channel',
      async edit(message, post, { last }) {
        for (;;) {
          const verdict = await platform.send(Number(message.slice(1)), charsOf(post))
          if (verdict.isTaken || !last) return answer(verdict)
          await clock.sleep(verdict.waitMs)
        }
      },
    }
    const pacing = createPacing(budget.name, surface, noMeter, clock)
    const follow = async (text: Text, message: number): Promise<void> => {
      const whole = await showLive(
        async onText => {
          let heard = 0
          while (!text.ended() || heard < text.chars()) {
            if (text.chars() > heard) onText('a'.repeat(text.chars()))
            heard = text.chars()
            if (!text.ended()) await text.more()
          }
        },
        surface.limits.textChars,
        async (_index, draw, until) => {
          const post = (): Post | undefined => {
            const part = draw()
            return part && say('channel', part.text)
          }
          await pacing.offer(nameOf(message), { draw: post, last: false, signal: always, until })
        },
        alone,
        always,
      )
      await pacing.offer(nameOf(message), { draw: () => say('channel', whole), last: true, signal: always })
    }
    await Promise.all(texts.map(follow))
  }
