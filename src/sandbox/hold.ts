import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { outputFolder } from './prediction-store.ts'
import { isFinal, type Part, type Prediction, showPrediction, showWaiting } from './prediction.ts'
import { answer, type Parts, type SandboxContext } from './route.ts'
import { takeTags } from './tags.ts'

/** How long a client asked to be held, as `Prefer` said it, and the preference as it is confirmed. */
export type Preference = { readonly seconds: number; readonly applied: string }

const longestSeconds = 60
// A run that only has to be closed is answered closed; what lingers after its output is not waited for.
const closingMs = 250

/** The preference of a request: `wait` is sixty seconds, more than that is cut to it. Undefined where it asks for none. */
export function preferenceOf(c: SandboxContext): Preference | undefined {
  const found = /(?:^|[,;\s])wait(?:=(\d{1,9}))?(?=$|[,;\s])/.exec(c.req.header('prefer') ?? '')
  const digits = found?.[1]
  if (found === null || digits === '0') return undefined
  if (digits === undefined) return { seconds: longestSeconds, applied: 'wait' }
  const seconds = Math.min(Number(digits), longestSeconds)
  return { seconds, applied: `wait=${seconds}` }
}

/** Whether all of its output is there: one file or value at once, what comes in pieces only when it has ended. */
const hasOutput = ({ form, parts }: Prediction): boolean => (form === 'file' || form === 'value') && parts.length > 0

/** The prediction when it is final, or its output has been there for a moment, or the time is up, or the client has gone. */
async function settled({ runner }: Parts, created: Prediction, seconds: number, client: AbortSignal): Promise<Prediction> {
  const timeIsUp = new AbortController()
  const timer = setTimeout(() => timeIsUp.abort(), seconds * 1000)
  let closing: NodeJS.Timeout | undefined
  const signal = AbortSignal.any([client, timeIsUp.signal])
  try {
    for (;;) {
      const newest = runner.newest(created)
      if (isFinal(newest)) return newest
      if (hasOutput(newest)) closing ??= setTimeout(() => timeIsUp.abort(), closingMs)
      await runner.changed(newest, signal)
    }
  } catch {
    return runner.newest(created)
  } finally {
    clearTimeout(timer)
    clearTimeout(closing)
  }
}

/** Its files inside the answer, as the service gave them to blocking requests for a while. */
async function withData(dataDir: string, prediction: Prediction): Promise<Prediction> {
  const inline = async (part: Part): Promise<Part> => {
    if (!('file' in part)) return part
    const bytes = await readFile(join(outputFolder(dataDir, prediction.id), part.file))
    return { value: `data:${part.contentType};base64,${bytes.toString('base64')}` }
  }
  return { ...prediction, parts: await Promise.all(prediction.parts.map(inline)) }
}

/**
 * The answer to a blocking create: 201 once its output is there, which may be before it is final, and else, when the time
 * is up, 202 as if nothing had begun.
 */
export async function holdAnswer(
  parts: Parts,
  c: SandboxContext,
  created: Prediction,
  { seconds, applied }: Preference,
  base: string,
): Promise<Response> {
  const newest = await settled(parts, created, seconds, c.req.raw.signal)
  const headers = { location: `${base}/predictions/${created.id}`, 'preference-applied': applied }
  if (!isFinal(newest) && !hasOutput(newest)) return answer(showWaiting(newest, base), 202, headers)
  const isInline = takeTags(created.input).tags.data === true
  const shown = isInline ? await withData(parts.dataDir, newest) : newest
  return answer(showPrediction(shown, base), 201, headers)
}
