import { type APIGuild, type APIGuildMember, type APIMessage, PermissionFlagsBits } from 'discord.js'
import { Fault } from '#core/fault.ts'
import type { Directory } from '#core/ports.ts'
import { readAttachment, type AttachmentNote } from './attachment-ref.ts'
import { directWorkspace } from './ref.ts'
import { Refused } from './refusal.ts'
import type { Rest } from './rest.ts'
import { sentenceOfMissing, type Surroundings } from './surroundings.ts'

/** How long Discord may take to say who somebody is. */
const askMs = 5_000

/** Where Discord keeps files. */
const fileOrigins = ['https://cdn.discordapp.com', 'https://media.discordapp.net']

/** Codes by which Discord says that somebody is not there: unknown member, user or server, and a server we cannot see. */
const notThere = [10_007, 10_013, 10_004, 50_001]

/** What only Discord knows: who may manage a server, what we may not do, and what a file holds. `api`: the address we use. */
export function createDirectory(options: {
  readonly rest: Rest
  readonly surroundings: Surroundings
  readonly api: string
}): Directory {
  const { rest, surroundings, api } = options
  const ask = async <Body>(path: `/${string}`, signal = AbortSignal.timeout(askMs)): Promise<Body> =>
    (await rest.call({ method: 'GET', path, signal })).body as Body
  const own = new URL(api)
  // Away from Discord itself its files come from where its API is.
  const origins = own.hostname === 'discord.com' ? fileOrigins : [...fileOrigins, own.origin]

  /** The file's address as it is now: the one that was given dies after a day. */
  const addressAnew = async ({ id, channel, message }: AttachmentNote, signal: AbortSignal): Promise<string | undefined> => {
    if (channel === undefined || message === undefined) return undefined
    try {
      const found = await ask<APIMessage>(`/channels/${channel}/messages/${message}`, signal)
      return found.attachments.find(attachment => attachment.id === id)?.url
    } catch (thrown) {
      if (thrown instanceof Refused) return undefined
      throw thrown
    }
  }

  return {
    async isAdmin(actor, { workspace }) {
      if (workspace === directWorkspace) return false
      const [guild, member] = await Promise.all([
        ask<APIGuild>(`/guilds/${workspace}`),
        ask<APIGuildMember>(`/guilds/${workspace}/members/${actor.id}`).catch(absent),
      ])
      if (member === undefined) return false
      if (guild.owner_id === actor.id) return true
      // The role of everybody has the server's own id.
      const has = [workspace, ...member.roles]
      const rights = guild.roles.filter(role => has.includes(role.id)).reduce((all, role) => all | BigInt(role.permissions), 0n)
      return (rights & (PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild)) !== 0n
    },
    async missing(address) {
      if (address.workspace === directWorkspace) return undefined
      return sentenceOfMissing(surroundings.permissionsAt(address), address.thread !== undefined)
    },
    async isMember(actor, workspace) {
      if (!/^\d{5,20}$/.test(workspace)) return false
      return (await ask<APIGuildMember>(`/guilds/${workspace}/members/${actor.id}`).catch(absent)) !== undefined
    },
    async channelName({ workspace, channel }) {
      if (workspace === directWorkspace) return 'a direct conversation'
      const name = surroundings.names.channel(channel)
      return name === undefined ? undefined : `#${name}`
    },
    async open(attachment, { maxBytes, signal }) {
      const note = readAttachment(attachment.ref)
      const name = attachment.name
      const gone = new Fault('input', `The file “${name}” is no longer at Discord; please send it again.`)
      if (note === undefined) throw gone
      const tooLarge = new Fault(
        'input',
        `The file “${name}” is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB; please send a smaller one.`,
      )
      if ((attachment.bytes ?? 0) > maxBytes) throw tooLarge
      let found = await download(note.url, origins, maxBytes, signal)
      if (found === 'dead') {
        const url = await addressAnew(note, signal)
        if (url !== undefined) found = await download(url, origins, maxBytes, signal)
      }
      if (found === 'dead') throw gone
      if (found === 'too large') throw tooLarge
      return found
    },
    // Nothing of a person is kept here beside what waits for the service.
    async forget() {},
  }
}

const absent = (thrown: unknown): undefined => {
  if (thrown instanceof Refused && notThere.includes(thrown.code)) return undefined
  throw thrown
}

/** The bytes at an address of Discord's own, or why there are none. */
async function download(
  url: string,
  origins: readonly string[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array | 'dead' | 'too large'> {
  if (!URL.canParse(url) || !origins.includes(new URL(url).origin)) return 'dead'
  const pieces: Uint8Array[] = []
  try {
    const response = await fetch(url, { redirect: 'error', signal })
    if (!response.ok) {
      await response.body?.cancel()
      if (response.status === 429 || response.status >= 500) throw new Error(`It answered ${response.status}.`)
      return 'dead'
    }
    let size = 0
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += piece.length
      // Leaving the loop closes the connection.
      if (size > maxBytes) return 'too large'
      pieces.push(piece)
    }
  } catch (thrown) {
    signal.throwIfAborted()
    throw new Fault('platform', 'Discord’s files cannot be reached right now; please try again in a minute.', { cause: thrown })
  }
  return Buffer.concat(pieces)
}
