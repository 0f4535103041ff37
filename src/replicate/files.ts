import { FormData } from 'undici'
import { ReplicateError } from './errors.ts'
import { type Http, pathOf } from './http.ts'
import { readFile, type StoredFile } from './wire.ts'

// Replicate answers 413 above this, after the whole upload; we say it before.
const mostBytes = 100 * 1024 * 1024
// A hundred megabytes over a slow line.
const uploadWithinMs = 10 * 60_000

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
  /** False when there was no such file any more. */
  readonly delete: (id: string, signal?: AbortSignal) => Promise<boolean>
}

export function createFiles(http: Http): Files {
  return {
    create: async (file, signal) => {
      check(file)
      const form = (): FormData => formOf(file)
      return http.call(
        { method: 'POST', path: '/files', form, repeatable: false, answerWithinMs: uploadWithinMs, read: readFile },
        signal,
      )
    },
    get: async (id, signal) => http.call({ method: 'GET', path: pathOf`/files/${id}`, repeatable: true, read: readFile }, signal),
    delete: async (id, signal) => {
      try {
        return await http.call({ method: 'DELETE', path: pathOf`/files/${id}`, repeatable: true, read: () => true }, signal)
      } catch (thrown) {
        if (thrown instanceof ReplicateError && thrown.kind === 'not-found') return false
        throw thrown
      }
    },
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
