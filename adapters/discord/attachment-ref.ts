/** Where a file of Discord is: its signed address, which dies after about a day, and the message that can give a new one. */
export type AttachmentNote = {
  readonly id: string
  readonly url: string
  readonly channel?: string
  readonly message?: string
}

/** The note as a string that only this adapter reads. */
export const writeAttachment = (note: AttachmentNote): string => JSON.stringify(note)

/** The note again; undefined for a string that is none. */
export function readAttachment(ref: string): AttachmentNote | undefined {
  try {
    const note = JSON.parse(ref) as Partial<AttachmentNote> | null
    return typeof note?.id === 'string' && typeof note.url === 'string' ? (note as AttachmentNote) : undefined
  } catch {
    return undefined
  }
}
