import type { Attachment } from '#core/attachment.ts'
import { numberAt, type Payload, textAt } from './payload.ts'

/** Where a file of Slack is: its id, and the workspace whose token opens it. */
export type AttachmentNote = { readonly team: string; readonly id: string; readonly url?: string }

/** The note as a string that only this adapter reads. */
export const writeAttachment = (note: AttachmentNote): string => JSON.stringify(note)

/** The note again; undefined for a string that is none. */
export function readAttachment(ref: string): AttachmentNote | undefined {
  try {
    const note = JSON.parse(ref) as Partial<AttachmentNote> | null
    const isNote = typeof note?.team === 'string' && typeof note.id === 'string' && /^F[A-Z0-9]{1,31}$/.test(note.id)
    return isNote ? (note as AttachmentNote) : undefined
  } catch {
    return undefined
  }
}

/** A file of a message as the service knows it; undefined for one that was deleted or that Slack does not hold. */
export function attachmentOf(file: unknown, team: string): Attachment | undefined {
  const id = textAt(file, 'id')
  const mode = textAt(file, 'mode')
  if (id === undefined || mode === 'tombstone' || mode === 'hidden_by_limit' || mode === 'external') return undefined
  const { url, type, bytes } = factsOf(file as Payload)
  return {
    ref: writeAttachment({ team, id, ...(url !== undefined && { url }) }),
    name: (textAt(file, 'name') ?? textAt(file, 'title') ?? 'a file').toWellFormed(),
    ...(type !== undefined && { type }),
    ...(bytes !== undefined && { bytes }),
  }
}

/** What Slack tells of a file; of one that is shared from another workspace it tells hardly anything at first. */
export const factsOf = (file: Payload) => ({
  url: textAt(file, 'url_private_download') ?? textAt(file, 'url_private'),
  type: textAt(file, 'mimetype'),
  bytes: numberAt(file, 'size'),
})
