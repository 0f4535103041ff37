import { factsOf } from '#core/facts.ts'
import { Fault } from '#core/fault.ts'
import type { Job } from '#core/job.ts'
import type { Look } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import { answerPartsOf } from '../answer-parts.ts'
import type { Held } from '../held.ts'
import { type DraftPart, showLive, type Writer } from '../live-message.ts'
import { settingsAt } from '../policy.ts'
import { type Beside, presentDraft, presentPart } from '../present-turn.ts'

/**
 * Follows the answer while it is written and shows it. A wake that brings a cancel stops the model; what is there is kept.
 * Undefined where it was stopped before anything was listened to.
 */
export async function listen(held: Held): Promise<string | undefined> {
  const { deps } = held
  const state = held.job.runs[0]?.state
  if (state?.phase !== 'running') return undefined
  const { prediction } = state
  held.lease.stepAside()
  const stopping = new AbortController()
  let heard = ''
  let stop: Promise<Look> | undefined
  const obey = async (): Promise<void> => {
    if (held.job.cancelAsked === undefined) return
    stop ??= deps.models.stop(prediction, held.signal)
    await stop
    stopping.abort()
  }
  let woken = true
  held.lease.onWake(() => (woken = true))
  const between = async (): Promise<void> => {
    if (!woken) return
    woken = false
    await held.takeFacts()
    await obey()
  }
  await between()
  const isStopped = stopping.signal.aborted

  const fileAfter = (await fileAfterOf(held)) ?? Number.POSITIVE_INFINITY
  const write: Writer = onText => {
    const hear = (fragment: string): void => {
      heard += fragment
      // What comes after it is in the file at the end.
      if (heard.length <= fileAfter) onText(heard)
    }
    return deps.models.read(prediction, hear, AbortSignal.any([held.signal, stopping.signal]))
  }
  let isBarred = false
  const show = async (index: number, draw: () => DraftPart | undefined, until: AbortSignal): Promise<void> => {
    // Of an answer that somebody deleted, no further part is posted.
    if (held.job.cancelAsked?.gone !== undefined) return
    // Neither where it may not be; that is said at the end.
    if (isBarred && index >= held.job.messages.length) return void draw()
    const post = (): Post | undefined => {
      const part = draw()
      return part && presentDraft(held.job, part.text, part.isLast)
    }
    try {
      await held.show(index, post, false, until)
    } catch (thrown) {
      if (!barsFurther(held, index, thrown)) throw thrown
      isBarred = true
    }
    // The frame itself may have found out that its message was deleted.
    await obey()
  }
  const { textChars } = held.surface.limits
  const beside = { between, onNudge: (listener: () => void) => held.lease.onWake(listener) }
  try {
    if (!isStopped) await showLive(write, textChars, show, beside, held.signal)
  } catch (thrown) {
    if (!stopping.signal.aborted || held.signal.aborted) throw thrown
  } finally {
    // A frame that throws must not leave the reading behind: the next step reads anew.
    stopping.abort()
  }
  await between()
  const told = isStopped ? undefined : heard
  // A webhook may have told the end already.
  if (held.job.runs[0]?.state.phase !== 'running') return told
  const seen: Look = await (stop ?? deps.models.look(prediction, held.signal))
  await held.note(factsOf(0, withText(seen, heard), deps.world.now()))
  return told
}

/** How long what was written is read again at the end, in ms: a stream that is no more stays silent for half a minute. */
const againMs = 5_000

/**
 * What a prediction that did not succeed had written, from the beginning of its stream: who heard it died before it was
 * noted, people saw it, and Replicate most often says no word of it. Empty where there is nothing to ask for.
 */
export async function heardAgain({ deps, job, signal, lease }: Held): Promise<string> {
  const state = job.runs[0]?.state
  if ((state?.phase !== 'canceled' && state?.phase !== 'failed') || state.prediction === undefined) return ''
  if (state.text !== undefined && state.text !== '') return ''
  lease.stepAside()
  let heard = ''
  const hear = (fragment: string): void => void (heard += fragment)
  try {
    await deps.models.read(state.prediction, hear, AbortSignal.any([signal, AbortSignal.timeout(againMs)]))
  } catch (cause) {
    signal.throwIfAborted()
    deps.log.info({ job: job.id, cause }, 'what an ended answer said could not be read again')
  }
  return heard
}

/** The answer as it is kept: what the model's finished output says, else what was heard of it. */
export function answerOf(job: Job, written: string): string {
  const state = job.runs[0]?.state
  const said = state !== undefined && 'text' in state ? (state.text ?? '') : ''
  const text = state?.phase === 'done' && said !== '' ? said : fuller(said, written)
  return text.trim() === '' ? '' : text
}

/**
 * Of an answer that was stopped or failed: what Replicate says of it may lack its end, and what was heard of a stream that
 * was cut may say some of it twice. So what was heard counts where it goes on from what Replicate says.
 */
const fuller = (said: string, heard: string): string => (heard.startsWith(said) ? heard : said)

/** A finished output is the whole answer. A stopped or failed prediction may have lost the words it had put out. */
const withText = (seen: Look, heard: string): Look => {
  const said = seen.text ?? ''
  const text = seen.phase === 'succeeded' && said !== '' ? said : fuller(said, heard)
  return text === said ? seen : { ...seen, text }
}

/** Whether a part could not be posted because no further message may be sent there: those that are there can still be shown. */
const barsFurther = (held: Held, index: number, thrown: unknown): thrown is Fault =>
  index > 0 && index >= held.job.messages.length && thrown instanceof Fault && thrown.kind === 'denied'

/** Past how many characters an answer comes as a file there. */
const fileAfterOf = async ({ deps, job }: Held): Promise<number | undefined> =>
  (await settingsAt(deps, job.address)).values['chat.fileAfter']

/**
 * Shows the whole answer exactly, in as many messages as it needs and may send; the last carries how it ended. One that is
 * longer than messages may be there is in a file beside its beginning.
 */
export async function showEnd(held: Held, text: string, end: (part: string, beside: Beside) => Post): Promise<void> {
  const { parts, file } = answerPartsOf(text, held.surface.limits.textChars, await fileAfterOf(held))
  const whole: Beside = file === undefined ? {} : { file }
  for (const [index, part] of parts.entries()) {
    // Whoever deletes a part of an answer wants no more of it: what is posted already ends, nothing further is posted.
    const posted = held.job.messages.length
    const isUnwanted = held.job.cancelAsked?.gone !== undefined
    if (isUnwanted && index >= Math.max(1, posted)) break
    const isLast = index === parts.length - 1 || (isUnwanted && index >= posted - 1)
    try {
      await held.show(index, isLast ? end(part, index === parts.length - 1 ? whole : {}) : presentPart(part), true)
    } catch (thrown) {
      if (!barsFurther(held, index, thrown)) throw thrown
      // The part before would pass for the whole answer.
      await held.show(index - 1, end(parts[index - 1] ?? '', { lacks: thrown.message }), true)
      break
    }
  }
  // A draft may have taken more messages than the whole text needs, when a block that grew moved back together.
  for (const surplus of held.job.messages.slice(parts.length)) await held.surface.remove(surplus, held.signal)
}
