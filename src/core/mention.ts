/** The id of the person a word names: a mention as platforms write them (`<@123>`, `<@!123>`, `<@U1|ada>`), or the id itself. */
export const personOf = (word: string): string => /^<@!?([^|>]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word.replace(/^@/, '')
