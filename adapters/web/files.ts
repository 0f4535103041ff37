import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { endingOf } from '#core/file-name.ts'
import { isShown } from './kind.ts'

/** Sent with everything: nothing is guessed, framed, embedded elsewhere or told to others. */
export const guards: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Answers of the interface are data, never pages. */
export const dataPolicy = "default-src 'none'; frame-ancestors 'none'"

/** A file's name is its content, so it never changes. */
const keepForYears = 'private, max-age=31536000, immutable'

/** What a request says of a file that it asks for, in the words of its headers. */
export type AskedFile = { readonly knownTag: string | undefined; readonly range?: string | undefined }

/**
 * The bytes that a range asks for, the first and the one after the last. Players ask so for sound and film; Safari plays
 * nothing that does not come in parts. Undefined where all of it is to be sent: no range, or several, which nobody must serve.
 */
function partOf(range: string | undefined, size: number): { readonly from: number; readonly to: number } | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size : Math.min(Number(last) + 1, size)
  return from < to ? { from, to } : 'outside'
}

/** A stored file as an answer, or the part that is asked for: in place where its type is one of our own list, else as a download. */
export function fileResponse(
  file: { readonly bytes: Uint8Array; readonly contentType: string },
  blob: string,
  { knownTag, range }: AskedFile,
  cacheControl = keepForYears,
): Response {
  const etag = `"${createHash('sha256').update(blob).digest('base64url').slice(0, 22)}"`
  const headers: Record<string, string> = {
    ...guards,
    'content-security-policy': `${dataPolicy}; sandbox`,
    'cache-control': cacheControl,
    'accept-ranges': 'bytes',
    etag,
  }
  if (knownTag === etag) return new Response(null, { status: 304, headers })
  const type = isShown(file.contentType) ? file.contentType : 'application/octet-stream'
  if (type === 'application/octet-stream')
    headers['content-disposition'] =
      `attachment; filename="${blob.slice(0, 12).replace(/\W/g, '')}.${endingOf(file.contentType)}"`
  const size = file.bytes.length
  const part = partOf(range, size)
  if (part === 'outside') return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  if (part === undefined) return new Response(Uint8Array.from(file.bytes), { headers: { ...headers, 'content-type': type } })
  return new Response(Uint8Array.from(file.bytes.subarray(part.from, part.to)), {
    status: 206,
    headers: { ...headers, 'content-type': type, 'content-range': `bytes ${part.from}-${part.to - 1}/${size}` },
  })
}

type Asset = { readonly type: string; readonly plain: Uint8Array<ArrayBuffer>; readonly packed: Uint8Array<ArrayBuffer> }

const assetTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
}

/** The built page: its files by name, read when they changed, so that a page built anew is served at once. */
export interface PageFiles {
  /** A file of the page, or undefined when there is none of that name. */
  serve(name: string, acceptEncoding: string | undefined): Promise<Response | undefined>
}

const pack = promisify(gzip)

/** Serves the folder that the page was built into. */
export function createPageFiles(pageDir: string): PageFiles {
  let assets = new Map<string, Asset>()
  let builtAt = -1

  const load = async (): Promise<void> => {
    const changedAt = (await stat(join(pageDir, 'index.html'))).mtimeMs
    if (changedAt === builtAt) return
    const fresh = new Map<string, Asset>()
    for (const entry of await readdir(pageDir, { withFileTypes: true, recursive: true })) {
      const type = assetTypes[entry.name.split('.').at(-1) ?? '']
      if (!entry.isFile() || entry.name.startsWith('.') || type === undefined) continue
      const file = join(entry.parentPath, entry.name)
      const plain = Uint8Array.from(await readFile(file))
      fresh.set(file.slice(pageDir.length).replaceAll('\\', '/').replace(/^\//, ''), {
        type,
        plain,
        packed: Uint8Array.from(await pack(plain, { level: 9 })),
      })
    }
    assets = fresh
    builtAt = changedAt
  }

  return {
    async serve(name, acceptEncoding) {
      try {
        await load()
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
        if (assets.size === 0) return notBuilt(name)
      }
      const asset = assets.get(name)
      if (asset === undefined) return undefined
      const isPacked = /\bgzip\b/.test(acceptEncoding ?? '')
      // Vite names what it puts into assets/ after its content.
      const isImmutable = name.startsWith('assets/')
      return new Response(isPacked ? asset.packed : asset.plain, {
        headers: {
          ...guards,
          'content-security-policy': pagePolicy,
          'content-type': asset.type,
          'cache-control': isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache',
          vary: 'accept-encoding',
          ...(isPacked && { 'content-encoding': 'gzip' }),
        },
      })
    },
  }
}

const notBuilt = (name: string): Response | undefined =>
  name === 'index.html'
    ? plainPage(503, 'The console’s page is not built yet.', 'Run `npm run page`, then load this again.')
    : undefined

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto 0;padding:0 1.5rem}h1{font-size:1.25rem;font-weight:600}p{opacity:.8}code{font-family:ui-monospace,monospace}`
const styleHash = createHash('sha256').update(style).digest('base64')

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, letter => escapes[letter] ?? letter).replace(/`([^`]+)`/g, '<code>$1</code>')

/** A page of one heading and one sentence, for those who may not see more. Words in backticks are code. */
export function plainPage(status: number, heading: string, sentence: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Replichat</title><style>${style}</style><h1>${escape(heading)}</h1><p>${escape(sentence)}</p></html>`
  return new Response(html, {
    status,
    headers: {
      ...guards,
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    },
  })
}
