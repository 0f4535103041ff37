import { addressKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import { isMade, type Job, type MadeJob, type Run } from '#core/job.ts'
import type { Asker, GalleryDetail, GalleryRow, Reports, RunRow } from '#core/report.ts'
import type { LedgerRow, OutputRow } from '#core/rows.ts'
import type { Deps } from './deps.ts'
import { jobRowOf, shownInput } from './job-row.ts'
import { newestFirst } from './newest-first.ts'
import { isKept, thumbnailOf } from './pictures.ts'
import { isAdmin } from './policy.ts'
import { madeButtons } from './picture-buttons.ts'
import { spendReport } from './spend-report.ts'

/** The most rows of one piece of a list. */
const mostRows = 200

/** How far back a picture's descent is followed, and how many of its children are listed. */
const mostKin = 12

/** Words as they are looked for: without regard to case and accents. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** What the console asks about pictures and jobs. `watch` is how jobs are watched. */
export function createReports(deps: Deps, watch: Reports['watch']): Reports {
  const { records } = deps

  /** Which rows a person may look through. An admin of the console answers for the whole service. */
  const scope = async ({ actor, address }: Asker, whose: 'mine' | 'all'): Promise<Record<string, string>> => {
    if (whose === 'mine') return { person: personKey(address, actor) }
    return (await isAdmin(deps, actor, address)) ? {} : { workspace: scopeKeys(address).workspace }
  }
  const maySee = async (asker: Asker, row: { readonly workspace: string; readonly person: string }): Promise<boolean> =>
    row.workspace === scopeKeys(asker.address).workspace ||
    row.person === personKey(asker.address, asker.actor) ||
    (await isAdmin(deps, asker.actor, asker.address))
  const mayRead = async (asker: Asker, job: Job): Promise<boolean> =>
    personKey(job.address, job.actor) === personKey(asker.address, asker.actor) ||
    (await isAdmin(deps, asker.actor, asker.address))

  const madeJob = async (id: string): Promise<MadeJob | undefined> => {
    const job = await records.get('jobs', id)
    return job !== undefined && isMade(job) ? job : undefined
  }
  /** The pictures with how they were made, in their order; one whose job is gone is left out. */
  const rowsOf = async (outputs: readonly OutputRow[]): Promise<readonly GalleryRow[]> => {
    const ids = [...new Set(outputs.map(output => output.job))]
    const known = new Map(
      await Promise.all(ids.map(async id => [id, { job: await madeJob(id), ledger: await records.get('ledger', id) }] as const)),
    )
    return outputs.flatMap(output => {
      const { job, ledger } = known.get(output.job) ?? {}
      return job === undefined ? [] : [galleryRow(output, job, ledger)]
    })
  }
  const firstOf = async (job: string): Promise<OutputRow | undefined> =>
    (await records.list('outputs', { where: { job }, limit: 1 }))[0]

  /** The pictures this one goes back to, oldest first. */
  const ancestors = async (asker: Asker, job: MadeJob): Promise<readonly OutputRow[]> => {
    const found: OutputRow[] = []
    const seen = new Set([job.id])
    for (let from = job.from; from !== undefined && found.length < mostKin && !seen.has(from.job);) {
      seen.add(from.job)
      const row = from.picture === undefined ? await firstOf(from.job) : await records.get('outputs', from.picture)
      if (row === undefined || !(await maySee(asker, row))) break
      found.unshift(row)
      from = (await madeJob(from.job))?.from
    }
    return found
  }
  const children = async (asker: Asker, parent: OutputRow): Promise<readonly OutputRow[]> => {
    const jobs = await records.list('jobs', { where: { from: parent.job }, limit: 100 })
    const own = jobs.filter(job => isMade(job) && (job.from?.picture === undefined || job.from.picture === parent.id))
    const rows: OutputRow[] = []
    for (const { id } of own) {
      const row = await firstOf(id)
      if (row !== undefined && (await maySee(asker, row))) rows.push(row)
      if (rows.length === mostKin) break
    }
    return rows
  }

  return {
    watch,
    keeps: blob => isKept(deps, blob),
    spend: (asker, ask) => spendReport(deps, asker, ask),
    thumbnail: blob => thumbnailOf(deps, blob),

    async gallery(asker, { whose, words = '', channel, before, limit }) {
      const wanted = plain(words).split(/\s+/).filter(Boolean)
      const where = {
        ...(await scope(asker, whose)),
        ...(channel !== undefined && { channel: addressKey(channelOf(channel)) }),
      }
      const isMeant = ({ prompt, picture }: OutputRow): boolean => {
        // A wall of pictures has no place for sound and documents.
        if (!picture.contentType.startsWith('image/')) return false
        const text = wanted.length === 0 ? '' : plain(prompt)
        return wanted.every(word => text.includes(word))
      }
      const ask = { where, limit: Math.min(limit, mostRows), ...(before !== undefined && { before }) }
      const { rows, next } = await newestFirst(records, 'outputs', ask, isMeant)
      return { rows: await rowsOf(rows), ...(next !== undefined && { next }) }
    },

    async picture(asker, id): Promise<GalleryDetail | undefined> {
      const output = await records.get('outputs', id)
      const job = output === undefined ? undefined : await madeJob(output.job)
      const run = output === undefined ? undefined : job?.runs[output.run]
      if (output === undefined || job === undefined || run === undefined || !(await maySee(asker, output))) return undefined
      const [[row], from, made] = await Promise.all([
        rowsOf([output]),
        ancestors(asker, job).then(rowsOf),
        children(asker, output).then(rowsOf),
      ])
      if (row === undefined) return undefined
      return {
        row,
        pinned: run.model,
        input: shownInput(job, run),
        buttons: madeButtons(job, spotOf(output)),
        from,
        made,
      }
    },

    async jobs(asker, { whose, before, limit }) {
      // Others' jobs are an admin's business; what a member asks for is theirs, whatever was said.
      const mine = whose === 'mine' || !(await isAdmin(deps, asker.actor, asker.address))
      const where: Record<string, string> = mine ? { person: personKey(asker.address, asker.actor) } : {}
      const ask = { where, limit: Math.min(limit, mostRows), ...(before !== undefined && { before }) }
      const { rows, next } = await newestFirst(records, 'jobs', ask)
      return { rows: await Promise.all(rows.map(job => jobRowOf(records, job))), ...(next !== undefined && { next }) }
    },

    async job(asker, id, logWithinMs) {
      const job = await records.get('jobs', id)
      if (job === undefined || !(await mayRead(asker, job))) return undefined
      // A conversation's run holds the channel's system prompt and what others said in it.
      const mayReadInput = isMade(job) || (await isAdmin(deps, asker.actor, asker.address))
      const [row, ...runs] = await Promise.all([
        jobRowOf(records, job),
        ...job.runs.map(run => runRow(deps, job, run, mayReadInput, logWithinMs)),
      ])
      return { row, runs }
    },
  }
}

/** Where in its job a picture stands, as its id says. */
const spotOf = ({ id, run }: OutputRow): { readonly run: number; readonly index: number } => ({
  run,
  index: Number(id.slice(id.lastIndexOf('-') + 1)),
})

function galleryRow(output: OutputRow, job: MadeJob, ledger: LedgerRow | undefined): GalleryRow {
  const run = job.runs[output.run]
  const own = run?.input['seed']
  const seed = typeof own === 'number' ? own : job.kind === 'picture' ? job.seed : undefined
  const { settled, charged = true } = ledger ?? {}
  const pictures = job.runs.reduce((sum, { state }) => sum + ('kept' in state ? state.kept.length : 0), 0)
  return {
    id: output.id,
    at: output.at,
    job: output.job,
    picture: { ...output.picture, alt: output.prompt },
    prompt: output.prompt,
    ...(seed !== undefined && { seed }),
    model: run?.name ?? job.model,
    ...(settled !== undefined && { cost: Math.round(settled / Math.max(1, pictures)) }),
    charged,
    ...(job.closedAt !== undefined && { tookMs: job.closedAt - job.at }),
    address: job.address,
    actor: job.actor,
  }
}

/** Replicate keeps a log for an hour after the end. */
const logsLiveMs = 60 * 60_000

async function runRow(deps: Deps, job: Job, run: Run, mayReadInput: boolean, logWithinMs: number): Promise<RunRow> {
  const { state } = run
  const prediction = 'prediction' in state ? state.prediction : undefined
  const isFresh = job.closedAt === undefined || deps.world.now() - job.closedAt < logsLiveMs
  const log =
    prediction === undefined || !isFresh || logWithinMs === 0
      ? undefined
      : await deps.models.look(prediction, AbortSignal.timeout(logWithinMs)).then(
          look => look.log,
          // The log is a help; without Replicate the rest is shown all the same.
          () => undefined,
        )
  return {
    model: run.model,
    phase: state.phase,
    ...(prediction !== undefined && { prediction }),
    ...(mayReadInput && { input: shownInput(job, run) }),
    ...('usage' in state && { usage: state.usage }),
    ...(log !== undefined && { log }),
  }
}
