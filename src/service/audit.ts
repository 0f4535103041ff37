import { randomUUID } from 'node:crypto'
import type { AuditRow } from '#core/rows.ts'
import type { Deps } from './deps.ts'

/**
 * Writes down who changed what, before it is changed: what is changed and its line lie in two stores, and a process that
 * dies in between leaves a line without a change, never a change without one. To be called under a lock of the scope.
 */
export async function noteChange(
  { records, world }: Pick<Deps, 'records' | 'world'>,
  change: Omit<AuditRow, 'id' | 'at'>,
): Promise<void> {
  const [last] = await records.list('audit', { where: { scope: change.scope }, newestFirst: true, limit: 1 })
  // Two changes may come in one millisecond, and the clock may be set back: lines still tell which came last.
  const at = Math.max(world.now(), (last?.at ?? 0) + 1)
  await records.batch([{ put: 'audit', row: { ...change, id: randomUUID(), at } }])
}
