/** The values and keys both sides keep: what is remembered of a model's runs is about that large. */
export const keys = 5_000

export const keyOf = (nth: number): string => `owner/model-${nth % keys}`

/** A new value each time, since an equal one would be cheaper to write. */
export const valueOf = (nth: number): object => ({
  nth,
  at: 1_760_000_000_000 + nth,
  text: 'A red fox came through the snow, and nobody saw it but the old tree. '.repeat(2),
})

export const ttlMs = 10 * 60_000

/** How many values go together where they do. */
export const together = 100
