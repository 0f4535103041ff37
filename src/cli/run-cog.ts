import { randomUUID } from 'node:crypto'
import { Fault } from '#core/fault.ts'
import { outputFetcher } from '../models/outputs.ts'
import { createCog } from '../replicate/cog.ts'
import type { Prediction } from '../replicate/wire.ts'
import { cogHostsOf, withCog } from './connection.ts'
import { alongside, readInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { type Handover, handOver, writePiece } from './outcome.ts'
import { progressLine } from './progress-line.ts'

/**
 * One run in a Cog container of `COG_HOSTS`: its output as it comes where it streams, files as data URIs. Ctrl+C leaves
 * the container, by which it cancels.
 */
export async function runCog(
  wanted: Handover & { readonly ref: string; readonly pairs: readonly string[] },
  io: Io,
): Promise<number> {
  const name = wanted.ref.slice('cog:'.length)
  const origin = cogHostsOf(io.env)[name]
  if (origin === undefined) throw new Fault('gone', `There is no Cog container “${name.slice(0, 60)}” in COG_HOSTS.`)
  const card = await withCog(io.env, cog => cog.describe(wanted.ref, io.signal))
  const input = await readInputs(card, wanted.pairs, alongside, io.signal)
  const cog = createCog(origin)
  const line = progressLine(io.stderr, () => performance.now())
  let state: Prediction = {
    id: randomUUID(),
    model: wanted.ref,
    version: '',
    input,
    output: null,
    logs: '',
    error: null,
    status: 'starting',
    data_removed: false,
    created_at: new Date().toISOString(),
    urls: {},
  }
  try {
    for await (const event of cog.stream({ id: state.id, input }, io.signal)) {
      if (event.event === 'start') state = { ...state, status: 'processing' }
      else if (event.event === 'log') state = { ...state, logs: state.logs + event.text }
      else if (event.event === 'output' && wanted.stream && typeof event.chunk === 'string')
        writePiece(event.chunk, card.output === 'text-stream', wanted, io)
      else if (event.event === 'completed') {
        const { status, output, logs, error, metrics } = event.result
        state = { ...state, status, output, logs, error, metrics }
      }
      if (!wanted.stream) line.show(state)
    }
  } finally {
    line.clear()
    await cog.close()
  }
  return handOver(state, card, wanted, outputFetcher({ origins: [origin] }), io)
}
