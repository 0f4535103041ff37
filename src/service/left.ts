import { type Address, scopeKeys } from '#core/address.ts'
import type { Inbound } from '#core/event.ts'
import type { LeftRow } from '#core/rows.ts'
import type { Deps } from './deps.ts'
import { forgetPlace } from './forget-place.ts'
import type { Workspaces } from './workspaces.ts'

const dayMs = 24 * 60 * 60_000

/** How long what is stored of a place waits for it to come back. */
const graceMs: Readonly<Record<LeftRow['what'], number>> = { workspace: 7 * dayMs, channel: dayMs, thread: dayMs }

/** Places whose time has come that are forgotten in one sweep. */
const mostAtOnce = 20

type LeftDeps = Pick<Deps, 'records' | 'locks'>

const idOf = (what: LeftRow['what'], key: string): string => `${what}:${key}`
const inTurn = <Result>(deps: LeftDeps, id: string, act: () => Promise<Result>): Promise<Result> =>
  deps.locks.with(`left ${id}`, act)

/** Notes that a place is no more; what is stored of it goes after its grace, or at once where it cannot come back. */
export async function noteLeft(
  deps: Deps,
  workspaces: Pick<Workspaces, 'drop'>,
  { address, what, at, forGood = false }: Extract<Inbound, { type: 'left' }>,
): Promise<void> {
  const key = scopeKeys(address)[what]
  if (key === undefined) return
  const id = idOf(what, key)
  const row: LeftRow = { id, at, due: forGood ? at : deps.world.now() + graceMs[what], address, what }
  await inTurn(deps, id, async () => {
    const before = await deps.records.get('left', id)
    // Told twice, its time does not begin anew.
    if (before === undefined || row.due < before.due) await deps.records.batch([{ put: 'left', row }])
  })
  if (forGood) await forgetLeft(deps, workspaces, row)
}

/** Something happened at a place at a moment (ms since the epoch): if it was thought to be gone by then, it is back with everything it had. */
export async function cameBack(deps: LeftDeps, address: Address, at: number): Promise<void> {
  const { workspace, channel, thread } = scopeKeys(address)
  const ids = [idOf('workspace', workspace), idOf('channel', channel), ...(thread === undefined ? [] : [idOf('thread', thread)])]
  for (const id of ids) await takeBack(deps, id, at)
}

/** These workspaces are there now. */
export async function workspacesCameBack(deps: LeftDeps, platform: string, ids: readonly string[], at: number): Promise<void> {
  for (const workspace of ids)
    await takeBack(deps, idOf('workspace', scopeKeys({ platform, workspace, channel: '' }).workspace), at)
}

/** Whether we are no longer in a workspace, though what is stored of it still waits for its return. */
export const isLeft = async ({ records }: Pick<Deps, 'records'>, platform: string, workspace: string): Promise<boolean> =>
  (await records.get('left', idOf('workspace', scopeKeys({ platform, workspace, channel: '' }).workspace))) !== undefined

async function takeBack(deps: LeftDeps, id: string, at: number): Promise<void> {
  if ((await deps.records.get('left', id)) === undefined) return
  await inTurn(deps, id, async () => {
    const row = await deps.records.get('left', id)
    // What was said before it went says nothing, however late it comes; what is gone for good stays gone.
    if (row !== undefined && row.at < at && row.due > row.at) await deps.records.batch([{ remove: 'left', id }])
  })
}

/** Forgets the places whose time has come, and answers how many. Where jobs still run it is tried again. */
export async function sweepLeft(deps: Deps, workspaces: Pick<Workspaces, 'drop'>, signal: AbortSignal): Promise<number> {
  let forgotten = 0
  for (const row of await deps.records.list('left', { to: deps.world.now() + 1, limit: mostAtOnce })) {
    if (signal.aborted) break
    if (await forgetLeft(deps, workspaces, row)) forgotten++
  }
  return forgotten
}

/** Whether nothing is left of the place. */
const forgetLeft = (deps: Deps, workspaces: Pick<Workspaces, 'drop'>, { id, address, what }: LeftRow): Promise<boolean> =>
  inTurn(deps, id, async () => {
    // It may have come back just now.
    if ((await deps.records.get('left', id)) === undefined) return false
    const open = await forgetPlace(deps, address, what)
    if (open > 0) return false
    if (what === 'workspace') await workspaces.drop(address.platform, address.workspace)
    await deps.records.batch([{ remove: 'left', id }])
    return true
  })
