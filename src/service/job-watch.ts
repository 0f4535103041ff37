import type { Log, Records } from '#core/ports.ts'
import type { JobNews, Reports } from '#core/report.ts'
import { jobRowOf } from './job-row.ts'

/** A running job notes its progress several times a second; who watches is told this often at most. */
const toldEveryMs = 250

/**
 * The records, and who is to be told when a job in them was written or removed. Whoever writes a job need not think of
 * those who watch; nothing is read or kept while nobody does.
 */
export function watchJobs(records: Records, log: Log): { readonly records: Records; readonly watch: Reports['watch'] } {
  const listeners = new Set<(news: JobNews) => void>()
  const due = new Map<string, NodeJS.Timeout>()

  const tell = async (id: string): Promise<void> => {
    due.delete(id)
    const job = await records.get('jobs', id)
    const news: JobNews = job === undefined ? { id } : { id, row: await jobRowOf(records, job) }
    for (const listener of [...listeners]) listener(news)
  }
  const note = (id: string): void => {
    if (listeners.size === 0 || due.has(id)) return
    const later = (): void =>
      void tell(id).catch((cause: unknown) => log.warn({ job: id, cause }, 'who watches a job could not be told'))
    // Nothing waits for this timer: a process that ends has nobody to tell.
    due.set(id, setTimeout(later, toldEveryMs).unref())
  }

  return {
    records: {
      get: (table, id) => records.get(table, id),
      list: (table, range) => records.list(table, range),
      count: (table, by, where) => records.count(table, by, where),
      async batch(changes, fence, durability) {
        await records.batch(changes, fence, durability)
        for (const change of changes) {
          if ('put' in change && change.put === 'jobs') note(change.row.id)
          if ('remove' in change && change.remove === 'jobs') note(change.id)
        }
      },
    },
    watch(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        for (const timer of due.values()) clearTimeout(timer)
        due.clear()
      }
    },
  }
}
