import { createHash } from 'node:crypto'
import { isBlank } from '#core/blank.ts'
import type { Block, Picture, Post } from '#core/post.ts'
import { brief, splitText } from '#core/text.ts'
import { actsOf, type SlackBlock } from './acts.ts'
import { most, slackLimits } from './limits.ts'
import { clean, inert, inertBriefly, quotesLiteral, unmarked } from './markdown.ts'
import { mrkdwn, plain } from './mrkdwn.ts'
import { tableList, tableMarkdown } from './table.ts'

/** What became of a picture: a file of ours at Slack, or a sentence in its place (an empty one while it is on its way). */
export type Shown = { readonly file: string } | { readonly instead: string }

/** Whether Slack shows Markdown there, or only its own older markup. */
export type Style = 'markdown' | 'mrkdwn'

/** A post in Slack's own words. `text` is what notices and screen readers have. */
export type Rendered = { readonly text: string; readonly blocks: readonly SlackBlock[] }

/** The pictures of a post in order, each once. */
export const picturesOf = (post: Post): readonly Picture[] => {
  const all = post.blocks.flatMap(block => (block.type === 'pictures' ? block.pictures : []))
  return all.filter(({ blob }, at) => all.findIndex(other => other.blob === blob) === at)
}

/** A text that is given as a file. */
export type Document = Extract<Block, { type: 'document' }>

/** The documents of a post. */
export const documentsOf = (post: Post): readonly Document[] => post.blocks.filter(block => block.type === 'document')

/** By what it is known what became of a document: by its content. */
export const documentKey = ({ name, text }: Document): string =>
  `document ${createHash('sha256').update(`${name}\n${text}`).digest('hex').slice(0, 32)}`

/** What fits beside anything: lines of how something ended, and rows of what can be pressed. */
const mostLines = 10
const actRoom = { blocks: 12, chars: 5_000 }

/** Said in place of what found no room. */
const farewell = 'There is more of it, which finds no room here.'

/** A stretch of a post on its way: words may be cut, the rest is whole or not there. */
type Piece = { readonly words: string } | { readonly block: SlackBlock; readonly said: string }

/**
 * The post within Slack's limits, whatever it holds. `room` is the share of the limits that is used, for a message that
 * Slack found too long all the same; `mayBeEmpty`: what it belongs to has words of its own.
 */
export function render(
  post: Post,
  shown: ReadonlyMap<string, Shown>,
  { style, room = 1, mayBeEmpty = false }: { readonly style: Style; readonly room?: number; readonly mayBeEmpty?: boolean },
): Rendered {
  const { acts, left } = actsOf(post.blocks, actRoom)
  const all = withoutSurplus([
    ...post.blocks.flatMap(block => piecesOf(block, shown, style)),
    ...(left > 0 ? [lineOf(`${left} more to press found no room here.`)] : []),
  ])
  const pieces = all.length === 0 && acts.length === 0 && !mayBeEmpty ? [sectionOf('…')] : all
  const fixed = [...pieces.flatMap(piece => ('block' in piece ? [piece.block] : [])), ...acts]
  const words = pieces.filter(piece => 'words' in piece).length
  let chars = Math.floor(most.blocksChars * room) - charsOf(fixed)
  let markdown = Math.floor(most.markdownChars * room)
  let blocks = most.blocks - fixed.length - 1
  let isCut = false

  const placed = pieces.flatMap(piece => {
    if ('block' in piece) return [piece.block]
    if (isCut) return []
    const fit = fitted(piece.words, style, { chars: Math.min(chars - 100, markdown), blocks })
    isCut = fit.isCut
    chars -= charsOf(fit.blocks)
    markdown -= style === 'markdown' ? charsOf(fit.blocks) : 0
    blocks -= fit.blocks.length
    return isCut ? [...fit.blocks, contextOf(farewell)] : fit.blocks
  })
  const said =
    pieces.map(piece => ('words' in piece ? piece.words : piece.said)).find(text => !isBlank(text)) ?? (words > 0 ? '…' : '')
  const shownBlocks = [...placed, ...acts]
  return {
    text: brief(plain(brief(said, most.textChars / 4)), most.textChars) || '…',
    blocks: shownBlocks.length > 0 || mayBeEmpty ? shownBlocks : [contextOf('…')],
  }
}

/** The blocks' length as Slack counts it: every sign one, however it is sent. */
export const charsOf = (blocks: readonly SlackBlock[]): number =>
  JSON.stringify(blocks).replace(/\\(?:u[0-9a-f]{4}|.)/gi, 'x').length

/** Of lines and pictures only so many are shown; words are cut elsewhere. */
function withoutSurplus(pieces: readonly Piece[]): readonly Piece[] {
  let lines = 0
  const kept = pieces.filter(piece => 'words' in piece || piece.block.type === 'image' || ++lines <= mostLines)
  return kept.length === pieces.length ? kept : [...kept, { block: contextOf(farewell), said: '' }]
}

function piecesOf(block: Block, shown: ReadonlyMap<string, Shown>, style: Style): readonly Piece[] {
  switch (block.type) {
    case 'text':
      return isBlank(block.markdown) ? [] : [{ words: block.markdown }]
    case 'progress':
      return [sectionOf(progressText(block.label, block.done))]
    case 'pictures':
      return block.pictures.slice(0, slackLimits.picturesPerPost).flatMap(({ blob, alt }): readonly Piece[] => {
        const found = shown.get(blob)
        if (found === undefined) return []
        if ('instead' in found) return found.instead === '' ? [] : [sectionOf(found.instead)]
        const words = brief(unmarked(clean(alt)), most.altChars) || 'A picture.'
        return [{ block: { type: 'image', slack_file: { id: found.file }, alt_text: words }, said: words }]
      })
    case 'table': {
      const words = (style === 'markdown' ? tableMarkdown : tableList)(block.columns, block.rows)
      return isBlank(words) ? [] : [{ words }]
    }
    case 'failure':
      return isBlank(block.text) ? [] : [{ ...sectionOf(quotesLiteral(block.text)), said: block.text }]
    case 'note':
      return isBlank(block.text) ? [] : [captionOf(block.text)]
    case 'document': {
      const found = shown.get(documentKey(block))
      return found === undefined || 'file' in found ? [] : [lineOf(found.instead)]
    }
    case 'actions':
    case 'choice':
      return []
    default:
      return block satisfies never
  }
}

const sectionOf = (text: string): Piece => ({ block: section(shortMrkdwn(text)), said: text })

const lineOf = (text: string): Piece => ({ block: contextOf(text.replace(/\s+/g, ' ').trim()), said: text })

/** What a note says beside somebody's own words is mostly bare: then all of it is shown as it is. */
function captionOf(text: string): Piece {
  const line = text.replace(/\s+/g, ' ').trim()
  const words = /“.*”/.exec(line)?.[0] ?? ''
  if (markedUp.test(line.replace(words, ''))) return { ...lineOf(quotesLiteral(line)), said: line }
  const shown = brief(unmarked(clean(line)), lineChars)
  return { block: { type: 'context', elements: [{ type: 'plain_text', text: shown, emoji: false }] }, said: line }
}

/** Signs by which a line of ours shows code, strong words and links. */
const markedUp = /[`*]|\]\(|~~|https?:|\\/

const section = (text: string): SlackBlock => ({ type: 'section', text: { type: 'mrkdwn', text }, expand: true })

const contextOf = (text: string): SlackBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: shortMrkdwn(text, lineChars) }],
})

/** A quiet line and a sentence of how something ended are short; all of them together must leave room for words. */
const lineChars = 600
const sentenceChars = 2_000

/** A sentence in Slack's older markup, cut where it would be too long: what marks need may make it longer than it was. */
function shortMrkdwn(text: string, chars = sentenceChars): string {
  for (let size = chars; ; size = Math.floor(size / 2)) {
    const short = mrkdwn(text.length <= size ? text : brief(text, size))
    if (short.length <= chars) return short
  }
}

const cells = 10

/** `Generating ▰▰▰▱▱▱▱▱▱▱ 34% · 9/25`: the bar stands where the first dot stood. */
function progressText(label: string, done: number | undefined): string {
  const words = label.replace(/\s+/g, ' ').trim()
  if (done === undefined) return words
  const full = Math.round(Math.min(1, Math.max(0, done)) * cells)
  const bar = `${'▰'.repeat(full)}${'▱'.repeat(cells - full)}`
  return words.includes(' · ') ? words.replace(' · ', ` ${bar} `) : `${words} ${bar}`
}

type Room = { readonly chars: number; readonly blocks: number }

/** Words as blocks within the room there is; cut where nothing else helps. */
function fitted(words: string, style: Style, room: Room): { readonly blocks: readonly SlackBlock[]; readonly isCut: boolean } {
  const fits = (blocks: readonly SlackBlock[]): boolean => charsOf(blocks) <= room.chars && blocks.length <= room.blocks
  const whole = wordBlocks(words, style, inert)
  if (fits(whole)) return { blocks: whole, isCut: false }
  const shorter = wordBlocks(words, style, inertBriefly)
  if (style === 'markdown' && fits(shorter)) return { blocks: shorter, isCut: false }
  for (let size = Math.min(words.length, room.chars); size >= 200; size = Math.floor(size * 0.8)) {
    const blocks = wordBlocks(splitText(words, size)[0]?.shown ?? '', style, inertBriefly)
    if (fits(blocks)) return { blocks, isCut: true }
  }
  return { blocks: [], isCut: true }
}

function wordBlocks(words: string, style: Style, neutral: (markdown: string) => string): readonly SlackBlock[] {
  if (isBlank(words)) return []
  return style === 'markdown' ? [{ type: 'markdown', text: neutral(words) }] : sections(words, most.sectionChars)
}

/** Words in sections: cut where text is cut anywhere, in stretches as long as their marks allow. */
function sections(words: string, size: number): readonly SlackBlock[] {
  return splitText(words, size).flatMap(({ shown }) => {
    if (isBlank(shown)) return []
    const text = mrkdwn(shown)
    if (text.length <= most.sectionChars) return [section(text)]
    return size < 400 ? [section(shortMrkdwn(shown))] : sections(shown, Math.floor(size / 2))
  })
}
