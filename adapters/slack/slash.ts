import type { Command } from '#core/command.ts'
import type { Block, Post } from '#core/post.ts'
import { slashNames, umbrella } from './commands.ts'

/** Says commands as they are typed on Slack: few have a name of their own, all others stand after the one that leads to them. */
export function createSlash(catalogue: readonly Command[]): {
  /** A sentence of ours. */
  readonly sentence: (text: string) => string
  /** A post; what a model wrote in it stays as it is. */
  readonly post: (post: Post) => Post
} {
  const own = slashNames(catalogue)
  const families = new Set(catalogue.map(({ name }) => name.split(' ')[0] ?? name))
  const others = [...families].filter(family => !own.includes(family))
  const pattern = new RegExp(`(^|[\\s\\u0060(“])/(${others.join('|')})(?![\\w/-])`, 'g')
  const sentence = (text: string): string => text.replace(pattern, `$1/${umbrella} $2`)

  const block = (known: Block, isOurs: boolean): Block => {
    switch (known.type) {
      case 'failure':
      case 'note':
        return { ...known, text: sentence(known.text) }
      case 'table':
        return { ...known, rows: known.rows.map(row => row.map(sentence)) }
      case 'text':
        return isOurs ? { ...known, markdown: sentence(known.markdown) } : known
      default:
        return known
    }
  }
  return {
    sentence,
    // Models speak to all, and to nobody alone.
    post: post => ({ ...post, blocks: post.blocks.map(known => block(known, post.audience === 'actor')) }),
  }
}
