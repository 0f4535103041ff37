import { type Address, addressKey, addressOfKey, channelOf } from '#core/address.ts'
import { isMade } from '#core/job.ts'
import type { OutputRow } from '#core/rows.ts'
import { resolve, type SettingKey } from '#core/settings.ts'
import type { Deps } from './deps.ts'
import { everyRow } from './every-row.ts'
import { questionOf } from './memory.ts'
import { dropOutputs } from './pictures.ts'
import { settingsAt } from './policy.ts'
import { takeOut, withTurns } from './turns.ts'

/** What one sweep took away. `more`: it stopped before it had seen everything. */
export type Swept = { readonly pictures: number; readonly messages: number; readonly more: boolean }

/** Removes what is older than it may be kept where it was made. Each call does a bounded piece and goes on where the last one stopped. */
export type Sweep = (signal: AbortSignal) => Promise<Swept>

type SweepDeps = Pick<Deps, 'records' | 'shelves' | 'blobs' | 'locks' | 'platforms' | 'above' | 'world'>

const dayMs = 24 * 60 * 60_000

/** What holds where nobody decided: in days. */
const usualDays = 30

/** Rows of each kind that one sweep looks at. */
const mostRows = 5_000

/** A message stands a moment before the job that it asked for. */
const askedBeforeMs = 60 * 60_000

type Cutoffs = { readonly outputs: number; readonly history: number }

/** Sweeps pictures by `keep.outputs`, and by `keep.history` what was said, also in adapters' archives. Jobs that run, the ledger and the audit are never touched. */
export function createSweep(
  deps: SweepDeps,
  { most = mostRows, atOnce }: { readonly most?: number; readonly atOnce?: number } = {},
): Sweep {
  /** Where the last sweep stopped: what lies before was young enough for its place. */
  const reached = new Map<string, number>()
  /** What was seen to its end since all of it was: a kind with little to see is not begun anew while another goes on. */
  const seenThrough = new Set<string>()
  const once = async (what: string, sweepSome: () => Promise<boolean>): Promise<void> => {
    if (!seenThrough.has(what) && !(await sweepSome())) seenThrough.add(what)
  }

  /** Goes through rows that may be too old, from where the last sweep stopped. Answers whether it stopped early. */
  const through = async <Name extends 'outputs' | 'turns'>(
    table: Name,
    newest: number,
    signal: AbortSignal,
    act: (rows: readonly Rows[Name][]) => Promise<void>,
  ): Promise<boolean> => {
    const from = reached.get(table)
    let seen = 0
    for await (const rows of everyRow(deps.records, table, {}, atOnce, {
      to: newest + 1,
      ...(from !== undefined && { from }),
    })) {
      await act(rows)
      seen += rows.length
      const last = rows.at(-1)
      // A moment is seen as a whole, so that each sweep comes further than the last.
      if ((seen < most && !signal.aborted) || last === undefined || last.at === from) continue
      reached.set(table, last.at)
      return true
    }
    reached.delete(table)
    return false
  }

  return async signal => {
    const now = deps.world.now()
    const limits = await limitsOf(deps, now)
    let pictures = 0
    let messages = 0
    await once('outputs', () =>
      through('outputs', limits.newest.outputs, signal, async rows => {
        const old: OutputRow[] = []
        for (const row of rows) {
          const job = await deps.records.get('jobs', row.job)
          if (job !== undefined && job.closedAt === undefined) continue
          const address = job?.address ?? addressOfKey(row.channel)
          if (row.at <= (await limits.at(address)).outputs && !limits.needed.has(row.id)) old.push(row)
        }
        await dropOutputs(deps, old)
        pictures += old.length
      }),
    )
    await once('turns', () =>
      through('turns', limits.newest.history, signal, async rows => {
        for (const conversation of new Set(rows.map(row => row.conversation)))
          messages += await forgetOld(deps, conversation, (await limits.at(addressOfKey(conversation))).history)
      }),
    )
    for (const [platform, { archive }] of deps.platforms) {
      if (archive === undefined) continue
      await once(`archive ${platform}`, async () => {
        const { removed, more } = await archive.sweep({
          to: limits.newest.history + 1,
          before: async address => (await limits.at(address)).history + 1,
          most,
          signal,
        })
        messages += removed
        return more
      })
    }
    await dropLateFacts(deps, limits.newest.history)
    const archives = [...deps.platforms.values()].filter(({ archive }) => archive !== undefined).length
    const more = seenThrough.size < 2 + archives
    if (!more) seenThrough.clear()
    return { pictures, messages, more }
  }
}

type Rows = { readonly outputs: OutputRow; readonly turns: { readonly conversation: string; readonly at: number } }

/** Forgets the turns of a conversation up to a moment; not the question of an answer that is being made. */
const forgetOld = (deps: SweepDeps, conversation: string, upTo: number): Promise<number> =>
  withTurns(deps, conversation, async turns => {
    const open = await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })
    const needed = new Set(open.flatMap(job => (job.kind === 'turn' ? [questionOf(job)] : [])))
    const old = turns.filter(turn => turn.at <= upTo && !needed.has(turn.id))
    return old.length > 0 ? takeOut(deps, turns, old) : 0
  })

/** What was laid beside a job after its end may hold words, and nobody takes it away any more. */
async function dropLateFacts({ records }: Pick<Deps, 'records'>, upTo: number): Promise<void> {
  for await (const facts of everyRow(records, 'facts', {}, undefined, { to: upTo + 1 })) {
    for (const { id, job: of } of facts) {
      const job = await records.get('jobs', of)
      if (job === undefined || job.closedAt !== undefined) await records.batch([{ remove: 'facts', id }])
    }
  }
}

/**
 * Up to which moment things go (ms since the epoch, inclusive). `newest`: nothing after it goes anywhere. What was said
 * in a channel where a job runs stays from when that was asked for.
 */
async function limitsOf(
  deps: SweepDeps,
  now: number,
): Promise<{
  readonly newest: Cutoffs
  readonly at: (address: Address) => Promise<Cutoffs>
  /** Pictures that a job which runs starts from. */
  readonly needed: ReadonlySet<string>
}> {
  const running = new Map<string, number>()
  const needed = new Set<string>()
  for (const job of await deps.records.list('jobs', { where: { isOpen: 1 } })) {
    if (isMade(job) && job.start !== undefined) needed.add(job.start)
    const channel = addressKey(channelOf(job.address))
    running.set(channel, Math.min(job.at - askedBeforeMs, running.get(channel) ?? Number.POSITIVE_INFINITY))
  }
  const known = new Map<string, Cutoffs>()
  return {
    needed,
    newest: {
      outputs: now - (await shortestDays(deps, 'keep.outputs')) * dayMs,
      history: now - (await shortestDays(deps, 'keep.history')) * dayMs,
    },
    async at(address) {
      const key = addressKey(address)
      const before = known.get(key)
      if (before !== undefined) return before
      const { values } = await settingsAt(deps, address)
      const asked = running.get(addressKey(channelOf(address))) ?? Number.POSITIVE_INFINITY
      const cutoffs = {
        outputs: now - (values['keep.outputs'] ?? usualDays) * dayMs,
        history: Math.min(now - (values['keep.history'] ?? usualDays) * dayMs, asked),
      }
      known.set(key, cutoffs)
      return cutoffs
    },
  }
}

/** The fewest days anywhere: what holds for all, or less where somebody decided so. Every such decision has a line in the audit. */
async function shortestDays(deps: SweepDeps, key: Extract<SettingKey, `keep.${string}`>): Promise<number> {
  let days = resolve(deps.above).values[key] ?? usualDays
  const scopes = new Set<string>()
  for await (const rows of everyRow(deps.records, 'audit')) for (const row of rows) if (row.key === key) scopes.add(row.scope)
  for (const scope of scopes) days = Math.min(days, (await deps.shelves.settings.get(scope))?.[key] ?? days)
  return days
}
