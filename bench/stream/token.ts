const words = 'Once upon a time a red fox came through the snow, and nobody saw it but the old tree.'.split(/(?= )/)

/** The text of a stream's nth token: a word or so, as models write them. */
export const token = (nth: number): string => words[nth % words.length] ?? ''
