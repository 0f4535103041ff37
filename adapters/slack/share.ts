import type { Records } from '#core/ports.ts'
import type { FileRow, NotesTables } from './notes-tables.ts'
import type { Bring, Bytes } from './bring.ts'
import type { Discards } from './discards.ts'
import { tsBefore } from './lost.ts'
import { Refused } from './refusal.ts'
import type { Web } from './web-client.ts'

/** A thread that files can be shared in. */
export type Root = { readonly team: string; readonly channel: string; readonly thread: string }

/** A file to be shared. `key` says which one it is; no other one has its name. */
export type Sharing = {
  readonly key: string
  readonly name: (contentType: string) => string
  readonly about: string
  readonly open: () => Promise<Bytes | undefined>
}

/**
 * Shares a file in a thread, once for that thread: what is about to be shared is noted first, and looked for by its name
 * where a process died right in between. False where it is not kept any more. Throws what `Bring` throws.
 */
export type Share = (root: Root, file: Sharing, signal: AbortSignal) => Promise<boolean>

/** By then Slack has shared what it was told to share, in ms. */
const lateMs = 10 * 60_000

/** `now` in milliseconds since the epoch. */
export function createShare(given: {
  readonly web: Web
  readonly records: Records<NotesTables>
  readonly bring: Bring
  readonly discards: Pick<Discards, 'note'>
  readonly now: () => number
}): Share {
  const { web, records, bring, discards, now } = given

  const sharedBefore = async (
    { team, channel, thread }: Root,
    { name, at }: FileRow,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    // The oldest come first: of a long thread only what is younger than the note is of use.
    const args = { channel, ts: thread, oldest: tsBefore(at), limit: 200 }
    const call = { team, method: 'conversations.replies', args, isRepeatable: true, signal }
    const answer = await web.call(call).catch((thrown: unknown) => {
      if (thrown instanceof Refused) return {}
      throw thrown
    })
    const { messages = [] } = answer as {
      readonly messages?: readonly { readonly files?: readonly { readonly id: string; readonly name?: string }[] }[]
    }
    return messages.flatMap(({ files = [] }) => files).find(file => file.name === name)?.id
  }

  return async (root, { key, name: nameOf, about, open }, signal) => {
    const { team, channel, thread } = root
    const id = `${team}/${key}/${channel}/${thread}`
    const before = await records.get('slack_files', id)
    if (before?.file !== undefined) return true
    const found = before === undefined ? undefined : await sharedBefore(root, before, signal)
    if (before !== undefined && found !== undefined) {
      await records.batch([{ put: 'slack_files', row: { ...before, file: found } }])
      return true
    }
    const opened = await open()
    if (opened === undefined) return false
    const name = nameOf(opened.contentType)
    const row: FileRow = { id, at: now(), name, isFollowed: true }
    // What an earlier attempt began is not there, or comes after all when nobody looks for it any more.
    const late = before?.announced === undefined ? [] : [discards.note(team, before.announced, lateMs)]
    await records.batch([...late, { put: 'slack_files', row }])
    const announced = (file: string) => records.batch([{ put: 'slack_files', row: { ...row, announced: file } }])
    const into = { channel_id: channel, thread_ts: thread }
    const file = await bring(team, { ...opened, name, about }, into, { signal, announced })
    await records.batch([{ put: 'slack_files', row: { ...row, file } }])
    return true
  }
}
