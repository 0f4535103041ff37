import { addressKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import { isMade, type Job, phaseOf } from '#core/job.ts'
import type { Tables } from '#core/ports.ts'
import { whoseOf } from '#core/spend.ts'
import type { Durability } from './database.ts'

/**
 * How a table is kept. `columns` are what rows may be asked for by: each is taken out of the row when it is written, and
 * has an index with the time behind it. A column whose meaning changes needs a new name: rows already stored keep what
 * was taken out of them. `time` (ms since the epoch) orders the rows; without it their id does.
 */
export type Table = {
  readonly name: string
  readonly columns: Readonly<Record<string, (row: never) => string | number | undefined>>
  /** Those of the columns that are only counted by, or told apart among the few rows that another one found: they need no index. */
  readonly unindexed?: readonly string[]
  readonly time?: (row: never) => number
  /** `written` where losing the newest rows in a power cut is no harm, and rows change many times a second. Usually `synced`. */
  readonly durability?: Durability
}

type Declared<Row> = {
  readonly columns: Readonly<Record<string, (row: Row) => string | number | undefined>>
  readonly unindexed?: readonly string[]
  readonly time: (row: Row) => number
}

const declared: { readonly [Name in keyof Tables]: Declared<Tables[Name]> } = {
  jobs: {
    columns: {
      person: (job: Job) => personKey(job.address, job.actor),
      channel: (job: Job) => addressKey(channelOf(job.address)),
      workspace: (job: Job) => scopeKeys(job.address).workspace,
      conversation: (job: Job) => (isMade(job) ? undefined : job.conversation),
      state: phaseOf,
      from: (job: Job) => (isMade(job) ? job.from?.job : undefined),
      isOpen: (job: Job) => (job.closedAt === undefined ? 1 : undefined),
      open: (job: Job) => (job.closedAt === undefined ? personKey(job.address, job.actor) : undefined),
    },
    unindexed: ['state'],
    time: job => job.at,
  },
  outputs: {
    columns: {
      job: output => output.job,
      blob: output => output.picture.blob,
      person: output => output.person,
      channel: output => output.channel,
      workspace: output => output.workspace,
    },
    time: output => output.at,
  },
  facts: { columns: { job: fact => fact.job }, time: fact => fact.at },
  predictions: { columns: { job: prediction => prediction.job }, time: prediction => prediction.at },
  turns: {
    columns: {
      conversation: turn => turn.conversation,
      person: turn => turn.person,
      parent: turn => turn.parent,
      // What was only heard does not make a conversation one of ours.
      spoken: turn => (turn.nearby === true ? undefined : turn.conversation),
    },
    time: turn => turn.at,
  },
  said: { columns: {}, time: said => said.at },
  // Whoever asks what was spent asks the sums.
  ledger: { columns: { isOpen: row => (row.settled === undefined ? 1 : undefined) }, time: row => row.at },
  spend: {
    columns: {
      kind: row => row.kind,
      // Whose it is, on whatever day: a month of one is found by it.
      whose: whoseOf,
      workspace: row => row.workspace,
    },
    unindexed: ['workspace'],
    time: row => row.at,
  },
  notices: { columns: { isDue: row => (row.text === undefined ? undefined : 1) }, time: row => row.at },
  left: { columns: {}, time: row => row.due },
  audit: { columns: { scope: row => row.scope, actor: row => row.actor }, time: row => row.at },
}

/** The core's own tables. */
export const coreTables: readonly Table[] = Object.entries(declared).map(([name, table]) => ({ name, ...table }))
