import type { Actor } from '#core/address.ts'
import type { Desk, Log } from '#core/ports.ts'
import type { Block, Post } from '#core/post.ts'
import type { JobRow } from '#core/report.ts'
import { suggestions } from './manifest.ts'
import { addressOf } from './ref.ts'
import { render } from './render.ts'
import type { Web } from './web-client.ts'

/** Our own page in a person's Slack, and what is suggested where they talk with us directly. */
export interface Home {
  /** Shows the page anew. Never rejects. */
  show(team: string, actor: Actor): Promise<void>
  /** Suggests what to begin with. Never rejects. */
  suggest(team: string, channel: string): Promise<void>
}

const mostJobs = 8
const publishMs = 10_000

/** Opens the page. */
export function createHome(options: {
  readonly web: Pick<Web, 'call'>
  readonly desk: () => Desk
  readonly slash: (post: Post) => Post
  readonly log: Log
}): Home {
  const { web, desk, slash, log } = options

  const page = async (team: string, actor: Actor): Promise<Post> => {
    // No channel: what holds in the whole workspace.
    const asker = { actor, address: addressOf({ team, channel: actor.id }) }
    const [help, jobs] = await Promise.all([desk().help(asker), desk().jobs(asker, { whose: 'mine', limit: mostJobs })])
    return { audience: 'actor', blocks: [...jobsOf(jobs.rows.slice(0, mostJobs)), ...help.blocks] }
  }

  return {
    async show(team, actor) {
      try {
        const { blocks } = render(slash(await page(team, actor).catch(refusal)), new Map(), { style: 'mrkdwn' })
        await web.call({
          team,
          method: 'views.publish',
          args: { user_id: actor.id, view: { type: 'home', blocks } },
          signal: AbortSignal.timeout(publishMs),
          isRepeatable: true,
        })
      } catch (thrown) {
        log.warn({ err: thrown }, 'Slack: a home page could not be shown')
      }
    },
    async suggest(team, channel) {
      try {
        await web.call({
          team,
          method: 'assistant.threads.setSuggestedPrompts',
          args: { channel_id: channel, title: 'You could begin with', prompts: suggestions },
          signal: AbortSignal.timeout(publishMs),
          isRepeatable: true,
        })
      } catch (thrown) {
        log.warn({ err: thrown }, 'Slack: nothing could be suggested')
      }
    },
  }
}

const words: Readonly<Record<JobRow['phase'], string>> = {
  queued: 'waits',
  starting: 'starts',
  running: 'runs',
  delivering: 'nearly done',
  done: 'done',
  partial: 'done in part',
  failed: 'failed',
  canceled: 'stopped',
}

const jobsOf = (rows: readonly JobRow[]): readonly Block[] =>
  rows.length === 0
    ? [{ type: 'text', markdown: '**Your newest requests**\n\nThere are none yet.' }]
    : [
        { type: 'text', markdown: '**Your newest requests**' },
        {
          type: 'table',
          columns: ['Asked', 'Model', 'State'],
          rows: rows.map(({ asked, model, phase, failure }) => [asked, model ?? '', failure ?? words[phase]]),
        },
      ]

const refusal = (thrown: unknown): Post => ({
  audience: 'actor',
  blocks: [
    {
      type: 'failure',
      text:
        thrown instanceof Error && thrown.name === 'Fault'
          ? thrown.message
          : 'This page cannot be shown right now; please open it again.',
    },
  ],
})
