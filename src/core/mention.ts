/** The id of the person a word names: a mention as platforms write them (`<@123>`, `<@!123>`, `<@U1|ada>`), or the id itself. */
export const personOf = (word: string): string => /^<@!?([^|>]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word.replace(/^@+(?=[^@])/, '')

/** The id or the name of the role a word names: a mention (`<@&123>`), the id, or the name with its `@` or without. */
export const roleOf = (word: string): string => /^<@&([^>]+)>$/.exec(word)?.[1] ?? word.replace(/^@+(?=[^@])/, '')
