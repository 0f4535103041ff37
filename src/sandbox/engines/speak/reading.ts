import { cardinal, decimal, ordinal, spellDigits, year } from './numbers.ts'

const shortened: Readonly<Record<string, string>> = {
  'mr.': 'mister',
  'mrs.': 'missis',
  'ms.': 'miz',
  'dr.': 'doctor',
  'prof.': 'professor',
  'st.': 'saint',
  'vs.': 'versus',
  'etc.': 'et cetera',
  'e.g.': 'for example',
  'i.e.': 'that is',
  'approx.': 'approximately',
  'no.': 'no.',
}
const symbols: Readonly<Record<string, string>> = {
  '&': 'and',
  '@': 'at',
  '%': 'percent',
  '+': 'plus',
  '=': 'equals',
  '#': 'number',
  '°': 'degrees',
  '×': 'times',
  '÷': 'divided by',
}
const coins: Readonly<Record<string, readonly [string, string, string]>> = {
  $: ['dollar', 'dollars', 'cents'],
  '€': ['euro', 'euros', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
}
const units: Readonly<Record<string, string>> = {
  km: 'kilometres',
  cm: 'centimetres',
  mm: 'millimetres',
  kg: 'kilograms',
  mb: 'megabytes',
  gb: 'gigabytes',
  kb: 'kilobytes',
  ms: 'milliseconds',
  mph: 'miles per hour',
}
const letterNames: Readonly<Record<string, string>> = Object.fromEntries(
  'a:ay b:bee c:see d:dee e:ee f:eff g:jee h:aitch i:eye j:jay k:kay l:ell m:em n:en o:oh p:pee q:cue r:ar s:ess t:tee u:you v:vee w:doubleyou x:ex y:wy z:zee'
    .split(' ')
    .map(pair => pair.split(':') as [string, string]),
)

function money(coin: string, amount: string): string {
  const [one, many, small] = coins[coin] ?? ['', '', '']
  const [whole = '0', fraction] = amount.replaceAll(',', '').split('.')
  const said = `${cardinal(whole)} ${whole === '1' ? one : many}`
  return fraction === undefined || fraction.length !== 2 || fraction === '00'
    ? said + (fraction !== undefined && fraction.length !== 2 ? ` point ${spellDigits(fraction)}` : '')
    : `${said} and ${cardinal(String(Number(fraction)))} ${small}`
}

function time(hours: string, minutes: string): string {
  const late = Number(minutes)
  if (late === 0) return `${cardinal(String(Number(hours)))} o'clock`
  return `${cardinal(String(Number(hours)))} ${late < 10 ? 'oh ' : ''}${cardinal(String(late))}`
}

/** Letters said by their names: `GPU` is “jee pee you”. */
export const spellLetters = (letters: string): string =>
  [...letters.toLowerCase()].map(letter => letterNames[letter] ?? letter).join(' ')

/** Text with everything that is no word written out as the words people would say: numbers, money, times, symbols, short forms. */
export function writeOut(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/https?:\/\/(?:www\.)?/gi, ' ')
    .replace(/[’‘]/g, "'")
    .replace(/(^|[\s(])([A-Za-z]+\.(?:[a-z]\.)?)(?=[\s,)])/g, (all, before: string, word: string) => {
      const said = shortened[word.toLowerCase()]
      return said === undefined ? all : `${before}${said}`
    })
    .replace(/([$€£])\s?(\d[\d,]*(?:\.\d+)?)/g, (_, coin: string, amount: string) => ` ${money(coin, amount)} `)
    .replace(/(\d[\d,]*(?:\.\d+)?)\s?([€£])/g, (_, amount: string, coin: string) => ` ${money(coin, amount)} `)
    .replace(/\b([01]?\d|2[0-3]):([0-5]\d)\b/g, (_, hours: string, minutes: string) => ` ${time(hours, minutes)} `)
    .replace(/\b(\d+)(?:st|nd|rd|th)\b/gi, (_, digits: string) => ` ${ordinal(digits)} `)
    .replace(/(?<=\d)\s?(km|cm|mm|kg|mb|gb|kb|ms|mph)\b/gi, (_, unit: string) => ` ${units[unit.toLowerCase()] ?? unit} `)
    .replace(/(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d.,]*\d)/g, (_, digits: string) => ` ${year(digits)} `)
    .replace(
      /(?<![\p{L}\d])[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\p{L}\d])[-−]?\d+(?:\.\d+)?/gu,
      written => ` ${decimal(written)} `,
    )
    .replace(/\d+/g, digits => ` ${cardinal(digits)} `)
    .replace(/[&@%+=#°×÷]/g, symbol => ` ${symbols[symbol] ?? ''} `)
    .replace(/(?<=\p{L})\.(?=\p{L}{2})/gu, ' dot ')
    .replace(/\b(?:[A-Z]{2,3}|[BCDFGHJKLMNPQRSTVWXZ]{2,6})\b/g, (letters, at: number, whole: string) =>
      // A text that shouts is not made of initials.
      /\p{Ll}/u.test(whole) || letters.length < 3 ? ` ${spellLetters(letters)} ` : letters,
    )
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[æœ]/gi, 'e')
    .replace(/ø/gi, 'o')
    .replace(/ł/gi, 'l')
}

/** What is said after a word: nothing, or a pause with its tune. */
export type Pause = 'comma' | 'full' | 'question' | 'exclamation' | 'colon'

/** One word as it is said, in small letters; `pause` follows it, and `stillMs` more silence that the text asked for. */
export type SaidWord = { readonly word: string; readonly pause?: Pause; readonly stillMs?: number }

const pauses: Readonly<Record<string, Pause>> = {
  ',': 'comma',
  ';': 'colon',
  ':': 'colon',
  '.': 'full',
  '?': 'question',
  '!': 'exclamation',
}
const strongest: readonly Pause[] = ['question', 'exclamation', 'full', 'colon', 'comma']

/** The words of a text in order, with the pauses of its marks, line ends and `<#0.5#>` (seconds of silence, 99.99 at most). */
export function wordsOf(text: string): readonly SaidWord[] {
  const words: SaidWord[] = []
  const marked = /<#(\d{1,2}(?:\.\d{1,2})?)#>/g
  const parts = text.split(marked)
  parts.forEach((part, i) => {
    if (i % 2 === 1) {
      const last = words.pop()
      if (last !== undefined) words.push({ ...last, stillMs: (last.stillMs ?? 0) + Number(part) * 1000 })
      return
    }
    const plain = writeOut(part)
      .replace(/\n\s*\n|\n/g, '. ')
      .replace(/\s[-–—]+\s|—/g, ', ')
      .replace(/[…]|\.{2,}/g, '. ')
    for (const [token] of plain.matchAll(/[a-z]+(?:'[a-z]+)*|[,;:.?!]+/gi)) {
      if (/[a-z]/i.test(token)) words.push({ word: token.toLowerCase() })
      else {
        const last = words.pop()
        const found = [...token].map(mark => pauses[mark])
        const pause = strongest.find(one => one === last?.pause || found.includes(one))
        if (last !== undefined) words.push(pause === undefined ? last : { ...last, pause })
      }
    }
  })
  return words
}
