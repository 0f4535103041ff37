import type { APIMessage } from 'discord.js'

/** Who we are in a server: our user, and the role that Discord made for us there. */
export type Self = { readonly id: string; readonly role?: string | undefined }

/** Names that a message itself does not bring along. */
export type Names = {
  readonly channel: (id: string) => string | undefined
  readonly role: (id: string) => string | undefined
}

type Said = Pick<APIMessage, 'content' | 'mentions' | 'mention_roles'>

/** Whether a message names us in its words: by our user, or by our role, which people choose from the list as easily. */
export const namesUs = ({ content }: Pick<Said, 'content'>, self: Self): boolean => new RegExp(marksOf(self)).test(content)

const marksOf = ({ id, role }: Self): string => `<@!?${id}>${role === undefined ? '' : `|<@&${role}>`}`

/** The words of a message as people read them: without the name we were called by, other names in place of their marks. */
export function wordsOf(message: Said, self: Self | undefined, names: Names): string {
  const users = new Map(
    message.mentions.map(user => {
      const nick = 'member' in user ? (user.member as { readonly nick?: string | null } | undefined)?.nick : undefined
      return [user.id, nick ?? user.global_name ?? user.username]
    }),
  )
  return (self === undefined ? message.content : withoutCall(message.content, self))
    .replace(/<@!?(\d+)>/g, (mark, id: string) => nameOr(mark, '@', users.get(id)))
    .replace(/<@&(\d+)>/g, (mark, id: string) => nameOr(mark, '@', names.role(id)))
    .replace(/<#(\d+)>/g, (mark, id: string) => nameOr(mark, '#', names.channel(id)))
    .replace(/<a?(:\w{1,32}:)\d+>/g, '$1')
    .replace(/<(\/[^:<>]{1,100}):\d+>/g, '$1')
    .toWellFormed()
    .trim()
}

const nameOr = (mark: string, sign: string, name: string | undefined): string => (name === undefined ? mark : `${sign}${name}`)

/** Our name goes with the comma after it at the beginning, with the one before it at the end, and leaves one space in between. */
function withoutCall(text: string, self: Self): string {
  const ours = marksOf(self)
  return text
    .trim()
    .replace(new RegExp(`^(?:${ours})(?:[\\s,:]|${ours})*`), '')
    .replace(new RegExp(`[\\s,]*(?:${ours})$`), '')
    .replace(new RegExp(`,?[ \\t]*(?:${ours})`, 'g'), '')
}

/** What a message says for somebody who acts on it: its words, else those of what was forwarded in it, of its cards, or of its components. */
export function plainWords(message: APIMessage): string {
  const unnamed: Names = { channel: () => undefined, role: () => undefined }
  const words = wordsOf(message, undefined, unnamed)
  if (words !== '') return words
  const forwarded = (message.message_snapshots ?? []).map(snapshot => snapshot.message.content.trim())
  const cards = message.embeds.flatMap(({ title, description }) => [title, description])
  const texts = [...forwarded, ...cards, ...textsIn(message.components ?? [])]
  return texts
    .filter(text => text !== undefined && text !== '')
    .join('\n')
    .toWellFormed()
}

/** The text displays of a message made of components. */
function textsIn(components: readonly unknown[]): readonly string[] {
  return components.flatMap(component => {
    if (typeof component !== 'object' || component === null) return []
    const { content, components: inner } = component as { readonly content?: unknown; readonly components?: unknown }
    return [...(typeof content === 'string' ? [content] : []), ...(Array.isArray(inner) ? textsIn(inner) : [])]
  })
}
