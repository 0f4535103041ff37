/** So many tabs may hold a line of their own; of the six that a browser has for one host the others are left to requests. */
const mostLines = 4

/** What a tab knows of the other tabs of this browser. */
export type Tabs = {
  /** Whether as many others as may hold a line were used since this one was. */
  isCrowded(): boolean
}

/** Counts the others that were used since this tab was: at `mostLines` it is this one that steps back. */
export function createCrowd(most = mostLines): {
  readonly used: () => void
  readonly other: (id: string) => void
  readonly isCrowded: () => boolean
} {
  const later = new Set<string>()
  return { used: () => later.clear(), other: id => later.add(id), isCrowded: () => later.size >= most }
}

/**
 * Tells the other tabs of this browser when this one is opened, shown or used, and hears it of them. `onOther`: another
 * one is in use; `onUse`: this one is.
 */
export function followTabs({ onOther, onUse }: { readonly onOther: () => void; readonly onUse: () => void }): Tabs {
  const own = `${Math.random()}`
  const crowd = createCrowd()
  const channel = new BroadcastChannel('replichat tabs')
  const use = (): void => {
    crowd.used()
    channel.postMessage(own)
    onUse()
  }
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data !== 'string') return
    crowd.other(event.data)
    onOther()
  }
  if (!document.hidden) {
    crowd.used()
    channel.postMessage(own)
  }
  addEventListener('focus', use)
  addEventListener('pointerdown', () => crowd.isCrowded() && use(), { capture: true })
  document.addEventListener('visibilitychange', () => !document.hidden && use())
  return { isCrowded: crowd.isCrowded }
}
