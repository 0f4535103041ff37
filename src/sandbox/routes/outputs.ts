import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { outputFolder } from '../prediction-store.ts'
import { escape } from '../escape.ts'
import { fileLink, type Prediction } from '../prediction.ts'
import { problems } from '../problem.ts'
import { param, type Parts, type Route, type SandboxContext } from '../route.ts'

// Nothing a model wrote may act as a page of this origin.
const inert = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox",
}

async function file(parts: Parts, c: SandboxContext): Promise<Response> {
  parts.sweep()
  const stored = parts.predictions.byOutputKey(param(c, 'key'))
  const name = param(c, 'file')
  // Only a name the engine gave is opened, never a path somebody typed.
  const part = stored && parts.runner.newest(stored).parts.find(one => 'file' in one && one.file === name)
  if (stored === undefined || part === undefined || !('file' in part)) throw problems.notFound()
  const bytes = await readFile(join(outputFolder(parts.dataDir, stored.id), part.file))
  return new Response(bytes, {
    headers: { ...inert, 'content-type': part.contentType, 'cache-control': 'private, max-age=3600' },
  })
}

/** The page `urls.web` leads to: what is known of a prediction, readable without a token for who has its id. */
function page(prediction: Prediction, base: string): string {
  const shown = prediction.parts.map(part => {
    if ('value' in part) return escape(typeof part.value === 'string' ? part.value : JSON.stringify(part.value))
    const link = escape(fileLink(prediction, base, part.file))
    if (part.contentType.startsWith('image/')) return `<img src="${link}" alt="${escape(part.file)}" width="512">`
    const anchor = `<a href="${link}">${escape(part.file)}</a>`
    if (part.contentType.startsWith('video/')) return `<video src="${link}" width="512" controls loop></video> ${anchor}`
    return part.contentType.startsWith('audio/') ? `<audio src="${link}" controls></audio> ${anchor}` : anchor
  })
  const gone = prediction.dataRemoved ? '<p>Input, output and logs were removed one hour after it completed.</p>' : ''
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(prediction.model)} · ${prediction.status}</title>
<body style="font: 16px/1.5 system-ui; max-width: 60rem; margin: 2rem auto; padding: 0 1rem">
<h1>${escape(prediction.model)}</h1><p>${prediction.status} · created ${new Date(prediction.createdAt).toISOString()}</p>${gone}
<pre style="white-space: pre-wrap">${escape(JSON.stringify(prediction.input, null, 2))}</pre>
<div style="white-space: pre-wrap">${shown.join('')}</div>
<pre style="white-space: pre-wrap">${escape([prediction.error, prediction.logs].filter(Boolean).join('\n'))}</pre></body></html>\n`
}

/** Output files and the page of a prediction: links that nobody can guess, so no token is asked for. */
export const outputRoutes = (parts: Parts): readonly Route[] => [
  { method: 'GET', path: '/output/:key/:file', access: 'open', handle: c => file(parts, c) },
  {
    method: 'GET',
    path: '/p/:id',
    access: 'open',
    handle: c => {
      parts.sweep()
      const stored = parts.predictions.get(param(c, 'id'))
      if (stored === undefined) throw problems.notFound()
      const prediction = parts.runner.newest(stored)
      const { origin, pathname } = new URL(c.req.url)
      const base = `${origin}${pathname.slice(0, pathname.lastIndexOf('/p/'))}/v1`
      return new Response(page(prediction, base), { headers: { ...inert, 'content-type': 'text/html; charset=utf-8' } })
    },
  },
]
