import { numberWords } from './question.ts'

/** What came of a calculation: the expression as it was understood, and its value or the reason there is none. */
export type Sum = { readonly shown: string; readonly value: number } | { readonly shown: string; readonly problem: string }

/** Longer texts are about something else, and the descent below must not run deep. */
const mostCharacters = 500

class NoAnswer extends Error {}

const wordsFor: readonly (readonly [RegExp, string])[] = [
  [/\b(?:sum of|add) (.+?) (?:and|to) /g, '$1 + '],
  [/\b(?:product of|multiply) (.+?) (?:and|by|with) /g, '$1 * '],
  [/\b(?:difference (?:between|of)) (.+?) and /g, '$1 - '],
  [/\bsubtract (\S+) from (\S+)/g, '$2 - $1'],
  [/\bdivide (.+?) by /g, '$1 / '],
  [/\bfactorial of (\d+)|\b(\d+) factorial\b/g, '$1$2 !'],
  [/\bto the power of\b/g, '^'],
  [/\bdivided by\b|\bover\b/g, '/'],
  [/\bmultiplied by\b|\btimes\b/g, '*'],
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
  [/\bmod(?:ulo)?\b/g, 'mod'],
  [/\bsquared\b/g, '^2'],
  [/\bcubed\b/g, '^3'],
  [/\bper ?cent\b/g, '%'],
  [/\b(?:the )?(?:square root of|root of|sqrt)\b/g, '√'],
  [/\bhalf of\b/g, '0.5 *'],
  [/\btwice\b/g, '2 *'],
  [/(?<=[\d)%])\s*[x×·]\s*(?=[\d(√-])/g, '*'],
  [/÷/g, '/'],
  [/[−–]/g, '-'],
  [/\*\*/g, '^'],
]
const courtesy =
  /\b(?:what(?:'s| is| are| does)?|how much|is|the|result|value|sum|answer|of(?= *[\d(√])|to|calculate|compute|evaluate|solve|work out|tell me|can you|could you|please|equals?|and|now|so|hey|hi|ok|okay|me|do|make|give|then|thanks?)\b/g

/**
 * The calculation a sentence asks for: `+ − × ÷ ^ %`, brackets, decimals, roots, factorials, "15% of 80". `undefined` when the sentence
 * is about something else. `last` is the result that "times 2" and "that" refer to.
 */
export function calculate(sentence: string, last?: number): Sum | undefined {
  if (sentence.length > mostCharacters) return undefined
  let text = numberWords(sentence.toLowerCase().replace(/’/g, "'"))
  if (/^\d+!$/.test(text)) text = text.replace('!', ' !')
  for (const [words, sign] of wordsFor) text = text.replace(words, sign)
  text = text.replace(/%\s*of\b/g, '% *').replace(/(?<=\d),(?=\d{3}\b)/g, '')
  text = text
    .replace(courtesy, ' ')
    .replace(/(?<=[^ ])!$|[?.,:=\s"'`]+$/g, '')
    .replace(/^[\s,.:]+/, '')
    .trim()
  if (last !== undefined) text = text.replace(/\b(?:that|it|this)\b/g, `(${last})`).replace(/^(?=[*/^+]|mod)/, `${last} `)
  const isSum = /\d/.test(text) && /[+\-*/^%√!]|mod/.test(text.replace(/^-/, ''))
  if (!isSum || !/^(?:[\d.\s+\-*/^%()√!]|mod)+$/.test(text) || /\d{4}-\d\d-\d\d|^[\d\s-]*\d-\d+-[\d-]*$/.test(text))
    return undefined
  const shown = show(text)
  try {
    const value = evaluate(text)
    if (!Number.isFinite(value)) return { shown, problem: 'the result is too large for me to write down' }
    return { shown, value }
  } catch (thrown) {
    if (thrown instanceof NoAnswer) return { shown, problem: thrown.message }
    throw thrown
  }
}

/** A result as people write it. Past what a double holds exactly it is rounded, and says so by `about`. */
export function writeNumber(value: number): string {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER || (value !== 0 && Math.abs(value) < 1e-6)) {
    const [digits = '', exponent = ''] = value.toExponential(5).split('e')
    return `about ${Number(digits)} × 10^${Number(exponent)}`
  }
  return String(Number(value.toPrecision(12)))
}

const show = (text: string): string =>
  text
    .replace(/\s*(mod|[+\-*/])\s*/g, ' $1 ')
    .replace(/(^|[(*/+^-]\s*) - /g, '$1-')
    .replace(/\*/g, '×')
    .replace(/\//g, '÷')
    .replace(/ - /g, ' − ')
    .replace(/√\s*/g, '√')
    .replace(/% × /g, '% of ')
    .replace(/\s+(?=[%!])/g, '')
    .replace(/\s+/g, ' ')
    .trim()

/** A grammar by descent: sum → product → signed → power → postfix → atom. */
function evaluate(text: string): number {
  const tokens = text.match(/\d*\.?\d+|\d+\.?|mod|[+\-*/^%()√!]/g) ?? []
  let at = 0
  const take = (...signs: readonly string[]): string | undefined => {
    const token = tokens[at]
    return token !== undefined && signs.includes(token) ? tokens[at++] : undefined
  }
  const startsNumber = (): boolean => /^[\d.(√]/.test(tokens[at] ?? '')

  const sum = (): number => {
    let left = product()
    for (let sign = take('+', '-'); sign !== undefined; sign = take('+', '-')) {
      const from = at
      const right = product()
      const isShare = at - from === 2 && tokens[at - 1] === '%' // "80 + 10%" is a tenth more, as on every pocket calculator
      const step = isShare ? left * right : right
      left = sign === '+' ? left + step : left - step
    }
    return left
  }
  const product = (): number => {
    let left = signed()
    for (;;) {
      if (take('*') !== undefined) left *= signed()
      else if (take('/') !== undefined) left /= divisor(signed())
      else if (take('mod') !== undefined) left %= divisor(signed())
      else if (tokens[at] === '(' || tokens[at] === '√') left *= signed()
      else return left
    }
  }
  const divisor = (value: number): number => {
    if (value === 0) throw new NoAnswer('dividing by zero has no result')
    return value
  }
  const signed = (): number => (take('-') !== undefined ? -signed() : take('+') !== undefined ? signed() : power())
  const power = (): number => {
    const base = postfix()
    if (take('^') === undefined) return base
    const exponent = signed()
    if (base === 0 && exponent < 0) throw new NoAnswer('dividing by zero has no result')
    return real(base ** exponent)
  }
  const postfix = (): number => {
    let value = atom()
    for (;;) {
      if (take('!') !== undefined) value = factorial(value)
      else if (tokens[at] === '%') {
        at++
        if (startsNumber()) return value % divisor(signed()) // "17 % 5" is a remainder, "17%" a share
        value /= 100
      } else return value
    }
  }
  const atom = (): number => {
    if (take('√') !== undefined) return real(Math.sqrt(postfix()))
    if (take('(') !== undefined) {
      const value = sum()
      if (take(')') === undefined) throw new NoAnswer('a bracket is not closed')
      return value
    }
    const token = tokens[at++]
    const value = Number(token)
    if (token === undefined || Number.isNaN(value)) throw new NoAnswer('something is missing in it')
    return value
  }
  const result = sum()
  if (at < tokens.length) throw new NoAnswer(`I do not understand it from "${tokens[at]}" on`)
  return result
}

function real(value: number): number {
  if (Number.isNaN(value)) throw new NoAnswer('there is no such real number')
  return value
}

function factorial(value: number): number {
  if (!Number.isInteger(value) || value < 0) throw new NoAnswer('only whole numbers from 0 have a factorial')
  let product = 1
  for (let n = 2; n <= Math.min(value, 171); n++) product *= n
  return product
}
