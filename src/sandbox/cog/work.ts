import { setTimeout as sleep } from 'node:timers/promises'
import { engineInput } from '../check-input.ts'
import { fetchFile } from '../fetch-file.ts'
import type { SandboxModel } from '../models/model.ts'

/** A prediction as a container tells it. */
export type CogState = {
  readonly id: string
  readonly status: 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled'
  readonly output: unknown
  readonly logs: string
  readonly error?: string
  readonly metrics: Readonly<Record<string, number>>
}

/** What happens while it works, in order. The last is `completed`. */
export type CogNews =
  | { readonly event: 'output'; readonly chunk: unknown; readonly index: number }
  | { readonly event: 'log'; readonly source: 'stdout'; readonly data: string }
  | { readonly event: 'metric'; readonly name: string; readonly value: number; readonly mode: 'replace' }

/** The bytes behind a file input: a data URI, or a public https address. */
async function open(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const data = /^data:[^,]{0,200}?(;base64)?,/i.exec(url)
  if (data === null) return fetchFile(url, signal)
  const body = url.slice(data[0].length)
  return data[1] === undefined ? Buffer.from(decodeURIComponent(body)) : Buffer.from(body, 'base64')
}

/** Runs one prediction in this process as a container does: files come out as data URIs, what fails is a state. */
export async function work(
  model: SandboxModel,
  { id, input }: { readonly id: string; readonly input: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
  tell: (news: CogNews, state: CogState) => void,
): Promise<CogState> {
  const [version] = model.versions
  if (version === undefined) throw new Error('A container has a version.')
  const began = performance.now()
  const parts: unknown[] = []
  let logs = ''
  let metrics: Readonly<Record<string, number>> = {}
  const isList = model.output === 'files' || model.output === 'fragments'
  const output = (): unknown => (isList ? (parts.length === 0 ? null : parts) : (parts[0] ?? null))
  const state = (status: CogState['status'], error?: string): CogState => {
    const ran = { predict_time: (performance.now() - began) / 1_000 }
    return { id, status, output: output(), logs, metrics: { ...metrics, ...ran }, ...(error !== undefined && { error }) }
  }
  const add = (chunk: unknown): void => {
    parts.push(chunk)
    tell({ event: 'output', chunk, index: parts.length - 1 }, state('processing'))
  }
  try {
    const wait = async (ms: number): Promise<void> => void (await sleep(ms, undefined, { signal }))
    const full = engineInput(version, input, undefined)
    for await (const event of model.engine({ input: full, signal, sleep: wait, open: url => open(url, signal) })) {
      signal.throwIfAborted()
      if (event.type === 'log') {
        logs += `${event.line}\n`
        tell({ event: 'log', source: 'stdout', data: `${event.line}\n` }, state('processing'))
      } else if (event.type === 'metrics') {
        metrics = { ...metrics, ...event.metrics }
        for (const [name, value] of Object.entries(event.metrics))
          tell({ event: 'metric', name, value, mode: 'replace' }, state('processing'))
      } else if (event.type === 'text') add(event.text)
      else if (event.type === 'value') add(event.value)
      else add(`data:${event.contentType};base64,${Buffer.from(event.bytes).toString('base64')}`)
    }
    return state('succeeded')
  } catch (thrown) {
    if (signal.aborted) return state('canceled')
    return state('failed', thrown instanceof Error ? thrown.message : String(thrown))
  }
}
