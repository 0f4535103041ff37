import { marked, type Token, type Tokens } from 'marked'
import { Component, type ComponentChildren, Fragment } from 'preact'
import { CodeBlock } from './code-block.tsx'

// Model text is data: it becomes nodes, never HTML, and only http links become links. Nothing is fetched for it.

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: '’',
  nbsp: '\u00a0',
  copy: '©',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  rarr: '→',
  larr: '←',
  times: '×',
  deg: '°',
}

/** Text as people read it: `&amp;` is `&`. */
const plain = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole
  })

/** The address of a link that may be followed, or undefined. */
export function safeLink(href: string): string | undefined {
  try {
    const url = new URL(href)
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' ? url.href : undefined
  } catch {
    return undefined
  }
}

function Anchor({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  const safe = safeLink(href)
  if (safe === undefined) return <>{children}</>
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** About what fits on a line of a phone. */
const longCode = 32

/** A piece of code in a sentence: a short one does not break apart. */
const Code = ({ text }: { readonly text: string }) => <code class={text.length > longCode ? 'long' : undefined}>{text}</code>

const inline = (tokens: readonly Token[] | undefined): ComponentChildren =>
  (tokens ?? []).map((token, index) => <Fragment key={index}>{inlineToken(token)}</Fragment>)

function inlineToken(token: Token): ComponentChildren {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? plain((token as Tokens.Text).text) : inline(token.tokens)
    case 'escape':
      return (token as Tokens.Escape).text
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>
    case 'em':
      return <em>{inline(token.tokens)}</em>
    case 'del':
      return <del>{inline(token.tokens)}</del>
    case 'codespan':
      return <Code text={(token as Tokens.Codespan).text} />
    case 'br':
      return <br />
    case 'link':
      return <Anchor href={(token as Tokens.Link).href}>{inline(token.tokens)}</Anchor>
    case 'image': {
      const { href, text } = token as Tokens.Image
      return <Anchor href={href}>{text === '' ? href : text}</Anchor>
    }
    default:
      return token.raw
  }
}

function listItem(item: Tokens.ListItem, index: number) {
  return (
    <li key={index} class={item.task ? 'task' : undefined}>
      {item.task && (
        <input type="checkbox" checked={item.checked === true} disabled aria-label={item.checked ? 'done' : 'not done'} />
      )}
      {blocks(item.tokens)}
    </li>
  )
}

function blockToken(token: Token): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return null
    case 'heading': {
      // The page has its own headings above these.
      const level = Math.min(6, (token as Tokens.Heading).depth + 2)
      const Tag = `h${level}` as 'h3'
      return <Tag>{inline(token.tokens)}</Tag>
    }
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>
    case 'text':
      return token.tokens === undefined ? plain((token as Tokens.Text).text) : inline(token.tokens)
    case 'code': {
      const { text, lang } = token as Tokens.Code
      return <CodeBlock text={text} language={lang?.split(/\s/)[0] ?? ''} />
    }
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>
    case 'hr':
      return <hr />
    case 'list': {
      const list = token as Tokens.List
      const items = list.items.map(listItem)
      return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return <MarkdownTable table={token as Tokens.Table} />
    case 'html':
      return <p>{token.raw}</p>
    default:
      return inlineToken(token)
  }
}

function MarkdownTable({ table }: { readonly table: Tokens.Table }) {
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" class={cell.align === null ? undefined : `to-${cell.align}`}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={cell.align === null ? undefined : `to-${cell.align}`}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A block is drawn again only when its own source changed: growing text touches its last block alone. */
class BlockNode extends Component<{ readonly token: Token }> {
  override shouldComponentUpdate(next: { readonly token: Token }): boolean {
    return next.token.raw !== this.props.token.raw || next.token.type !== this.props.token.type
  }
  override render() {
    return blockToken(this.props.token)
  }
}

const blocks = (tokens: readonly Token[]): ComponentChildren =>
  tokens.map((token, index) => <BlockNode key={index} token={token} />)

/** Where a text is nested deeper than can be drawn, its plain words stand instead: no text may take the page down. */
class OrPlain extends Component<
  { readonly text: string; readonly draw: (text: string) => ComponentChildren },
  { readonly failed: string | undefined }
> {
  override state = { failed: undefined }
  override componentDidCatch(): void {
    this.setState({ failed: this.props.text })
  }
  override render() {
    const { text, draw } = this.props
    if (this.state.failed === text) return <span class="plain-words">{text}</span>
    try {
      return draw(text)
    } catch {
      return <span class="plain-words">{text}</span>
    }
  }
}

const drawBlocks = (text: string): ComponentChildren => blocks(marked.lexer(text, { gfm: true, breaks: true }))
const drawInline = (text: string): ComponentChildren => inline(marked.Lexer.lexInline(text, { gfm: true }))

/** The words of Markdown, without its signs, on one line: to be read out. */
export function plainWords(text: string): string {
  const wordsOf = (tokens: readonly Token[]): string => tokens.map(wordsIn).join('')
  const wordsIn = (token: Token): string => {
    switch (token.type) {
      case 'list':
        return (token as Tokens.List).items.map(item => ` ${wordsOf(item.tokens)} `).join('')
      case 'table': {
        const { header, rows } = token as Tokens.Table
        return [header, ...rows].map(row => ` ${row.map(cell => wordsOf(cell.tokens)).join(', ')}. `).join('')
      }
      case 'code':
        return ` ${(token as Tokens.Code).text} `
      case 'codespan':
      case 'escape':
        return (token as Tokens.Codespan).text
      case 'space':
      case 'br':
      case 'hr':
      case 'def':
      case 'checkbox':
        return ' '
      case 'text':
        return token.tokens === undefined ? plain((token as Tokens.Text).text) : wordsOf(token.tokens)
      default:
        return 'tokens' in token && token.tokens !== undefined
          ? `${wordsOf(token.tokens)}${isBlock(token) ? ' ' : ''}`
          : plain(token.raw)
    }
  }
  try {
    return wordsOf(marked.lexer(text, { gfm: true, breaks: true }))
      .replace(/\s+/g, ' ')
      .trim()
  } catch {
    // Nested deeper than can be read.
    return text.replace(/\s+/g, ' ').trim()
  }
}
const isBlock = ({ type }: Token): boolean => type === 'paragraph' || type === 'heading' || type === 'blockquote'

/** Markdown of a model or of ours, as blocks. */
export const Markdown = ({ text }: { readonly text: string }) => (
  <div class="markdown">
    <OrPlain text={text} draw={drawBlocks} />
  </div>
)

/** Markdown of one sentence. */
export const InlineMarkdown = ({ text }: { readonly text: string }) => <OrPlain text={text} draw={drawInline} />
