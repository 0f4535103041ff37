import type { Fact } from './job.ts'
import type { Look } from './ports.ts'

/**
 * What a look says, as facts of the run, whether Replicate was asked or told of it by itself. `at`: when it was learnt, ms
 * since the epoch.
 */
export function factsOf(run: number, look: Look, at: number): readonly Fact[] {
  const { prediction, usage, files } = look
  const text = look.text === undefined ? {} : { text: look.text }
  switch (look.phase) {
    case 'starting':
      return []
    case 'running': {
      const early = addressesOf(files)
      return [
        {
          type: 'progressed',
          run,
          prediction,
          begun: true,
          at,
          ...(look.progress !== undefined && { progress: look.progress }),
          ...(early.length > 0 && { files: early }),
        },
      ]
    }
    case 'succeeded':
      return [{ type: 'succeeded', run, prediction, files, usage, ...text, ...(look.json !== undefined && { json: look.json }) }]
    case 'canceled':
      return [{ type: 'canceled', run, prediction, usage, ...text }]
    case 'failed': {
      const { again = false, ...fault } = look.fault ?? {
        kind: 'model' as const,
        message: 'The model failed without saying why.',
      }
      return [{ type: 'failed', run, prediction, fault, again, usage, ...(look.isPaid && { charge: 'made' }), ...text }]
    }
    default:
      return look.phase satisfies never
  }
}

/** The first outputs, as far as they are addresses: whole pictures in data URIs would be stored anew with every bit of news. */
function addressesOf(files: readonly string[]): readonly string[] {
  const whole = files.findIndex(file => /^data:/i.test(file))
  return whole < 0 ? files : files.slice(0, whole)
}
