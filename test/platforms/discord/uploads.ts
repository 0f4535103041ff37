import type { AttachmentState, ChannelState, Json, World } from './world.ts'
import { badForm, Refusal } from './refusal.ts'

export type FilePart = { readonly field: string; readonly name: string; readonly bytes: Buffer; readonly contentType: string }

const mib = 1_024 * 1_024
/** A request may not be longer, however many files it holds. */
export const longestRequestBytes = 25 * mib

/** The most bytes of one file: 10 MiB, more in guilds that were boosted. */
export function fileLimitBytes(world: World, guildId: string | null): number {
  const tier = guildId === null ? 0 : (world.guilds.get(guildId)?.premiumTier ?? 0)
  return ({ 2: 50, 3: 100 }[tier] ?? 10) * mib
}

/** A file's name as Discord keeps it: what is not a plain letter, a digit, `.`, `_` or `-` becomes `_`. */
const keptName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_.-]/g, '_')

/**
 * The attachments of a message after a request: those listed or, when none are listed and no file is sent, all it had; then the new
 * files with what the list says about them.
 */
export function attachmentsAfter(
  world: World,
  channel: ChannelState,
  body: Json,
  files: readonly FilePart[],
  had: readonly AttachmentState[],
): readonly AttachmentState[] {
  if (files.length > 10) throw new Refusal(30015, `${files.length} files in one message`)
  const limit = fileLimitBytes(world, channel.guildId)
  if (files.some(({ bytes }) => bytes.length > limit)) throw new Refusal(40005)
  const listed = body['attachments'] as readonly Json[] | null | undefined
  const keep = listed == null && files.length === 0 ? had : had.filter(one => listed?.some(({ id }) => id === one.id) === true)
  const numbers = files.map(({ field }) => /^files\[(\d+)\]$/.exec(field)?.[1])
  const unknown = (listed ?? []).findIndex(({ id }) => !numbers.includes(id as string) && !had.some(one => one.id === id))
  if (unknown >= 0)
    throw badForm([
      { path: ['attachments', String(unknown), 'id'], code: 'ATTACHMENT_NOT_FOUND', message: 'No file has this id.' },
    ])
  const added = files.map((file, at) => {
    const told = listed?.find(({ id }) => id === numbers[at])
    return {
      id: world.id(),
      name: keptName((told?.['filename'] as string | null | undefined) ?? file.name),
      bytes: file.bytes,
      contentType: file.contentType,
      description: (told?.['description'] as string | null | undefined) ?? null,
      title: (told?.['title'] as string | null | undefined) ?? null,
      channelId: channel.id,
    }
  })
  const edited = keep.map(one => {
    const description = listed?.find(({ id }) => id === one.id)?.['description'] as string | null | undefined
    return description === undefined ? one : { ...one, description }
  })
  if (edited.length + added.length > 10) throw new Refusal(30015, `${edited.length + added.length} attachments in one message`)
  return [...edited, ...added]
}
