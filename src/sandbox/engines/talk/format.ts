import { type Phrases, languageOf } from './languages.ts'
import { amount, amountPattern } from './question.ts'

/** How an answer is to be dressed, as a system prompt or the question itself asks. */
export type Style = {
  readonly name: string
  readonly language: Phrases | undefined
  readonly json: boolean
  readonly bullets: boolean
  readonly pirate: boolean
  readonly letters: 'as they are' | 'upper' | 'lower'
  /** At most so many sentences or words; `undefined` means as many as there are. */
  readonly sentences: number | undefined
  readonly words: number | undefined
  readonly opening: string
  readonly ending: string
}

const named =
  /\b(?:[Yy]ou are|[Yy]ou're|[Yy]our name is|[Cc]all yourself|[Aa]ct as|[Dd]u bist|[Dd]ein Name ist)\s+(?:called\s+|named\s+)?["“']?((?!An?\b|The\b|Ein)\p{Lu}[\p{L}\p{N}_-]*(?:[ -]\p{Lu}[\p{L}\p{N}]+)?)/u
const calledSo = /\b(?:named|called)\s+["“']?(\p{Lu}[\p{L}\p{N}_-]*)/u
const speak =
  /\b(?:answer|reply|respond|speak|write|talk|greet|communicate|antworte|always|only|use|responde|réponds)\b[^.;\n]{0,40}/gi
const quotedOrRest = String.raw`(?: the)?(?: words?| phrase| sentence| sign| emoji)?:? *(?:["“'‘]([^"”’'\n]+)["”’']|([^.\n]+[.!]?))`
const endsWith = new RegExp(
  String.raw`\b(?:end|finish|close|conclude|sign off)\b(?: (?:every|each|all|your|the|of|my))*(?: (?:answer|reply|response|message|repl(?:y|ies)|sentence)s?)? (?:with|by saying)${quotedOrRest}`,
  'i',
)
const startsWith = new RegExp(
  String.raw`\b(?:start|begin|open|prefix)\b(?: (?:every|each|all|your|the|of))*(?: (?:answer|reply|response|message|repl(?:y|ies))s?)? (?:with|by saying)${quotedOrRest}`,
  'i',
)
const forms = String.raw`(?:valid |plain |a )?(?:json(?: format| object)?|bullet(?:ed)?(?: points?| list)?s?|bullets|(?:exactly |only )?(?:one|a single|${amountPattern}) sentences?|one word|(?:all )?(?:upper ?case|caps|capitals|capital letters)|lower ?case)`
const formPhrase = new RegExp(
  String.raw`[,.;]?\s*\b(?:please\s+|and\s+|but\s+|now\s+)*(?:(?:answer|reply|respond|put it|format it|write it|say it|do it|make it|give it)\s+)?(?:as|in|using|with)\s+${forms}(?: letters| only| please)*(?=[\s.,;!?]|$)`,
  'gi',
)

/** Reads the wishes out of what the system prompt, standing orders and the question say. */
export function readStyle(system: string, question: string): Style {
  const wishes = `${system}\n${[...question.matchAll(formPhrase)].map(([phrase]) => phrase).join('\n')}`.trim()
  const plain = wishes.toLowerCase()
  const said = (found: RegExpExecArray | null): string => (found?.[1] ?? found?.[2] ?? '').trim()
  const sentences = new RegExp(
    String.raw`\b(?:in|to|exactly|only|of|with|most|than) (?:exactly |only |at most |no more than )?(one|a single|${amountPattern}) sentences?\b`,
  ).exec(plain)?.[1]
  const words = new RegExp(String.raw`\b(?:in|to|at most|no more than|under|exactly|only) (${amountPattern}) words?\b`).exec(
    plain,
  )?.[1]
  const ordered = [...system.matchAll(speak)]
    .map(([clause]) => languageOf(clause.toLowerCase()))
    .find(language => language !== undefined)
  return {
    name: named.exec(system)?.[1] ?? calledSo.exec(system)?.[1] ?? 'Assistant',
    language: ordered,
    json: /\bjson\b/.test(plain),
    bullets: /\bbullet/.test(plain),
    pirate: /\bpirate\b/.test(plain),
    letters: /\b(?:upper ?case|all caps|(?:in )?capitals|capital letters)\b/.test(plain)
      ? 'upper'
      : /\blower ?case\b/.test(plain)
        ? 'lower'
        : 'as they are',
    sentences: sentences === undefined ? undefined : sentences === 'a single' ? 1 : amount(sentences),
    words: words === undefined ? undefined : amount(words),
    opening: said(startsWith.exec(system)),
    ending: said(endsWith.exec(system)),
  }
}

/** The question without what it says about form: what is left is what the rules look at. */
export const withoutForm = (text: string): string => text.replace(formPhrase, '').trim()

const isStructure = (block: string): boolean => /^(?:```|\||[-*] |\d+\. )/.test(block)
const blocks = (text: string): readonly string[] => text.split(/\n\n(?![^`]*\n```(?:\n|$)(?![\s\S]*```\w))/)
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
const sentencesOf = (text: string): readonly string[] =>
  [...segmenter.segment(text.replace(/\s*\n\s*/g, ' '))].map(({ segment }) => segment.trim()).filter(sentence => sentence !== '')
const itemsOf = (text: string): readonly string[] =>
  text.split('\n').flatMap(line => /^(?:[-*]|\d+\.) (.*)$/.exec(line)?.[1] ?? [])

/** An answer in the form that was asked for. Code and tables stay as they are. */
export function dress(answer: string, style: Style): string {
  if (style.json) return asJson(answer)
  let text = answer
  if (style.sentences !== undefined) text = firstSentences(text, style.sentences)
  if (style.words !== undefined) text = firstWords(text, style.words)
  if (style.bullets)
    text = blocks(text)
      .map(block =>
        isStructure(block)
          ? block
          : sentencesOf(block)
              .map(sentence => `- ${sentence}`)
              .join('\n'),
      )
      .join('\n')
  if (style.pirate) text = outsideCode(text, speakPirate)
  if (style.letters === 'upper') text = outsideCode(text, part => part.toUpperCase())
  if (style.letters === 'lower') text = outsideCode(text, part => part.toLowerCase())
  if (style.opening !== '' && !text.startsWith(style.opening)) text = `${style.opening} ${text}`
  if (style.ending !== '' && !text.endsWith(style.ending))
    text += (isStructure(text.split('\n').at(-1) ?? '') || text.endsWith('```') ? '\n\n' : ' ') + style.ending
  return text
}

function asJson(text: string): string {
  const rows = text
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
  const [head, , ...body] = rows
  if (head !== undefined && body.length > 0)
    return JSON.stringify(
      body.map(cells => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? '']))),
      undefined,
      2,
    )
  const [, language, code] = /```(\w*)\n([\s\S]*?)\n```/.exec(text) ?? []
  if (code !== undefined) return JSON.stringify({ language, code }, undefined, 2)
  const items = itemsOf(text)
  return JSON.stringify(items.length > 0 ? { items } : { answer: text }, undefined, 2)
}

function firstSentences(text: string, count: number): string {
  if (/^```|^\|/m.test(text)) return text
  const items = itemsOf(text)
  if (items.length > 1) {
    const plain = items.map(item => item.replace(/[.;]$/, ''))
    return `${plain.slice(0, -1).join(', ')} and ${plain.at(-1)}.`
  }
  return sentencesOf(text).slice(0, count).join(' ')
}

function firstWords(text: string, count: number): string {
  const words = text.split(/\s+/)
  return words.length <= count
    ? text
    : `${words
        .slice(0, count)
        .join(' ')
        .replace(/[,;:.]$/, '')}.`
}

/** Changes prose only: fenced code, `inline code` and links keep their letters. */
const outsideCode = (text: string, change: (part: string) => string): string =>
  text
    .split(/(```[\s\S]*?```|`[^`\n]+`|https?:\/\/\S+)/)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join('')

const sailor: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Hello|Hi)\b/g, 'Ahoy'],
  [/\bYour\b/g, 'Yer'],
  [/\byour\b/g, 'yer'],
  [/\bYou\b/g, 'Ye'],
  [/\byou\b/g, 'ye'],
  [/\bmy\b/g, 'me'],
  [/\b(?:is|am|are)\b/g, 'be'],
  [/\bfriend\b/g, 'matey'],
  [/\bing\b/g, "in'"],
]

function speakPirate(part: string): string {
  let text = part
  for (const [word, salted] of sailor) text = text.replace(word, salted)
  return text.replace(/\.(\s*)$/, ', arr.$1')
}
