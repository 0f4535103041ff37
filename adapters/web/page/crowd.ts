/** So many tabs may hold a line of their own; of the six that a browser has for one host the others are left to requests. */
const mostLines = 4

/** Counts the others that were used since this tab was: at `mostLines` it is this one that steps back. */
export function createCrowd(most = mostLines): {
  readonly used: () => void
  readonly other: (id: string) => void
  readonly isCrowded: () => boolean
} {
  const later = new Set<string>()
  return { used: () => later.clear(), other: id => later.add(id), isCrowded: () => later.size >= most }
}
