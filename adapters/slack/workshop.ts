import type { Log, Records } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import { createDeliver, type Deliver } from './deliver.ts'
import { createDiscards, type Discards } from './discards.ts'
import { createLacks, type Lacks } from './lacks.ts'
import { createLost, type FindLost } from './lost.ts'
import { createNotes, type Notes } from './notes.ts'
import type { NoteRow, NotesTables } from './notes-tables.ts'
import { createPace, type Pace } from './pace.ts'
import { createShownFiles, type ShownFiles } from './shown-files.ts'
import { createStatuses, type Statuses } from './statuses.ts'
import { createStreams, type Streams } from './stream.ts'
import { createUploads, type Opener, type Uploads } from './upload.ts'
import type { Web } from './web-client.ts'

/** What the half that speaks is given. `now` in milliseconds since the epoch. */
export type Given = {
  readonly web: Web
  readonly records: Records<NotesTables>
  /** Gives the pictures, once there is a service. */
  readonly desk: () => Opener
  readonly now: () => number
  readonly log: Log
  /** Told when a person has stopped what is being written, by Slack's own button. */
  readonly stopped?: (row: NoteRow) => void
  /** For tests: how long is waited before a status is renewed, an upload looked at, a refused picture sent again, a file deleted (ms). */
  readonly waits?: {
    readonly renewMs?: number
    readonly looksMs?: readonly number[]
    readonly picturePausesMs?: readonly number[]
    readonly discardAgainMs?: number
  }
}

/** What posting and showing anew have in common. */
export type Workshop = {
  readonly web: Web
  readonly notes: Notes
  readonly lacks: Lacks
  readonly uploads: Uploads
  readonly shownFiles: ShownFiles
  readonly discards: Discards
  readonly deliver: Deliver
  readonly streams: Streams
  readonly statuses: Statuses
  readonly findLost: FindLost
  readonly pace: Pace
  readonly log: Log
  readonly now: () => number
}

/** Puts the parts together. */
export function createWorkshop({ web, records, desk, now, log, stopped, waits = {} }: Given): Workshop {
  const { renewMs, looksMs, picturePausesMs, discardAgainMs } = waits
  const notes = createNotes(records, now)
  const lacks = createLacks(records, now, log)
  const discards = createDiscards({
    web,
    records,
    now,
    log,
    ...(discardAgainMs !== undefined && { firstAgainMs: discardAgainMs }),
  })
  const shownFiles = createShownFiles({ records, discards, now, log })
  const uploads = createUploads({ web, records, lacks, discards, desk, log, now, ...(looksMs !== undefined && { looksMs }) })
  const deliver = createDeliver({
    web,
    lacks,
    uploads,
    shownFiles,
    log,
    ...(picturePausesMs !== undefined && { picturePausesMs }),
  })
  return {
    web,
    notes,
    lacks,
    uploads,
    shownFiles,
    discards,
    deliver,
    streams: createStreams({ web, deliver, now, ...(stopped !== undefined && { stopped }) }),
    statuses: createStatuses({ web, notes, now, ...(renewMs !== undefined && { renewMs }) }),
    findLost: createLost({ web, notes }),
    pace: createPace(now),
    log,
    now,
  }
}

/** The label of a post that says only that work goes on, of which nobody knows how far it is. */
export function waitingLabel({ blocks }: Post): string | undefined {
  const [first, ...rest] = blocks
  const isAlone = rest.every(block => block.type === 'actions')
  return first?.type === 'progress' && first.done === undefined && isAlone ? first.label : undefined
}

/** The words of a post that a stream can say: text first, and only what stands under a text after it. */
export function streamedText({ blocks }: Post): string | undefined {
  const [first, ...rest] = blocks
  const isAlone = rest.every(
    ({ type }) => type === 'actions' || type === 'choice' || type === 'note' || type === 'failure' || type === 'document',
  )
  return first?.type === 'text' && isAlone ? first.markdown : undefined
}
