import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Recorded, sendJson, startStandIn } from '../replicate/stand-in.ts'

/** A Replicate whose language model writes exactly what a test wants, and whose painter takes its time. */
export type WritingReplicate = AsyncDisposable & {
  readonly baseUrl: string
  /** How many predictions were made. */
  readonly count: () => number
}

/** Red, two by two. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
)

const writer = 'meta/meta-llama-3-70b-instruct'
const painter = 'black-forest-labs/flux-schnell'
const outputs: Readonly<Record<string, object>> = {
  [writer]: {
    type: 'array',
    items: { type: 'string' },
    'x-cog-array-type': 'iterator',
    'x-cog-array-display': 'concatenate',
  },
  [painter]: { type: 'array', items: { type: 'string', format: 'uri' } },
}

type Made = { readonly id: string; readonly model: string; readonly prompt: string; readonly at: number; wrote: string }

/**
 * Starts it. `answerTo` gives the whole text for a prompt; it is written in pieces of `pieceChars` every `everyMs`, which may
 * be said for each prompt. A picture is painted for `paintMs`, its bar moving all the time.
 */
export async function startWritingReplicate(how: {
  readonly answerTo: (prompt: string) => string
  readonly pieceChars: number
  readonly everyMs: number | ((prompt: string) => number)
  readonly paintMs: number
}): Promise<WritingReplicate> {
  const made = new Map<string, Made>()

  const shareOf = ({ at }: Made): number => Math.min(1, (Date.now() - at) / how.paintMs)
  const json = (prediction: Made): object => {
    const { id, model, prompt, at, wrote } = prediction
    const isPainter = model === painter
    const isDone = isPainter ? shareOf(prediction) === 1 : wrote === how.answerTo(prompt)
    const step = Math.floor(shareOf(prediction) * 200)
    return {
      id,
      model,
      version: 'hidden',
      input: { prompt },
      status: isDone ? 'succeeded' : 'processing',
      output: isPainter ? (isDone ? [`${server.origin}/files/${id}.png`] : null) : wrote === '' ? null : [wrote],
      logs: isPainter ? `${Math.floor(step / 2)}%|█▊        | ${step}/200 [00:01<00:09, 11.76it/s]` : '',
      error: null,
      data_removed: false,
      created_at: new Date(at).toISOString(),
      started_at: new Date(at).toISOString(),
      completed_at: isDone ? new Date().toISOString() : null,
      metrics: isDone ? { predict_time: 1 } : {},
      urls: {
        get: `${server.baseUrl}/predictions/${id}`,
        ...(!isPainter && { stream: `${server.origin}/streams/${id}` }),
      },
    }
  }

  const write = async (response: ServerResponse, prediction: Made): Promise<void> => {
    const whole = how.answerTo(prediction.prompt)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const everyMs = typeof how.everyMs === 'number' ? how.everyMs : how.everyMs(prediction.prompt)
    let nth = 0
    for (let at = 0; at < whole.length && !response.destroyed; at += how.pieceChars) {
      const piece = whole.slice(at, at + how.pieceChars)
      prediction.wrote = whole.slice(0, at + piece.length)
      response.write(`event: output\nid: ${prediction.at}:${nth++}\ndata: ${piece.replaceAll('\n', '\ndata: ')}\n\n`)
      await sleep(everyMs)
    }
    response.end(`event: done\nid: ${prediction.at}:${nth}\ndata: {}\n\n`)
  }

  const answer = (response: ServerResponse, { method, path, body }: Recorded, nth: number): void => {
    const [, of, name = '', last] = /^\/v1\/(models|predictions)\/([^/]+(?:\/[^/]+)?)(\/predictions)?$/.exec(path) ?? []
    if (path === '/v1/account') return sendJson(response, 200, { type: 'user', username: 'acme' })
    if (method === 'POST' && last !== undefined) {
      const { input } = JSON.parse(body.toString()) as { readonly input: { readonly prompt: string } }
      const prediction = { id: `prediction${nth}`, model: name, prompt: input.prompt, at: Date.now(), wrote: '' }
      made.set(prediction.id, prediction)
      return sendJson(response, 201, json(prediction))
    }
    if (of === 'models' && outputs[name] !== undefined) return sendJson(response, 200, modelOf(name))
    const [, id = ''] = /^\/(?:streams|files)\/(\w+)/.exec(path) ?? []
    const prediction = made.get(of === 'predictions' ? name : id)
    if (prediction === undefined) return sendJson(response, 404, { detail: 'Not found.' })
    if (path.startsWith('/streams/')) return void write(response, prediction)
    if (path.startsWith('/files/')) return void response.writeHead(200, { 'content-type': 'image/png' }).end(png)
    return sendJson(response, 200, json(prediction))
  }

  const server = await startStandIn(answer)
  return {
    baseUrl: server.baseUrl,
    count: () => made.size,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function modelOf(name: string): object {
  const [owner, own] = name.split('/')
  const properties = { prompt: { type: 'string', 'x-order': 0 }, seed: { type: 'integer', 'x-order': 1 } }
  const schemas = { Input: { type: 'object', required: ['prompt'], properties }, Output: outputs[name] }
  return {
    url: `https://replicate.com/${name}`,
    owner,
    name: own,
    visibility: 'public',
    is_official: true,
    latest_version: {
      id: 'hidden',
      created_at: '2026-01-05T09:00:00.000000Z',
      openapi_schema: { openapi: '3.0.2', components: { schemas } },
    },
  }
}
