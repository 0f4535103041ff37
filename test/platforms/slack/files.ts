import type { IncomingMessage } from 'node:http'
import type { Json } from './control.ts'
import { checkBlocks, withIds } from './block-rules.ts'
import { asked, record, writableChannel } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Methods } from './web-api.ts'
import type { World } from './world.ts'
import { word } from './word.ts'

/** The longest words that stand for a picture. */
const longestAlt = 1_000
/** The largest file. */
const largestFile = 1_000_000_000

export type Bytes = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

/** Files: announced, sent, completed, shared, read. */
export function createFiles(world: World) {
  const deleted = new Set<string>()
  const announced = new Map<string, { name: string; alt: string; length: number; bytes: Buffer | null }>()

  const methods: Methods = {
    async 'files.getUploadURLExternal'(args) {
      const length = Number(args['length'])
      if (!(length > 0) || length > largestFile) throw new Refusal('invalid_arguments', `length ${String(args['length'])}`)
      const alt = word(args['alt_txt'])
      if (alt.length > longestAlt) throw new Refusal('invalid_arguments', `alt_txt over ${longestAlt} characters`)
      const name = String(args['filename'])
      const answer = await asked(world, 'files.getUploadURLExternal', { filename: name, length, alt_text: alt })
      announced.set(String(answer['file_id']), { name, alt, length, bytes: null })
      return answer
    },
    async 'files.completeUploadExternal'(args) {
      const { files, initial_comment: comment, channels } = args
      if (!Array.isArray(files) || files.length === 0) throw new Refusal('invalid_arguments', 'no files')
      if (comment !== undefined && args['blocks'] !== undefined)
        throw new Refusal('invalid_arguments', 'initial_comment beside blocks')
      if (channels !== undefined) throw new Refusal('invalid_arguments', 'channels, which the stand-in does not play')
      checkBlocks(world, args['blocks'])
      const channel = args['channel_id'] === undefined ? null : writableChannel(world, args['channel_id'])
      const thread = args['thread_ts']
      if (thread !== undefined && channel === null) world.violate('files.completeUploadExternal: thread_ts without channel_id')
      if (channel?.messages.get(word(thread))?.threadTs != null)
        world.violate('files.completeUploadExternal: thread_ts is that of a reply, not of the root')
      for (const { id } of files as readonly { id: string }[]) {
        const one = announced.get(id)
        if (one === undefined || one.bytes === null) throw new Refusal('file_not_found', `file ${id} was never sent`)
      }
      const place = channel === null ? {} : { channel_id: channel.id, ...(thread === undefined ? {} : { thread_ts: thread }) }
      const said = comment === undefined ? {} : { initial_comment: comment }
      const answer = await asked(world, 'files.completeUploadExternal', { files, ...place, ...said })
      const done = answer['files'] as readonly Json[]
      for (const json of done) keepFile(json)
      if (channel !== null) share(channel.id, done, { thread, text: comment ?? '', blocks: args['blocks'] })
      // The real answer comes before the sharing has happened.
      return { files: done.map(({ id, title }) => ({ id, title })) }
    },
    async 'files.info'(args) {
      const answer = await asked(world, 'files.info', { file: args['file'] })
      const json = answer['file'] as Record<string, unknown>
      const file = world.files.get(String(json['id']))
      const isReady = file === undefined || file.readyAt <= world.clock.now()
      const { mimetype, shares, channels, ...rest } = json
      const shown = file === undefined ? {} : { alt_txt: file.alt, mimetype: file.mimetype }
      const isShared = [...world.channels.values()].some(({ messages }) =>
        [...messages.values()].some(one =>
          ((one.json['files'] as readonly Json[] | undefined) ?? []).some(({ id }) => id === json['id']),
        ),
      )
      return {
        ...answer,
        file: {
          ...rest,
          ...(isReady ? { mimetype, ...shown } : { mimetype: '' }),
          ...(isShared ? { shares, channels } : { shares: {}, channels: [] }),
        },
      }
    },
    async 'files.delete'(args) {
      const id = word(args['file'])
      // Slack tells a file that was from one that never was.
      if (deleted.has(id)) throw new Refusal('file_deleted')
      await asked(world, 'files.delete', { file: id })
      world.files.delete(id)
      deleted.add(id)
      for (const { messages } of world.channels.values()) {
        for (const message of messages.values()) {
          const files = message.json['files'] as readonly Json[] | undefined
          if (files?.some(file => file['id'] === id) !== true) continue
          message.json = { ...message.json, files: files.map(file => (file['id'] === id ? { id, mode: 'tombstone' } : file)) }
        }
      }
      return {}
    },
  }

  function keepFile(json: Json): void {
    const id = String(json['id'])
    const one = announced.get(id)
    announced.delete(id)
    world.files.set(id, {
      id,
      name: one?.name ?? String(json['name']),
      alt: one?.alt ?? '',
      title: word(json['title']),
      mimetype: String(json['mimetype']),
      bytes: one?.bytes ?? Buffer.alloc(0),
      readyAt: world.clock.now() + (world.start.filesReadyAfterMs ?? 0),
      url: String(json['url_private']),
    })
  }

  function share(channelId: string, files: readonly Json[], said: { thread: unknown; text: unknown; blocks: unknown }): void {
    const first = files[0]?.['shares'] as Readonly<Record<string, Record<string, readonly { ts: string }[]>>> | undefined
    const ts = { ...first?.['private'], ...first?.['public'] }[channelId]?.[0]?.ts
    const user = String(files[0]?.['user'])
    const show = (): void => {
      const channel = world.channel(channelId)
      if (channel === null) return
      const fields = { type: 'message', subtype: 'file_share', user, ts: ts ?? world.ts(), text: said.text, files, upload: true }
      const thread = said.thread === undefined ? {} : { thread_ts: said.thread }
      const blocks = Array.isArray(said.blocks) ? { blocks: withIds(said.blocks) } : {}
      record(world, channel, { ...fields, ...thread, ...blocks })
    }
    const waitMs = world.start.sharesAfterMs ?? 0
    if (waitMs === 0) show()
    else world.clock.after(waitMs, show)
  }

  return {
    methods,
    /** Takes the bytes that were announced, plain or as a form. */
    async upload(id: string, request: IncomingMessage, body: Buffer): Promise<Bytes> {
      const one = announced.get(id)
      const type = String(request.headers['content-type'] ?? 'application/octet-stream')
      const answer = await world.inner.pass('POST', `/upload/v1/${id}`, { 'content-type': type }, body)
      if (one === undefined || answer.status !== 200) return { ...answer, status: answer.status === 200 ? 404 : answer.status }
      one.bytes = await fileIn(type, body)
      if (one.bytes.length === one.length) return answer
      world.violate(`upload: ${one.bytes.length} bytes, announced were ${one.length}`)
      return { status: 400, headers: {}, body: Buffer.from('length mismatch') }
    },
    /** A file's bytes, or what Slack sends to those who may not have them: a page to log in, with status 200. */
    async download(path: string, mayRead: boolean): Promise<Bytes> {
      const file = world.files.get(path.split('/')[2] ?? '')
      if (!mayRead) {
        const page =
          '<!DOCTYPE html><html><head><title>Log in | Slack</title></head><body>Sign in to your workspace</body></html>'
        return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(page) }
      }
      if (file === undefined) return { status: 404, headers: {}, body: Buffer.from('file_not_found') }
      const headers = { 'content-type': file.mimetype, 'content-length': String(file.bytes.length) }
      return { status: 200, headers, body: file.bytes }
    },
  }
}
export type Files = ReturnType<typeof createFiles>

async function fileIn(type: string, body: Buffer): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const part = [...form.values()].find(value => typeof value !== 'string')
  return part === undefined ? Buffer.alloc(0) : Buffer.from(await part.arrayBuffer())
}
