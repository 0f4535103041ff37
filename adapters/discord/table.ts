import { asWritten, literal, quiet } from './markdown.ts'

/** What a phone shows of a line of code without breaking it is less; what a window shows is more. */
const mostColumns = 60

/** A table: lined up where it is narrow enough, else a list of its rows. */
export function tableText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map(cellText)
  const body = rows.map(row => row.map(cellText))
  const all = [head, ...body]
  const widths = Array.from({ length: Math.max(0, ...all.map(row => row.length)) }, (_, at) =>
    Math.max(0, ...all.map(row => widthOf(uncoded(row[at] ?? '')))),
  )
  const whole = widths.reduce((sum, width) => sum + width + 2, -2)
  return whole <= mostColumns ? lined(all, widths) : listed(head, body)
}

const cellText = (text: string): string => asWritten(text.replace(/\s+/g, ' ').trim())

/** A cell as it stands in a block of code, where marks are only letters and a fence would end the block. */
const uncoded = (text: string): string => text.replace(/`([^`]*)`/g, '$1').replaceAll('`', '’')

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns a text takes: wide scripts and pictures take two. */
function widthOf(text: string): number {
  let width = 0
  for (const { segment } of graphemes.segment(text))
    width += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u.test(
      segment,
    )
      ? 2
      : 1
  return width
}

function lined(all: readonly (readonly string[])[], widths: readonly number[]): string {
  const line = (row: readonly string[]): string =>
    widths
      .map((width, at) => {
        const cell = uncoded(row[at] ?? '')
        return `${cell}${' '.repeat(width - widthOf(cell))}`
      })
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = all
  const rule = widths.map(width => '─'.repeat(width)).join('  ')
  return ['```', line(head), rule, ...body.map(line), '```'].join('\n')
}

/**
 * One row a line: its first cell, which says by itself what it is, then the others. What they are is said once above, or
 * beside each where a row has gaps.
 */
function listed(head: readonly string[], body: readonly (readonly string[])[]): string {
  const names = head.map(literal)
  if (body.length === 0) return names.map(name => `**${name}**`).join(' · ')
  const isWhole = body.every(row => row.length === head.length && !row.includes(''))
  const isAbove = isWhole && body.length > 1
  const rows = body.map(([first = '', ...rest]) => {
    const cells = rest.flatMap((cell, at) => {
      const name = names[at + 1] ?? ''
      return cell === '' ? [] : [name === '' || isAbove ? cell : `${name}: ${cell}`]
    })
    return `- ${[first === '' ? '' : `**${first}**`, ...cells].filter(part => part !== '').join(' · ')}`
  })
  return [...(isAbove ? [quiet(names.filter(name => name !== '').join(' · '))] : []), ...rows].join('\n')
}
