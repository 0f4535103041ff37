/**
 * A file somebody sent along. `ref` is a note its adapter wrote to itself and can open again.
 * `type` and `bytes` are what the platform claims: hints, never facts.
 */
export type Attachment = { readonly ref: string; readonly name: string; readonly type?: string; readonly bytes?: number }

/** Whether a value of a command is an attachment (a picture may also be given as a link, a plain string). */
export const isAttachment = (value: unknown): value is Attachment =>
  typeof value === 'object' &&
  value !== null &&
  'ref' in value &&
  typeof value.ref === 'string' &&
  'name' in value &&
  typeof value.name === 'string'
