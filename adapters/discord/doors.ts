/** A door for each shard: what comes by one waits until the service knows the servers of that one, and for no other. */
export interface Doors {
  isOpen(shard: number): boolean
  /** Resolves when it is open. */
  opened(shard: number): Promise<void>
  open(shard: number): void
  /** Opens every door, also those nobody has come to yet: nothing may wait any more. */
  openAll(): void
}

/** Doors that are all closed. */
export function createDoors(): Doors {
  const doors = new Map<number, PromiseWithResolvers<void>>()
  const open = new Set<number>()
  let areAllOpen = false
  const doorOf = (shard: number): PromiseWithResolvers<void> => {
    const door = doors.get(shard) ?? Promise.withResolvers<void>()
    doors.set(shard, door)
    return door
  }
  const isOpen = (shard: number): boolean => areAllOpen || open.has(shard)
  return {
    isOpen,
    opened: shard => (isOpen(shard) ? Promise.resolve() : doorOf(shard).promise),
    open(shard) {
      open.add(shard)
      doorOf(shard).resolve()
    },
    openAll() {
      areAllOpen = true
      for (const door of doors.values()) door.resolve()
    },
  }
}
