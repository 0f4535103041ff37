import type { Locks, Log, Shelves, WorkspaceBook, World } from '#core/ports.ts'

/** Whether a workspace may use the service: `waiting` is for the operator's word. */
export type WorkspaceState = 'allowed' | 'waiting' | 'blocked'

/** A workspace as the operator sees it, since when (ms since the epoch). Without a platform: decided before any platform told of it. */
export type WorkspaceRow = {
  readonly platform?: string
  readonly id: string
  readonly state: WorkspaceState
  readonly at: number
}

/** Who may use the service, by workspace. What the operator decides holds at once in this process. */
export interface Workspaces {
  /**
   * The workspaces a platform is in now: allowed at its very first call, waiting when they come later. A first start that is
   * `going on` goes on, over restarts, with each call that says so, until one says that it is `done`.
   */
  present(platform: string, ids: readonly string[], start?: 'going on' | 'done'): Promise<void>
  stateOf(platform: string, id: string): Promise<WorkspaceState>
  /** The workspaces a platform has told of and that were not dropped. */
  seenOf(platform: string): Promise<readonly string[]>
  /** The workspaces of a platform that may use the service. */
  allowedOf(platform: string): Promise<readonly string[]>
  /** Every workspace there is or was decided about, as the operator wants to read them. */
  list(): Promise<readonly WorkspaceRow[]>
  /** The operator's word, also about a workspace that no platform has told of yet. Stands above everything else. */
  decide(id: string, allowed: boolean): Promise<readonly WorkspaceRow[]>
  /** A workspace that was left for good: should it come again, it comes anew. What the operator decided stays. */
  drop(platform: string, id: string): Promise<void>
}

/** How long what was read holds: another process may have heard the operator's word. */
const readEveryMs = 10_000

const bookKey = 'book'
const nothing: WorkspaceBook = { seen: {}, decided: {} }

/** Keeps the book of workspaces. `given`: the ids of `ALLOWED_WORKSPACES`. */
export function createWorkspaces(options: {
  readonly shelves: Pick<Shelves, 'workspaces'>
  readonly locks: Locks
  readonly world: Pick<World, 'now'>
  readonly log: Pick<Log, 'warn'>
  readonly given?: readonly string[]
}): Workspaces {
  const { shelves, locks, world, log } = options
  const given = new Set(options.given)
  let known: { readonly book: WorkspaceBook; readonly at: number } | undefined

  const read = async (): Promise<WorkspaceBook> => {
    const now = world.now()
    if (known !== undefined && Math.abs(now - known.at) < readEveryMs) return known.book
    known = { book: (await shelves.workspaces.get(bookKey)) ?? nothing, at: now }
    return known.book
  }
  const change = (act: (book: WorkspaceBook) => WorkspaceBook | undefined): Promise<void> =>
    locks.with('workspaces', async () => {
      const book = act((await shelves.workspaces.get(bookKey)) ?? nothing)
      if (book === undefined) return
      await shelves.workspaces.set(bookKey, book)
      known = { book, at: world.now() }
    })

  const seenIn = (book: WorkspaceBook, platform: string) => (Object.hasOwn(book.seen, platform) ? book.seen[platform] : undefined)
  const stateIn = (book: WorkspaceBook, platform: string | undefined, id: string): WorkspaceState => {
    const decided = Object.hasOwn(book.decided, id) ? book.decided[id] : undefined
    if (decided !== undefined) return decided.allowed ? 'allowed' : 'blocked'
    const seen = platform === undefined ? undefined : seenIn(book, platform)
    const wasFirst = seen !== undefined && Object.hasOwn(seen, id) && seen[id]?.first === true
    return wasFirst || given.has(id) ? 'allowed' : 'waiting'
  }
  const rowsOf = (book: WorkspaceBook): readonly WorkspaceRow[] => {
    const seen = Object.entries(book.seen).flatMap(([platform, ids]) =>
      Object.entries(ids).map(([id, { at }]): WorkspaceRow => ({ platform, id, state: stateIn(book, platform, id), at })),
    )
    const ids = new Set(seen.map(({ id }) => id))
    const early = Object.entries(book.decided)
      .filter(([id]) => !ids.has(id))
      .map(([id, { at }]): WorkspaceRow => ({ id, state: stateIn(book, undefined, id), at }))
    return [...seen, ...early]
  }

  return {
    present: (platform, ids, start) =>
      change(book => {
        const seen = seenIn(book, platform)
        const fresh = ids.filter(id => seen === undefined || !Object.hasOwn(seen, id))
        const wasStarting = book.starting?.includes(platform) ?? false
        const isFirst = seen === undefined || (wasStarting && start !== undefined)
        const isStarting = start === 'going on' ? isFirst : wasStarting && start !== 'done'
        if (seen !== undefined && fresh.length === 0 && isStarting === wasStarting) return undefined
        const others = book.starting?.filter(other => other !== platform) ?? []
        const next = {
          ...book,
          seen: { ...book.seen, [platform]: { ...seen, ...fromIds(fresh, { at: world.now(), first: isFirst }) } },
          starting: isStarting ? [...others, platform] : others,
        }
        for (const id of fresh) {
          if (stateIn(next, platform, id) === 'waiting')
            log.warn({ platform, workspace: id }, `A workspace waits for the operator: npx replichat workspaces allow ${id}`)
        }
        return next
      }),
    stateOf: async (platform, id) => stateIn(await read(), platform, id),
    seenOf: async platform => Object.keys(seenIn(await read(), platform) ?? {}),
    async allowedOf(platform) {
      const book = await read()
      return Object.keys(seenIn(book, platform) ?? {}).filter(id => stateIn(book, platform, id) === 'allowed')
    },
    list: async () => rowsOf((await shelves.workspaces.get(bookKey)) ?? nothing),
    async decide(id, allowed) {
      await change(book => ({ ...book, decided: { ...book.decided, [id]: { at: world.now(), allowed } } }))
      return rowsOf(await read()).filter(row => row.id === id)
    },
    drop: (platform, id) =>
      change(book => {
        const seen = seenIn(book, platform)
        if (seen === undefined || !Object.hasOwn(seen, id)) return undefined
        const { [id]: _, ...others } = seen
        return { ...book, seen: { ...book.seen, [platform]: others } }
      }),
  }
}

const fromIds = <Value>(ids: readonly string[], value: Value): Readonly<Record<string, Value>> =>
  Object.fromEntries(ids.map(id => [id, value]))
