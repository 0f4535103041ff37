import { problems } from './problem.ts'

/** A place in a list that is ordered by a falling number, and the direction to read on from there. */
export type Cursor = { readonly position: number; readonly back: boolean }

/** One page as the wire has it: absolute links or null. */
export type Page<Item> = { readonly next: string | null; readonly previous: string | null; readonly results: readonly Item[] }

const write = (cursor: Cursor): string => Buffer.from(`${cursor.back ? 'r=1&' : ''}p=${cursor.position}`).toString('base64')

/** The cursor of a request. Throws the 404 of a text that is none. */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined || text === '') return undefined
  const found = /^(r=1&)?p=(-?\d{1,15})$/.exec(Buffer.from(text, 'base64').toString())
  if (found === null) throw problems.badCursor()
  return { position: Number(found[2]), back: found[1] !== undefined }
}

/**
 * Cuts one page. `rows(cursor, atMost)` gives the rows on the far side of a position, nearest first: below it, newest
 * first, or above it, oldest first, when it reads back. Filters of `url` stay in the links.
 */
export function cutPage<Row, Item>(
  url: URL,
  size: number,
  rows: (cursor: Cursor | undefined, atMost: number) => readonly Row[],
  positionOf: (row: Row) => number,
  show: (row: Row) => Item,
): Page<Item> {
  const cursor = readCursor(url.searchParams.get('cursor') ?? undefined)
  const found = rows(cursor, size + 1)
  const page = found.slice(0, size)
  const more = found.length > size
  if (cursor?.back === true) page.reverse()
  const link = (row: Row | undefined, back: boolean, there: boolean): string | null => {
    if (row === undefined || !there) return null
    const to = new URL(url)
    to.searchParams.set('cursor', write({ position: positionOf(row), back }))
    return to.href
  }
  // Coming from somewhere, that somewhere exists: the page behind us needs no second question.
  const before = cursor === undefined ? false : cursor.back ? more : true
  const after = cursor?.back === true ? true : more
  return { next: link(page.at(-1), false, after), previous: link(page[0], true, before), results: page.map(show) }
}

/** `rows` for a list that is already in memory, in the order it is shown. */
export function listed<Item>(
  items: readonly Item[],
): (cursor: Cursor | undefined, atMost: number) => readonly (readonly [number, Item])[] {
  const placed = items.map((item, i) => [items.length - i, item] as const)
  return (cursor, atMost) => {
    if (cursor === undefined) return placed.slice(0, atMost)
    if (cursor.back)
      return placed
        .filter(([at]) => at > cursor.position)
        .reverse()
        .slice(0, atMost)
    return placed.filter(([at]) => at < cursor.position).slice(0, atMost)
  }
}
