import { daysOf, type MicroUsd } from './money.ts'
import type { LedgerRow, SpendKind, SpendRow } from './rows.ts'

/** For whom money is counted. What is charged and what is only played is never counted together. */
export type Subject = Pick<SpendRow, 'charged' | 'kind' | 'key' | 'workspace' | 'channel'> & {
  /** What people call it, where the key is only an id. */
  readonly name?: string
}

/** Money that is gone, money set aside for what runs, and how many jobs that was. */
export type Sum = { readonly spent: MicroUsd; readonly reserved: MicroUsd; readonly jobs: number }

export const nothingSpent: Sum = { spent: 0, reserved: 0, jobs: 0 }

/** What a budget counts: what is gone and what may yet go. */
export const countedOf = ({ spent, reserved }: Pick<Sum, 'spent' | 'reserved'>): MicroUsd => spent + reserved

/** The sums together. */
export const addUp = (sums: readonly Sum[]): Sum =>
  sums.reduce(
    (all, { spent, reserved, jobs }) => ({ spent: all.spent + spent, reserved: all.reserved + reserved, jobs: all.jobs + jobs }),
    nothingSpent,
  )

/** A key for exactly this subject, the same on every day. */
export function whoseOf({ charged, kind, key, workspace, channel }: Subject): string {
  const within = kind.endsWith('in channel') ? channel : kind.endsWith('in workspace') || kind === 'role' ? workspace : undefined
  return [charged ? 'real' : 'play', kind, key, ...(within === undefined ? [] : ['in', within])].join(' ')
}

/** The id of a subject's sum of one day. */
export const spendIdOf = (day: string, subject: Subject): string => `${day} ${whoseOf(subject)}`

/** What a job's row is about, as far as sums are kept of it. */
export type Spender = Pick<LedgerRow, 'charged' | 'person' | 'channel' | 'workspace' | 'model' | 'roles'>

/** The subject of a kind that a job's money counts for. */
export function subjectOf(kind: Exclude<SpendKind, 'role'>, { charged, person, channel, workspace, model }: Spender): Subject {
  switch (kind) {
    case 'service':
      return { charged, kind, key: 'service' }
    case 'workspace':
      return { charged, kind, key: workspace, workspace }
    case 'channel':
      return { charged, kind, key: channel, workspace, channel }
    case 'person':
      return { charged, kind, key: person }
    case 'model':
      return { charged, kind, key: model }
    case 'person in workspace':
      return { charged, kind, key: person, workspace }
    case 'model in workspace':
      return { charged, kind, key: model, workspace }
    case 'person in channel':
      return { charged, kind, key: person, workspace, channel }
    case 'model in channel':
      return { charged, kind, key: model, workspace, channel }
    default:
      return kind satisfies never
  }
}

const kinds = [
  'service',
  'workspace',
  'channel',
  'person',
  'person in workspace',
  'person in channel',
  'model',
  'model in workspace',
  'model in channel',
] as const

/** The roles that a job's money counts for, each once and in its workspace. */
export const rolesOf = ({ roles = [], charged, workspace }: Spender): readonly Subject[] => {
  const names = new Map(roles.map(({ id, name }) => [encodeURIComponent(id.toWellFormed()), name]))
  return [...names].map(([key, name]) => ({ charged, kind: 'role', key, workspace, name }))
}

/** Everybody a job's money counts for. */
export const subjectsOf = (row: Spender): readonly Subject[] => [...kinds.map(kind => subjectOf(kind, row)), ...rolesOf(row)]

/** What a row of the ledger counts as: set aside while it runs, then spent. */
export const sumOf = (row: Pick<LedgerRow, 'reserved' | 'settled'>): Sum =>
  row.settled === undefined ? { spent: 0, reserved: row.reserved, jobs: 1 } : { spent: row.settled, reserved: 0, jobs: 1 }

/** Adds a row of the ledger to the sums, or takes it out of them (`times` −1). `sums` holds them by id and is changed. */
export function count(sums: Map<string, SpendRow>, row: LedgerRow, times: 1 | -1): void {
  const { spent, reserved, jobs } = sumOf(row)
  for (const subject of subjectsOf(row)) {
    const id = spendIdOf(row.day, subject)
    const before = sums.get(id) ?? { id, at: daysOf(row.day).from, day: row.day, ...subject, ...nothingSpent }
    sums.set(id, {
      ...before,
      spent: before.spent + times * spent,
      reserved: before.reserved + times * reserved,
      jobs: before.jobs + times * jobs,
    })
  }
}
