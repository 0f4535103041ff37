const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const scales: readonly (readonly [bigint, string])[] = [
  [10n ** 15n, 'quadrillion'],
  [10n ** 12n, 'trillion'],
  [10n ** 9n, 'billion'],
  [10n ** 6n, 'million'],
  [1000n, 'thousand'],
]
const oddOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
}
/** Longer rows of digits are read one by one, as people read codes. */
const mostDigits = 18

const belowHundred = (n: number): string =>
  n < 20 ? (ones[n] ?? '') : `${tens[Math.floor(n / 10)] ?? ''}${n % 10 === 0 ? '' : ` ${ones[n % 10] ?? ''}`}`

function belowThousand(n: number): string {
  const rest = n % 100
  const hundreds = n < 100 ? '' : `${ones[Math.floor(n / 100)] ?? ''} hundred`
  return [hundreds, n >= 100 && rest === 0 ? '' : belowHundred(rest)].filter(Boolean).join(' ')
}

/** Digits one after the other: `007` is “zero zero seven”. */
export const spellDigits = (digits: string): string => [...digits].map(digit => ones[Number(digit)] ?? '').join(' ')

/** A whole number of digits alone in words; more than 18 digits, or a zero in front, are read digit by digit. */
export function cardinal(digits: string): string {
  if (digits.length > mostDigits || (digits.length > 1 && digits.startsWith('0'))) return spellDigits(digits)
  let left = BigInt(digits)
  if (left < 1000n) return belowThousand(Number(left))
  const parts: string[] = []
  for (const [size, name] of scales) {
    if (left < size) continue
    parts.push(`${belowThousand(Number(left / size))} ${name}`)
    left %= size
  }
  if (left > 0n) parts.push(belowThousand(Number(left)))
  return parts.join(' ')
}

/** `21` as “twenty first”. */
export function ordinal(digits: string): string {
  const words = cardinal(digits).split(' ')
  const last = words.pop() ?? ''
  return [...words, oddOrdinals[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`)].join(' ')
}

/** A year of four digits as people say it: “nineteen eighty four”, “two thousand five”, “twenty twenty six”. */
export function year(digits: string): string {
  const [century, rest] = [Number(digits.slice(0, 2)), Number(digits.slice(2))]
  if (century % 10 === 0 && rest < 10) return cardinal(digits)
  if (rest === 0) return `${belowHundred(century)} hundred`
  return `${belowHundred(century)} ${rest < 10 ? `oh ${ones[rest] ?? ''}` : belowHundred(rest)}`
}

/** A number as it is written, with a sign, grouping commas and decimals: `-1,204.5`. */
export function decimal(written: string): string {
  const [whole = '', fraction] = written
    .replaceAll(',', '')
    .replace(/^[-−+]/, '')
    .split('.')
  const said = cardinal(whole === '' ? '0' : whole) + (fraction === undefined ? '' : ` point ${spellDigits(fraction)}`)
  return /^[-−]/.test(written) ? `minus ${said}` : said
}
