import { pictureWayOf } from '#core/chat-pictures.ts'
import type { Turn, TurnFile } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import { contentOfFile } from '#core/file-content.ts'
import type { TurnJob } from '#core/job.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Settings } from '#core/settings.ts'
import { beginAside } from './aside.ts'
import { layCancel } from './cancel.ts'
import type { Held } from './held.ts'
import { asideId } from './ids.ts'
import { platformOf } from './policy.ts'
import { nameOf, voiceBytes, withFile } from './transcribe.ts'
import { inTurn, putTurn } from './turns.ts'

/** Characters of text files that one message brings at most: about half of what the smallest contexts hold. */
const mostTextChars = 16_000

/** Files of one message that are looked into. */
const mostFiles = 10

/** Turns of others whose files are looked into for one answer. */
const mostTurns = 4

/** Replicate keeps an uploaded file for a day; a model may boot for a while before it reads. */
const uploadedForMs = 23 * 60 * 60_000

/**
 * Looks into what was sent along with a question: words are kept with it, and what is spoken is written down by an aside.
 * Answers the turn as it is then; `waits`: something spoken is not written down yet.
 */
export const readFiles = async (
  held: Held<TurnJob>,
  question: Turn,
  settings: Settings,
): Promise<{ readonly turn: Turn; readonly waits: boolean }> => writtenDown(held, await lookedInto(held, question), settings)

/** The turns, with what was sent along with the newest of them looked into; nothing that was only heard is written down. */
export async function lookInto(held: Held<TurnJob>, turns: readonly Turn[]): Promise<readonly Turn[]> {
  const unseen = turns.filter(({ files }) => files?.some(isUnseen) === true).slice(-mostTurns)
  const seen = new Map<string, Turn>()
  for (const turn of unseen) seen.set(turn.id, await lookedInto(held, turn))
  return turns.map(turn => seen.get(turn.id) ?? turn)
}

const isUnseen = ({ kind, unread }: TurnFile): boolean => kind === undefined && unread === undefined

/** The turn, with each of its files that was not looked into before. */
async function lookedInto(held: Held<TurnJob>, turn: Turn): Promise<Turn> {
  const { files: before = [] } = turn
  if (!before.some(isUnseen)) return turn
  const files: TurnFile[] = []
  let room = mostTextChars
  for (const [at, file] of before.entries()) {
    const read = !isUnseen(file) ? file : at < mostFiles ? await opened(held, file, room) : tooMany(file)
    if (read.kind === 'text') room -= read.text?.length ?? 0
    files.push(read)
  }
  return kept(held, { ...turn, files })
}

const tooMany = (file: TurnFile): TurnFile => ({
  ...file,
  unread: `${nameOf(file)} was not read: ${mostFiles} files of one message are the most.`,
})

/** A file as its content shows it. What cannot be opened or used says so. */
async function opened(held: Held<TurnJob>, file: TurnFile, room: number): Promise<TurnFile> {
  const { deps, job, signal } = held
  const { attachment } = file
  const unread = (why: string): TurnFile => ({ ...file, unread: `${nameOf(file)} was not read: ${why}` })
  try {
    const bytes = await platformOf(deps, job.address).directory.open(attachment, { maxBytes: voiceBytes, signal })
    if ((await deps.media.probe(bytes)) !== undefined) return { ...file, kind: 'picture' }
    const content = contentOfFile(bytes, attachment.type)
    if (content.kind === 'voice') return { ...file, kind: 'voice' }
    if (content.kind === 'other') return { ...unread('pictures, texts and voice messages can be.'), kind: 'other' }
    return textFile(file, content.text, room)
  } catch (thrown) {
    // Time or another try may help with all else; the words are answered now only where neither does.
    if (signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    return unread(thrown.message)
  }
}

function textFile(file: TurnFile, text: string, room: number): TurnFile {
  if (text.length <= room) return { ...file, kind: 'text', text }
  const [shown, all] = [room, text.length].map(chars => chars.toLocaleString('en'))
  const unread =
    room <= 0
      ? `${nameOf(file)} was not read: text files of one message may have ${mostTextChars.toLocaleString('en')} characters together.`
      : `Of ${nameOf(file)} only the first ${shown} of ${all} characters were read.`
  return { ...file, kind: 'text', unread, ...(room > 0 && { text: text.slice(0, room).toWellFormed() }) }
}

/** Stores what became known of a turn's files, unless the turn was forgotten meanwhile. */
const kept = ({ deps }: Held<TurnJob>, turn: Turn): Promise<Turn> =>
  inTurn(deps, turn.conversation, async () => {
    const stored = await deps.records.get('turns', turn.id)
    if (stored === undefined || turn.files === undefined) return turn
    const now = { ...stored, files: turn.files }
    await deps.records.batch(putTurn(now))
    return now
  })

/** Has what is spoken written down, where a model does that here. */
async function writtenDown(
  held: Held<TurnJob>,
  turn: Turn,
  settings: Settings,
): Promise<{ readonly turn: Turn; readonly waits: boolean }> {
  const { deps, job } = held
  let known = turn
  let waits = false
  for (const at of (turn.files ?? []).keys()) {
    const file = known.files?.[at]
    if (file?.kind !== 'voice' || file.text !== undefined || file.unread !== undefined) continue
    const id = asideId('transcript', turn.id, String(at))
    const aside = await deps.records.get('jobs', id)
    if (settings.values['chat.transcribe'] === undefined)
      known = await unheard(
        held,
        known,
        at,
        'no model writes down speech here; an admin chooses one with `/config set chat.transcribe`.',
      )
    else if (aside !== undefined && aside.closedAt !== undefined)
      known = await unheard(held, known, at, 'it could not be written down.')
    else {
      if (aside === undefined) await beginAside(held, id, job, { transcribe: turn.id, file: at, for: job.id })
      waits = true
    }
  }
  return { turn: known, waits }
}

/** Stores why a file was not heard, unless it was by now: its words may have been written down since the turn was read. */
const unheard = ({ deps }: Held<TurnJob>, turn: Turn, at: number, why: string): Promise<Turn> =>
  inTurn(deps, turn.conversation, async () => {
    const stored = await deps.records.get('turns', turn.id)
    const file = (stored ?? turn).files?.[at]
    if (file === undefined || file.text !== undefined || file.unread !== undefined) return stored ?? turn
    const now = withFile(stored ?? turn, at, { ...file, unread: `${nameOf(file)} was not heard: ${why}` })
    if (stored !== undefined) await deps.records.batch(putTurn(now))
    return now
  })

/** The turns as a model can be given them: the newest pictures where it can read them, and their addresses, oldest first. */
export async function withPictures(
  held: Held<TurnJob>,
  card: ModelCard,
  turns: readonly Turn[],
): Promise<{ readonly turns: readonly Turn[]; readonly pictures: readonly string[] }> {
  const way = pictureWayOf(card)
  let left = way?.most ?? 0
  const pictures: string[] = []
  const shown: Turn[] = []
  for (const turn of turns.toReversed()) {
    const files: TurnFile[] = []
    for (const file of (turn.files ?? []).toReversed()) {
      const { uploaded: _, ...unshown } = file
      const url = file.kind === 'picture' && file.unread === undefined && left > 0 ? await uploaded(held, turn, file) : undefined
      if (url === undefined) files.unshift(unshown)
      else {
        left--
        pictures.unshift(url.url)
        files.unshift({ ...file, uploaded: url })
      }
    }
    shown.unshift(turn.files === undefined ? turn : { ...turn, files })
  }
  return { turns: shown, pictures }
}

/** Where a model can read a picture that was sent along: through the one door of pictures, once a day. */
async function uploaded(held: Held<TurnJob>, turn: Turn, file: TurnFile): Promise<TurnFile['uploaded']> {
  const { deps, job, signal } = held
  const now = deps.world.now()
  if (file.uploaded !== undefined && file.uploaded.until > now) return file.uploaded
  try {
    const bytes = await platformOf(deps, job.address).directory.open(file.attachment, { maxBytes: voiceBytes, signal })
    const picture = await deps.media.accept(bytes, file.attachment.name)
    const url = await deps.models.upload({ bytes: picture.bytes, name: 'picture', contentType: picture.contentType }, signal)
    const known = { url, until: now + uploadedForMs }
    await inTurn(deps, turn.conversation, async () => {
      const stored = await deps.records.get('turns', turn.id)
      const at = stored?.files?.findIndex(({ attachment }) => attachment.ref === file.attachment.ref) ?? -1
      if (stored !== undefined && at >= 0) await deps.records.batch(putTurn(withFile(stored, at, { ...file, uploaded: known })))
    })
    return known
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    deps.log.info({ job: job.id, kind: thrown.kind }, 'a picture of a conversation could not be given to the model')
    return undefined
  }
}

/** What of a question's files the model was not given, each as a sentence. `shown`: the question as the model is given it. */
export const unreadOf = (card: ModelCard, { files = [] }: Turn): readonly string[] =>
  files.flatMap(file => {
    if (file.unread !== undefined) return [file.unread]
    if (file.kind !== 'picture' || file.uploaded !== undefined) return []
    const why =
      pictureWayOf(card) === undefined
        ? `${card.model} reads words only. To start from a picture, send it along with \`/imagine\`.`
        : 'it cannot be opened any more, or there are more pictures than the model takes.'
    return [`${nameOf(file)} was not shown to the model: ${why}`]
  })

/** Ends what is still being written down for a question that is not to be answered any more. */
export async function stopWriting(held: Held<TurnJob>): Promise<void> {
  const { deps, job } = held
  if (job.cancelAsked === undefined || job.runs.length > 0) return
  for (const aside of await deps.records.list('jobs', { where: { conversation: job.conversation, isOpen: 1 } })) {
    if (aside.kind !== 'aside' || !('for' in aside.task) || aside.task.for !== job.id) continue
    await layCancel(deps, aside, { by: job.cancelAsked.by })
    await deps.engine.wake(aside.id)
  }
}
