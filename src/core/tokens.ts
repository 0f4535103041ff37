/** Characters a token has on average in English; no tokenizer is shipped, and the metrics correct the estimate. */
const charsPerToken = 4

/** The tokens a text is likely to have, rather too many: what is not ASCII is often a token of its own. */
export const tokensOf = (text: string): number => {
  const others = text.replace(/[\0-\x7f]/g, '').length
  return (text.length - others) / charsPerToken + others
}

/** The tokens of every text in an input, however deep: a conversation may be a list of messages. */
export const tokensIn = (value: unknown): number => {
  if (typeof value === 'string') return tokensOf(value)
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, item) => sum + tokensIn(item), 0)
}

/** What an input was estimated at, and what the model counted of it, in tokens. */
export type TokenCount = { readonly estimated: number; readonly counted: number }

/** A rate beyond these says that a model counts something else, not that the estimate is so far off. */
const [leastRate, mostRate] = [0.5, 4]

/** How many tokens a model counts for one that is estimated: of all its last inputs together, so that short ones weigh little. */
export function tokenRate(counts: readonly TokenCount[]): number {
  const sum = (of: keyof TokenCount): number => counts.reduce((all, count) => all + count[of], 0)
  const estimated = sum('estimated')
  return estimated === 0 ? 1 : Math.min(mostRate, Math.max(leastRate, sum('counted') / estimated))
}
