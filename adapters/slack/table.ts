import { most } from './limits.ts'
import { literal } from './markdown.ts'

const mostColumns = 20

/** A table as Markdown's own, the head again where it has more rows than one may have. */
export function tableMarkdown(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.min(mostColumns, Math.max(1, columns.length, ...rows.map(row => row.length)))
  const line = (row: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, at) => cellOf(at === width - 1 ? row.slice(at).join(' · ') : (row[at] ?? ''))).join(' | ')} |`
  const head = [line(columns), `|${' --- |'.repeat(width)}`]
  const parts = Array.from({ length: Math.max(1, Math.ceil(rows.length / most.tableRows)) }, (_, at) =>
    [...head, ...rows.slice(at * most.tableRows, (at + 1) * most.tableRows).map(line)].join('\n'),
  )
  return parts.join('\n\n')
}

/** The same where no table can be shown: one row a line, its first cell first. Of two columns everybody sees what they are. */
export function tableList(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return columns.map(name => `**${flat(name)}**`).join(' · ')
  const lines = rows.map(([first = '', ...rest]) => {
    const cells = rest.flatMap((cell, at) => {
      const name = columns.length > 2 ? flat(columns[at + 1] ?? '') : ''
      return flat(cell) === '' ? [] : [name === '' ? flat(cell) : `${name}: ${flat(cell)}`]
    })
    return `- ${[flat(first) === '' ? '' : `**${flat(first)}**`, ...cells].filter(part => part !== '').join(' · ')}`
  })
  return lines.join('\n')
}

const flat = (text: string): string => literal(text.replace(/\s+/g, ' ').trim())

/** What is typed as an entity is shown as it was typed. */
const cellOf = (text: string): string => flat(text.replace(/&(?=(?:amp|lt|gt|#\w+);)/g, '&amp;')).replaceAll('|', '\\|')
