import type { Turn, TurnFile } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import type { AsideJob } from '#core/job.ts'
import { type Field, fieldOf, type ModelCard } from '#core/model-card.ts'
import type { Settings } from '#core/settings.ts'
import { brief } from '#core/text.ts'
import type { Order } from './aside.ts'
import type { Held } from './held.ts'
import { platformOf, requireModel } from './policy.ts'
import { inTurn, putTurn } from './turns.ts'

/** The most a voice message may weigh: as much as any file. */
export const voiceBytes = 25 * 1024 * 1024

/** The longest transcript that is kept, in characters: as long as a message may be. */
const mostChars = 20_000

/** The field a model takes sound by; undefined where it takes none. */
export const soundField = (card: ModelCard): Field | undefined => {
  const field = fieldOf(card, 'audio', 'audio_file', 'audio_input', 'input_audio', 'audio_url', 'sound', 'file', 'file_url')
  return field?.type === 'file' || field?.type === 'text' ? field : undefined
}

type Task = Extract<AsideJob['task'], { readonly transcribe: string }>

/** What the model that writes down speech is given. Throws a fault where no model may, or the message is gone. */
export async function orderTranscript(held: Held<AsideJob>, settings: Settings, task: Task): Promise<Order> {
  const { deps, job, signal } = held
  const file = (await deps.records.get('turns', task.transcribe))?.files?.[task.file]
  if (file === undefined) throw new Fault('gone', 'The voice message is no longer stored.')
  const ref = settings.values['chat.transcribe']
  if (ref === undefined) throw new Fault('config', 'No model writes down speech here.')
  requireModel(settings, ref, true)
  const card = await deps.models.describe(ref, signal)
  const field = soundField(card)
  if (field === undefined) throw new Fault('config', `${card.model} takes no sound.`)
  const { attachment } = file
  const bytes = await platformOf(deps, job.address).directory.open(attachment, { maxBytes: voiceBytes, signal })
  const contentType = attachment.type?.startsWith('audio/') === true ? attachment.type : 'audio/ogg'
  const url = await deps.models.upload({ bytes, name: 'voice', contentType }, signal)
  return { card, input: { [field.name]: url } }
}

/** Keeps what was spoken beside the file it was spoken in, or why it could not be written down; not where that was forgotten. */
export const keepTranscript = (held: Held<AsideJob>, task: Task, text: string): Promise<void> =>
  inTurn(held.deps, held.job.conversation, async () => {
    const turn = await held.deps.records.get('turns', task.transcribe)
    const file = turn?.files?.[task.file]
    if (turn === undefined || file === undefined) return
    const heard: TurnFile =
      text === ''
        ? { ...file, unread: `${nameOf(file)} was not heard: ${whyNot(held.job)}` }
        : { ...file, text: text.slice(0, mostChars).toWellFormed() }
    await held.note([], putTurn(withFile(turn, task.file, heard)))
  })

function whyNot(job: AsideJob): string {
  const state = job.runs[0]?.state
  const fault = job.fault ?? (state?.phase === 'failed' ? state.fault : undefined)
  return fault?.message ?? (state?.phase === 'done' ? 'the model found no words in it.' : 'it was stopped.')
}

/** A file's name in a sentence. */
export const nameOf = ({ attachment }: TurnFile): string => brief(attachment.name, 60) || 'A file'

/** The turn with one of its files known better. */
export const withFile = (turn: Turn, at: number, file: TurnFile): Turn => ({
  ...turn,
  files: (turn.files ?? []).map((known, index) => (index === at ? file : known)),
})
