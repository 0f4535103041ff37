import { type Rule, amount, amountPattern } from './question.ts'
import { countWords } from './prose.ts'

const unquote = (text: string): string =>
  text
    .trim()
    .replace(/^["“'‘`]+|["”'’`]+[.!?]?$/g, '')
    .trim()

const echo: Rule = question => {
  const text = question.text.trim()
  const exact =
    /^(?:please |now )*(?:just |only )?(?:say|reply|respond|answer|write|print|output|echo)(?: only| just| exactly| back)?(?: with)?(?: only| just| exactly)?(?: the)?(?: words?| phrase| text| sentence| following)*:?\s+(["“'‘`][\s\S]+["”'’`])[.!?]*$/i.exec(
      text,
    )
  if (exact?.[1] !== undefined) return unquote(exact[1])
  const after =
    /^(?:please )?(?:repeat after me|repeat|echo|say exactly|(?:reply|respond|answer) (?:only )?with(?: exactly| only| just)?(?: the words?)?|say after me)[:,]?\s+([\s\S]+)$/i.exec(
      text,
    )
  if (after?.[1] !== undefined && !/^(?:that|it|this|a|an|one|in|your|what|yourself)\b/i.test(after[1])) return unquote(after[1])
  const said =
    /^(?:please |can you |could you )*say (?!that|it\b|something|what|anything|a |an |the |more|who|how)([^?]{1,200})$/i.exec(
      text,
    )?.[1]
  if (said === undefined || / (?:in|to) /.test(said)) return undefined
  return capitalised(unquote(said))
}
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? '' : '.')

const letters: Rule = question => {
  const [, letter = '', word = ''] =
    /how many (?:times does )?(?:the )?(?:letters? )?["'“]?(\p{L})["'”]?(?:'?s)? (?:are )?(?:there )?(?:appear |occur )?(?:in|does) (?:the word )?["'“]?([\p{L}]+)["'”]?/u.exec(
      question.plain,
    ) ?? []
  if (letter !== '' && word !== '') {
    const count = [...word].filter(sign => sign === letter).length
    if (count === 0) return `The letter ${letter} does not appear in “${word}”.`
    return `The letter ${letter} appears ${count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`} in “${word}”.`
  }
  const [, whole = ''] =
    /how many (?:letters|characters) (?:are |has |does )?(?:there )?(?:in )?(?:the word )?["'“]?([\p{L}]+)["'”]?/u.exec(
      question.plain,
    ) ?? []
  return whole === '' ? undefined : `“${whole}” has ${[...whole].length} letters.`
}

const rework: Rule = question => {
  const [, verb = '', object = ''] =
    /^(?:please |can you |could you )*(reverse|spell(?: backwards)?|uppercase|lowercase|capitali[sz]e|shout|sort|alphabeti[sz]e|count (?:the )?words(?: in)?|shuffle)(?: the)?(?: words?| text| list| letters| sentence| these| this| following| items)*(?: of| in)?\s*:?\s+([\s\S]+)$/i.exec(
      question.text.trim(),
    ) ?? []
  if (verb === '') return undefined
  const text = unquote(object.replace(/\?$/, ''))
  const act = verb.toLowerCase()
  if (act.startsWith('reverse') || act === 'spell backwards') return [...text].reverse().join('')
  if (act === 'spell') return [...text.toUpperCase()].join(' ').replace(/ {3}/g, ' / ')
  if (act === 'lowercase') return text.toLowerCase()
  if (act === 'uppercase' || act === 'shout') return text.toUpperCase()
  if (act.startsWith('capital'))
    return text.replace(/(^|\s)(\p{L})/gu, (_, gap: string, first: string) => gap + first.toUpperCase())
  if (act.startsWith('count')) return `That is ${countWords(text)} ${countWords(text) === 1 ? 'word' : 'words'}.`
  const items = text.split(/\s*[,;\n]\s*|\s+and\s+/).filter(item => item !== '')
  if (items.length < 2) return undefined
  const numeric = items.every(item => /^-?\d+(?:\.\d+)?$/.test(item))
  return items.toSorted((a, b) => (numeric ? Number(a) - Number(b) : a.localeCompare(b, 'en'))).join(', ')
}

const chance: Rule = question => {
  if (/\b(?:flip|toss)\b.*\bcoin\b|^heads or tails/.test(question.plain)) return question.pick(['Heads.', 'Tails.'])
  const [, dice = '', sides = '6'] =
    new RegExp(String.raw`\broll (?:an?|the|(${amountPattern}))? ?(?:(?:d|die|dice)(\d{1,4})?)\b`).exec(question.plain) ?? []
  if (/\broll\b.*\b(?:die|dice|d\d+)\b/.test(question.plain)) {
    const thrown = Array.from(
      { length: Math.min(Math.max(1, dice === '' ? 1 : amount(dice)), 50) },
      () => 1 + question.pick(Array.from({ length: Number(sides) }, (_, at) => at)),
    )
    return thrown.length === 1
      ? `You rolled ${thrown[0]}.`
      : `You rolled ${thrown.join(', ')}: together ${thrown.reduce((a, b) => a + b, 0)}.`
  }
  const range = /random number(?: between| from)? (\d{1,6}) (?:and|to) (\d{1,6})/.exec(question.plain)
  if (range !== null || /\brandom number\b/.test(question.plain)) {
    const low = Math.min(Number(range?.[1] ?? 1), Number(range?.[2] ?? 100))
    const high = Math.max(Number(range?.[1] ?? 1), Number(range?.[2] ?? 100))
    return `${low + Math.floor((question.pick(Array.from({ length: 10_000 }, (_, at) => at)) / 10_000) * (high - low + 1))}.`
  }
  const [, options = ''] =
    /^(?:please )?(?:choose|pick|decide)(?: one)?(?: of| between| from)?:? ([\s\S]+)$/i.exec(question.text.replace(/\?$/, '')) ??
    []
  const items = options.split(/\s*,\s*(?:or |and )?|\s+or\s+|\s+and\s+/).filter(item => item.trim() !== '')
  return items.length > 1 ? `${question.pick(['I would take', 'My choice is'])} ${question.pick(items).trim()}.` : undefined
}

/** Small things done to words, and small things left to chance. */
export const wordGames: readonly Rule[] = [letters, rework, echo, chance]
