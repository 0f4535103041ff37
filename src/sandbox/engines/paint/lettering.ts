/** How letters are shown: on a sign, as solid blocks, or as balloons. */
export type Letterform = 'sign' | 'block' | 'balloon'
/** Letters a picture shall show (A–Z, 0–9 and spaces), and the part of the prompt that says so. */
export type Lettering = { readonly text: string; readonly source: string; readonly form: Letterform }

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

const patterns: readonly (readonly [Letterform, RegExp])[] = [
  // "HELLO in balloons"
  [
    'balloon',
    /["“”'‘]?\b([A-Z0-9][A-Z0-9 ]{0,22})["“”'’]?\s+(?:in|made (?:out )?of|from|as|with)\s+(?:\p{Ll}+\s+){0,2}balloons?\b/u,
  ],
  [
    'sign',
    /(?:says?|saying|reads?|reading|that spells?|with (?:the )?(?:words?|text|letters?|title)|written|titled|labell?ed)\s*:?\s*["“”'‘]([^"“”'’]{1,40})["“”'’]/iu,
  ],
  [
    'sign',
    /(?:sign|banner|billboard|poster|board)\s+(?:that\s+)?(?:says?|saying|reads?|reading|with the words?)\s*:?\s*([\p{L}\p{N} !]{1,24})/iu,
  ],
  ['sign', /(?:the )?(?:words?|text|letters)\s+["“”'‘]([^"“”'’]{1,40})["“”'’]/iu],
  // "The number 7", "the letter Q"
  [
    'block',
    /(?:the\s+)?\b(?:[Nn]umber|[Nn]umeral|[Dd]igit|[Ff]igure)\s+["“”'‘]?(\d{1,6}|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b)["“”'’]?/u,
  ],
  ['block', /(?:the\s+|a\s+|an\s+)?\b[Ll]etters?\s+["“”'‘]?([A-Z]{1,6})\b["“”'’]?/u],
  ['block', /["“”]([^"“”]{1,16})["“”]\s+(?:in|made (?:out )?of)\b/u],
]

/** Finds the letters that a picture shall show. */
export function letteringOf(prompt: string): Lettering | undefined {
  for (const [form, pattern] of patterns) {
    const match = pattern.exec(prompt)
    if (match === null) continue
    const said = match[1] ?? ''
    const digit = digits.indexOf(said)
    const text = (form === 'block' && digit >= 0 ? String(digit) : said)
      .normalize('NFKD')
      .toUpperCase()
      .replace(/[^A-Z0-9 ]/g, '')
      .replace(/ +/g, ' ')
      .trim()
      .slice(0, 24)
      .trim()
    return text === '' ? undefined : { text, source: match[0], form }
  }
  return undefined
}
