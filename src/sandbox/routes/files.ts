import { cutPage } from '../cursor.ts'
import type { StoredFile } from '../file-store.ts'
import { problems } from '../problem.ts'
import { answer, param, type Parts, type Route, type SandboxContext } from '../route.ts'
import { account } from './account.ts'

const pageSize = 100
const fileBytesAtMost = 100 * 1024 * 1024
const nameBytesAtMost = 255

const iso = (ms: number): string => new Date(ms).toISOString()

const show = (file: StoredFile, base: string): unknown => ({
  id: file.id,
  name: file.name,
  content_type: file.contentType,
  size: file.fileBytes,
  etag: file.md5,
  checksums: { sha256: file.sha256, md5: file.md5 },
  metadata: file.metadata,
  created_at: iso(file.createdAt),
  expires_at: iso(file.expiresAt),
  urls: { get: `${base}/files/${file.id}` },
})

async function readMetadata(part: File | string | null): Promise<Readonly<Record<string, unknown>>> {
  const text = part === null ? '{}' : typeof part === 'string' ? part : await part.text()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw problems.bad('metadata must be a JSON object')
}

async function upload(parts: Parts, c: SandboxContext): Promise<Response> {
  if (!/^multipart\/form-data\b/i.test(c.req.header('content-type') ?? ''))
    throw problems.bad('Send the file as multipart/form-data, in a part named content')
  const form = await c.req.formData().catch(() => {
    throw problems.bad('The multipart body could not be read')
  })
  const content = form.get('content')
  if (content === null) throw problems.invalid([{ type: 'required', field: 'content', description: 'content is required' }])
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(await content.arrayBuffer())
  if (bytes.length >= fileBytesAtMost) throw problems.fileTooLarge()
  const asked = { name: form.get('filename'), type: form.get('type') }
  const name = typeof asked.name === 'string' ? asked.name : typeof content === 'string' ? 'content' : content.name
  if (Buffer.byteLength(name) > nameBytesAtMost) throw problems.bad(`filename must be at most ${nameBytesAtMost} bytes`)
  const own = typeof content === 'string' ? '' : content.type
  const contentType = (typeof asked.type === 'string' ? asked.type : own) || 'application/octet-stream'
  const file = await parts.files.add({ name, contentType, metadata: await readMetadata(form.get('metadata')), bytes })
  return answer(show(file, parts.baseOf(c)), 201)
}

async function download(parts: Parts, c: SandboxContext): Promise<Response> {
  const { owner = '', expiry = '', signature = '' } = c.req.query()
  const file = parts.files.get(param(c, 'id'))
  if (file === undefined || owner !== account.username || !parts.files.allows(file.id, owner, Number(expiry), signature))
    throw problems.noFile()
  const bytes = await parts.files.read(file.id)
  if (bytes === undefined) throw problems.noFile()
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** Uploaded files: metadata by token, the bytes by a signed link. */
export const fileRoutes = (parts: Parts): readonly Route[] => [
  { method: 'POST', path: '/v1/files', access: 'token', handle: c => upload(parts, c) },
  {
    method: 'GET',
    path: '/v1/files',
    access: 'token',
    handle: c => {
      const base = parts.baseOf(c)
      return answer(
        cutPage(
          parts.urlOf(c),
          pageSize,
          (cursor, atMost) => parts.files.list(cursor, atMost),
          ({ seq }) => seq,
          ({ file }) => show(file, base),
        ),
      )
    },
  },
  {
    method: 'GET',
    path: '/v1/files/:id',
    access: 'token',
    handle: c => {
      const file = parts.files.get(param(c, 'id'))
      if (file === undefined) throw problems.noFile()
      return answer(show(file, parts.baseOf(c)))
    },
  },
  {
    method: 'DELETE',
    path: '/v1/files/:id',
    access: 'token',
    handle: c => {
      if (!parts.files.remove(param(c, 'id'))) throw problems.noFile()
      return new Response(null, { status: 204 })
    },
  },
  { method: 'GET', path: '/v1/files/:id/download', access: 'open', handle: c => download(parts, c) },
]
