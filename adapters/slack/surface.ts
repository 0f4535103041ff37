import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import { createEdits } from './edits.ts'
import { slackLimits } from './limits.ts'
import type { Notes } from './notes.ts'
import { createPosts } from './posts.ts'
import { faultOf } from './refusal.ts'
import { createThreads } from './threads.ts'
import { createWorkshop, type Given } from './workshop.ts'

/** Where the service's words appear on Slack, what is known of our messages there, and the end of all that is done by time. */
export type Speaking = { readonly surface: Surface; readonly notes: Notes; [Symbol.dispose](): void }

/** Opens the half that speaks. Everything its surface throws is a Fault, or what the signal says. */
export function createSurface(given: Given): Speaking {
  const shop = createWorkshop(given)
  const { post, openly } = createPosts(shop)
  const edits = createEdits(shop, openly)
  const threads = createThreads(shop, openly)

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
    surface: {
      limits: slackLimits,
      bucketOf: edits.bucketOf,
      post: (...args) => told(post(...args)),
      edit: (...args) => told(edits.edit(...args)),
      remove: (...args) => told(edits.remove(...args)),
      thread: (...args) => told(threads.thread(...args)),
      replyAt: (...args) => told(threads.replyAt(...args)),
    },
    [Symbol.dispose]: () => shop.statuses[Symbol.dispose](),
  }
}
