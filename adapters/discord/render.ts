import { createHash } from 'node:crypto'
import { isBlank } from '#core/blank.ts'
import type { Block, Picture, Post } from '#core/post.ts'
import { brief, splitText } from '#core/text.ts'
import { type Component, kind, rowsOf } from './components.ts'
import { mostChars, mostComponents } from './limits.ts'
import { asWritten, quiet } from './markdown.ts'
import { tableText } from './table.ts'

/** What became of a picture: a file of the message by its name there, or a sentence in its place. */
export type Shown = { readonly name: string } | { readonly instead: string }

/** A message of plain text, or one made of components. What is made of components once can never be plain again. */
export type Mode = 'plain' | 'components'

/** A post in Discord's own words. */
export type Rendered = {
  readonly mode: Mode
  readonly content?: string
  readonly components: readonly Component[]
  /** The whole text, where the message can hold only its beginning: a file of this name belongs to the message. */
  readonly text?: { readonly name: string; readonly markdown: string }
}

/** A stretch of text. What is quiet or says how it ended is shown whatever else must move into a file. */
type Piece = { readonly markdown: string; readonly isEnd: boolean }

/** The pictures of a post in order, each once. */
export const picturesOf = (post: Post): readonly Picture[] => {
  const all = post.blocks.flatMap(block => (block.type === 'pictures' ? block.pictures : []))
  return all.filter(({ blob }, at) => all.findIndex(other => other.blob === blob) === at)
}

/** What a message is already, and whether a file may be put beside it. */
export type Frame = { readonly mode: Mode; readonly mayAttach: boolean }

/** The post within Discord's limits, whatever it holds; what finds no room is in the file of its text. */
export function render(post: Post, shown: ReadonlyMap<string, Shown>, { mode, mayAttach }: Frame): Rendered {
  const gallery = galleryOf(post, shown)
  const rows = rowsOf(post.blocks, { rows: 5, components: mostComponents - gallery.components.length - 5 })
  const pieces = post.blocks.flatMap(block => pieceOf(block, shown, mayAttach))
  const isMade = gallery.components.length > 0
  if (rows.left > 0) pieces.push({ markdown: quiet(`${rows.left} more to press found no room here.`), isEnd: true })
  if (isBlank(pieces.map(piece => piece.markdown).join('')) && !isMade && rows.rows.length === 0)
    pieces.push({ markdown: '…', isEnd: true })

  const written = pieces.filter(({ markdown }) => !isBlank(markdown))
  const chars = lengthOf(written)
  const isPlain = mode === 'plain' && !isMade && (chars <= mostChars.plain || chars > mostChars.components)
  const { beginning, end, text } = within(written, isPlain ? mostChars.plain : mostChars.components, mayAttach)
  const document = mayAttach ? documentOf(post) : undefined
  const file = document === undefined ? (text === undefined ? {} : { text }) : { text: document }
  if (isPlain) return { mode: 'plain', content: joined([beginning, end]), components: rows.rows, ...file }
  const inside = [
    ...textDisplay(beginning),
    ...gallery.components,
    ...textDisplay(end),
    ...(file.text === undefined ? [] : [{ type: kind.file, file: { url: `attachment://${file.text.name}` } }]),
    ...rows.rows,
  ]
  return { mode: 'components', components: [{ type: kind.container, components: inside }], ...file }
}

const textDisplay = (content: string): readonly Component[] => (content === '' ? [] : [{ type: kind.text, content }])

/** A text that comes as a file beside its beginning: its name is made of its content, so that a message has it once. */
function documentOf(post: Post): { readonly name: string; readonly markdown: string } | undefined {
  const found = post.blocks.find(block => block.type === 'document')
  if (found === undefined) return undefined
  const [, stem = 'text', ending = '.md'] = /^([\w-]{1,40})(\.\w{1,10})?$/.exec(found.name) ?? []
  return { name: `${stem}-${hashOf(found.text)}${ending}`, markdown: found.text }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

function pieceOf(block: Block, shown: ReadonlyMap<string, Shown>, mayAttach: boolean): readonly Piece[] {
  switch (block.type) {
    case 'text':
      return [{ markdown: asWritten(block.markdown), isEnd: false }]
    case 'progress':
      return [{ markdown: progressText(block.label, block.done), isEnd: true }]
    case 'pictures':
      return block.pictures.flatMap(({ blob }) => {
        const found = shown.get(blob)
        return found !== undefined && 'instead' in found ? [{ markdown: found.instead, isEnd: false }] : []
      })
    case 'table':
      return [{ markdown: tableText(block.columns, block.rows), isEnd: false }]
    case 'failure':
      return [{ markdown: asWritten(block.text), isEnd: true }]
    case 'note':
      return isBlank(block.text) ? [] : [{ markdown: quiet(block.text), isEnd: true }]
    case 'document':
      return mayAttach ? [] : [{ markdown: quiet('All of it would be in a file, and I may not attach files here.'), isEnd: true }]
    case 'actions':
    case 'choice':
      return []
    default:
      return block satisfies never
  }
}

const cells = 10

/** `Generating ▰▰▰▱▱▱▱▱▱▱ 34% · 9/25`: the bar stands where the first dot stood. */
function progressText(label: string, done: number | undefined): string {
  const words = asWritten(label.replace(/\s+/g, ' ').trim())
  if (done === undefined) return words
  const full = Math.round(Math.min(1, Math.max(0, done)) * cells)
  const bar = `${'▰'.repeat(full)}${'▱'.repeat(cells - full)}`
  return words.includes(' · ') ? words.replace(' · ', ` ${bar} `) : `${words} ${bar}`
}

/** Pictures and films side by side; what is neither is a file that can be played or taken. */
function galleryOf(post: Post, shown: ReadonlyMap<string, Shown>): { readonly components: readonly Component[] } {
  const items: Component[] = []
  const files: Component[] = []
  for (const { blob, alt, contentType } of picturesOf(post)) {
    const found = shown.get(blob)
    if (found === undefined || 'instead' in found) continue
    const media = { url: `attachment://${found.name}` }
    if (/^(?:image|video)\//.test(contentType)) items.push({ media, ...altOf(alt) } as unknown as Component)
    else files.push({ type: kind.file, file: media })
  }
  return { components: [...(items.length === 0 ? [] : [{ type: kind.gallery, items }]), ...files] }
}

const altOf = (alt: string): { readonly description?: string } => (isBlank(alt) ? {} : { description: brief(alt, 1_024) })

const lengthOf = (pieces: readonly Piece[]): number => joined(pieces.map(piece => piece.markdown)).length

const joined = (texts: readonly string[]): string => texts.filter(text => text !== '').join('\n')

const pointer = quiet('All of it is in the attached file.')
const farewell = quiet('There is more of it, which finds no room here, and I may not attach files.')

/** A last line is shown whole up to so many characters: it says how something ended, and what is next. */
const endChars = 500

/** The pieces within so many characters: what was written first, then how it ended. */
function within(
  pieces: readonly Piece[],
  limit: number,
  mayAttach: boolean,
): { readonly beginning: string; readonly end: string; readonly text?: { readonly name: string; readonly markdown: string } } {
  const body = pieces.filter(piece => !piece.isEnd).map(piece => piece.markdown)
  const ends = pieces.filter(piece => piece.isEnd).map(piece => piece.markdown)
  const whole = { beginning: joined(body), end: joined(ends) }
  if (lengthOf(pieces) <= limit) return whole
  const all = joined([whole.beginning, whole.end])
  const text = { name: `message-${hashOf(all)}.md`, markdown: all }
  const shortEnds = joined(ends.map(line => brief(line, endChars)))
  const end = joined([mayAttach ? pointer : farewell, shortEnds.length <= limit / 2 ? shortEnds : brief(shortEnds, limit / 2)])
  const room = limit - end.length - 1
  return {
    beginning: whole.beginning === '' ? '' : (splitText(whole.beginning, room)[0]?.shown ?? ''),
    end,
    ...(mayAttach && { text }),
  }
}
