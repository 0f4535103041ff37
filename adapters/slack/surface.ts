import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import { createEdits } from './edits.ts'
import { slackLimits } from './limits.ts'
import type { Notes } from './notes.ts'
import { createPosts } from './posts.ts'
import { faultOf } from './refusal.ts'
import type { ShownFiles } from './shown-files.ts'
import { createThreads } from './threads.ts'
import { createWorkshop, type Given } from './workshop.ts'

/** Where the service's words appear on Slack, what is known of our messages there, and the end of all that is done by time. */
export type Speaking = {
  readonly surface: Surface
  readonly notes: Notes
  /** Which files of ours are shown where, and those that are to be deleted. */
  readonly shownFiles: ShownFiles
  /** Forgets what is known of our messages and files in a workspace that we left. */
  forgetTeam(team: string): Promise<void>
  /** Forgets workspaces that are none of these, unless something was said in them a short while ago: they may come back. */
  forgetOthers(teams: readonly string[]): Promise<void>
  /** Begins to delete at Slack what is to be deleted there, and goes on with it by time. */
  tidy(): void
  [Symbol.dispose](): void
}

/** How often it is looked for files of ours that nobody needs, in ms. */
const tidyMs = 60 * 60_000

/** Opens the half that speaks. Everything its surface throws is a Fault, or what the signal says. */
export function createSurface(given: Given): Speaking {
  const shop = createWorkshop(given)
  const { post, openly } = createPosts(shop)
  const edits = createEdits(shop, openly)
  const threads = createThreads(shop, openly)

  const forgetTeam = async (team: string): Promise<void> => {
    await shop.notes.forgetTeam(team)
    await shop.shownFiles.forgetTeam(team)
  }
  const tidy = (): void => {
    shop.discards.wake()
    shop.shownFiles
      .sweep()
      .catch((thrown: unknown) => shop.log.error({ err: thrown }, 'Slack: files of ours could not be looked through'))
  }
  const timer = setInterval(tidy, tidyMs)
  timer.unref()

  const told = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work
    } catch (thrown) {
      const fault = faultOf(thrown)
      if (fault !== thrown && fault instanceof Fault && fault.kind === 'platform')
        shop.log.warn({ cause: thrown }, 'Slack did not take what we sent')
      throw fault
    }
  }

  return {
    notes: shop.notes,
    shownFiles: shop.shownFiles,
    forgetTeam,
    async forgetOthers(teams) {
      for (const team of await shop.notes.silentTeams()) if (!teams.includes(team)) await forgetTeam(team)
    },
    tidy,
    surface: {
      limits: slackLimits,
      bucketOf: edits.bucketOf,
      post: (...args) => told(post(...args)),
      edit: (...args) => told(edits.edit(...args)),
      remove: (...args) => told(edits.remove(...args)),
      drop: (...args) => shop.shownFiles.drop(...args),
      thread: (...args) => told(threads.thread(...args)),
      replyAt: (...args) => told(threads.replyAt(...args)),
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      shop.statuses[Symbol.dispose]()
      shop.discards[Symbol.dispose]()
    },
  }
}
