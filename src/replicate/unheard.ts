/**
 * What a finished output holds beyond the events of its stream that were heard, as the events that are missing. The items
 * of a list stay apart; only fragments that came cut otherwise than the output is are taken up in the middle of an item.
 * Nothing where the two do not fit together.
 */
export function unheard(output: unknown, heard: readonly string[]): readonly string[] {
  const items = (Array.isArray(output) ? (output as unknown[]) : output === null || output === undefined ? [] : [output]).map(
    item => (typeof item === 'string' ? item : JSON.stringify(item)),
  )
  if (heard.every((data, nth) => data === items[nth])) return items.slice(heard.length)
  const [whole, written] = [items.join(''), heard.join('')]
  return whole.length > written.length && whole.startsWith(written) ? [whole.slice(written.length)] : []
}
