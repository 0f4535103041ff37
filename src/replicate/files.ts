import { createHmac } from 'node:crypto'
import { FormData } from 'undici'
import { ReplicateError } from './errors.ts'
import { type Http, pathOf } from './http.ts'
import { firstPage, paginate } from './pages.ts'
import { remove } from './remove.ts'
import { type Page, readFile, type StoredFile } from './wire.ts'

// Replicate answers 413 above this, after the whole upload; we say it before.
const mostBytes = 100 * 1024 * 1024
// A hundred megabytes over a slow line.
const transferWithinMs = 10 * 60_000

export type FileCreate = {
  readonly content: Uint8Array | Blob
  /** At most 255 bytes. */
  readonly name: string
  readonly contentType?: string | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

export type Files = {
  /** Uploads a file of at most 100 MB. Give its `urls.get` to a model within a day. */
  readonly create: (file: FileCreate, signal?: AbortSignal) => Promise<StoredFile>
  /** What is known of a file; its content is not read through here. */
  readonly get: (id: string, signal?: AbortSignal) => Promise<StoredFile>
  /** The account's own files, newest first. */
  readonly list: (signal?: AbortSignal) => Promise<Page<StoredFile>>
  readonly paginate: (signal?: AbortSignal) => AsyncGenerator<StoredFile, void, undefined>
  /** False when there was no such file any more. */
  readonly delete: (id: string, signal?: AbortSignal) => Promise<boolean>
  /** The bytes of a file, by a link that its owner signed; see `signFileLink`. */
  readonly download: (id: string, link: FileLink, signal?: AbortSignal) => Promise<Uint8Array>
}

/** What lets somebody download a file: for whom, until when (seconds since 1970), signed in base64. */
export type FileLink = { readonly owner: string; readonly expiry: number; readonly signature: string }

/** Signs a download with the account's secret for files, which is another than that of webhooks and not told by the API. */
export function signFileLink(id: string, owner: string, expiry: number, secret: string): FileLink {
  return { owner, expiry, signature: createHmac('sha256', secret).update(`${owner} ${id} ${expiry}`).digest('base64') }
}

export function createFiles(http: Http): Files {
  const listing = { path: '/files', readItem: readFile }
  return {
    create: async (file, signal) => {
      check(file)
      const form = (): FormData => formOf(file)
      return http.call(
        { method: 'POST', path: '/files', form, repeatable: false, answerWithinMs: transferWithinMs, read: readFile },
        signal,
      )
    },
    get: async (id, signal) => http.call({ method: 'GET', path: pathOf`/files/${id}`, repeatable: true, read: readFile }, signal),
    list: async signal => firstPage(http, listing, signal),
    paginate: signal => paginate(http, listing, signal),
    delete: async (id, signal) => remove(http, pathOf`/files/${id}`, signal),
    download: async (id, { owner, expiry, signature }, signal) =>
      http.call(
        {
          method: 'GET',
          path: pathOf`/files/${id}/download`,
          query: { owner, expiry: String(expiry), signature },
          repeatable: true,
          answersWith: 'bytes',
          answerWithinMs: transferWithinMs,
          read: body => (body instanceof Uint8Array ? body : undefined),
        },
        signal,
      ),
  }
}

function check({ content, name }: FileCreate): void {
  const bytes = content instanceof Blob ? content.size : content.byteLength
  if (bytes > mostBytes) throw new ReplicateError('too-large', `A file may have ${mostBytes} bytes, this one has ${bytes}.`)
  const nameBytes = Buffer.byteLength(name)
  if (nameBytes === 0 || nameBytes > 255) {
    throw new ReplicateError('invalid-input', `A file's name must have from 1 to 255 bytes, got ${nameBytes}.`)
  }
}

function formOf({ content, name, contentType, metadata }: FileCreate): FormData {
  const type = contentType ?? (content instanceof Blob && content.type !== '' ? content.type : 'application/octet-stream')
  const form = new FormData()
  form.append('content', new Blob([content], { type }), name)
  if (metadata !== undefined) form.append('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }))
  return form
}
