import { clean, unmassed } from './markdown.ts'

/** A text as Slack's own markup shows it letter by letter. */
export const plain = (text: string): string =>
  unmassed(clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))

const fence = /^\s{0,3}(`{3,}|~{3,})([^\n]*)$/

/**
 * Markdown in Slack's older markup, for the places that take nothing else. It has no headings, which become strong lines,
 * and no tables, whose rows stay as they were typed. Nothing in it names a person, a channel or everybody.
 */
export function mrkdwn(markdown: string): string {
  let open: string | undefined
  return clean(markdown)
    .split('\n')
    .map(line => {
      const [, run, after = ''] = fence.exec(line) ?? []
      if (open !== undefined) {
        if (run === undefined || run[0] !== open[0] || run.length < open.length || after.trim() !== '')
          return plain(line).replaceAll('```', "'''")
        open = undefined
        return '```'
      }
      if (run !== undefined && !(run.startsWith('`') && after.includes('`'))) {
        open = run
        return '```'
      }
      return lineOf(line)
    })
    .concat(open === undefined ? [] : ['```'])
    .join('\n')
}

function lineOf(line: string): string {
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1]
  if (heading !== undefined && heading !== '') return `*${inline(heading.replaceAll('**', ''))}*`
  const [, indent = '', sign, item = ''] = /^(\s*)([-*+])\s+(.*)$/.exec(line) ?? []
  if (sign !== undefined && item !== '') return `${indent}• ${inline(item)}`
  const [quote = ''] = /^(?:\s{0,3}>[ \t]?)+/.exec(line) ?? []
  return quote === '' ? inline(line) : `&gt; ${inline(line.slice(quote.length))}`
}

const marks = new RegExp(
  [
    String.raw`(?<ticks>\x60+)(?<code>.+?)\k<ticks>(?!\x60)`,
    String.raw`!?\[(?<label>[^\]\n]*)\]\((?<url>(?:https?:\/\/|mailto:)[^\s)<>]+)(?:\s+"[^"\n]*")?\)`,
    String.raw`<(?<address>(?:https?:\/\/|mailto:)[^\s<>|]+)>`,
    String.raw`(?<strongMark>\*\*|__)(?=\S)(?<strong>.+?)(?<=\S)(?<!\\)\k<strongMark>`,
    String.raw`~~(?=\S)(?<struck>.+?)(?<=\S)~~`,
    String.raw`(?<![\w*])\*(?=[^\s*])(?<slanted>[^*\n]+?)(?<=\S)(?<!\\)\*(?![\w*])`,
    String.raw`\\(?<sign>[\\\x60*_{}[\]()#+.!|~<>-])`,
  ].join('|'),
  'g',
)

/** The inside of one line. What is strong or slanted may hold other marks. */
function inline(text: string): string {
  let shown = ''
  let at = 0
  for (const found of text.matchAll(marks)) {
    shown += plain(text.slice(at, found.index)) + markOf(found.groups ?? {}, found[0])
    at = found.index + found[0].length
  }
  return shown + plain(text.slice(at))
}

function markOf(found: Readonly<Record<string, string | undefined>>, whole: string): string {
  const { code, label, url, address, strong, struck, slanted, sign } = found
  if (code !== undefined) return `\`${plain(code.replaceAll('`', '’'))}\``
  if (url !== undefined) return link(url, label ?? '')
  if (address !== undefined) return link(address, '')
  if (strong !== undefined) return `*${inline(strong)}*`
  if (struck !== undefined) return `~${inline(struck)}~`
  if (slanted !== undefined) return `_${inline(slanted)}_`
  return plain(sign === undefined ? whole : (lookalikes[sign] ?? sign))
}

/** Slack's own markup has no way to say that a sign is only a sign: one that looks like it stands in its place. */
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': '’' }

/** A link, its words without marks: within it Slack reads none, and a bar or a bracket would end it. */
function link(url: string, label: string): string {
  const address = url.replaceAll('&', '&amp;').replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E')
  const words = plain(
    label
      .replace(/[|*_~`]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  return words === '' ? `<${address}>` : `<${address}|${words}>`
}
