import type { Surface } from '#core/ports.ts'
import type { Block, Post } from '#core/post.ts'
import type { People } from './people.ts'
import { readMessage, readReply } from './ref.ts'
import type { createSlash } from './slash.ts'

/** The id of a person as our own sentences show it. */
const shownId = /`([UW][A-Z0-9]{5,30})`/g

/**
 * The surface, on which our own sentences say commands as they are typed here, and people whose names are known by them: an
 * id means nothing to anybody. What models write stays as it is.
 */
export function namedSurface(
  surface: Surface,
  slash: Pick<ReturnType<typeof createSlash>, 'post'>,
  people: Pick<People, 'name'>,
): Surface {
  const worded = (post: Post, team: string): Post => {
    const spoken = slash.post(post)
    // Models speak to all, and to nobody alone.
    if (spoken.audience !== 'actor') return spoken
    const named = (text: string): string =>
      text.replace(shownId, (shown, id: string) => {
        const name = people.name(team, id)
        return name === undefined ? shown : `\`@${name.replaceAll('`', '')}\``
      })
    const block = (known: Block): Block => {
      if (known.type === 'text') return { ...known, markdown: named(known.markdown) }
      return known.type === 'failure' || known.type === 'note' ? { ...known, text: named(known.text) } : known
    }
    return { ...spoken, blocks: spoken.blocks.map(block) }
  }
  return {
    ...surface,
    post: async (reply, post, how) => surface.post(reply, worded(post, readReply(reply).team), how),
    edit: async (message, post, how) => surface.edit(message, worded(post, readMessage(message).team), how),
  }
}
