import type { FeedEvent } from '../wire.ts'
import { followTabs } from './tabs.ts'

/** What the page does with what the feed tells. */
export type FeedListener = {
  onEvent(event: FeedEvent): void
  /** The line is up. `fresh`: nothing is known of what happened before, so everything is to be fetched. */
  onOpen(fresh: boolean): void
  onLost(): void
}

/** A beat comes every 15 seconds: after so long a silence the line is dead, whatever the browser thinks. */
const silentForMs = 40_000
/** A tab that nobody sees keeps its line so long, for those who only look away. */
const hiddenForMs = 15_000
/** A tab that is seen while too many others are in use looks for news so often, and then listens so long. */
const lookEveryMs = 4_000
const listenForMs = 300
const types = ['message', 'message-gone', 'room', 'room-gone', 'thread', 'thread-gone', 'job', 'job-gone'] as const

/**
 * Follows the feed for as long as the page lives, across restarts of the service and sleeps of the machine. A browser
 * has six lines to one host for all its tabs: one that is hidden, or that others have pushed aside, rests its own and
 * goes on from where it was.
 */
export function followFeed(listener: FeedListener): void {
  let source: EventSource | undefined
  let last = ''
  let failures = 0
  let heardAt = Date.now()
  let retry: ReturnType<typeof setTimeout> | undefined
  let hiding: ReturnType<typeof setTimeout> | undefined

  const heard = (event: MessageEvent): void => {
    heardAt = Date.now()
    if (event.lastEventId !== '') last = event.lastEventId
  }
  const rest = (): void => {
    clearTimeout(retry)
    clearTimeout(hiding)
    source?.close()
    source = undefined
    if (!document.hidden) retry = setTimeout(open, lookEveryMs)
  }
  const lose = (): void => {
    source?.close()
    source = undefined
    listener.onLost()
    clearTimeout(retry)
    retry = setTimeout(open, Math.min(4_000, 500 * 2 ** failures++))
  }
  const open = (): void => {
    clearTimeout(retry)
    source?.close()
    if (document.hidden) restLater()
    heardAt = Date.now()
    const opened = new EventSource(last === '' ? '/api/feed' : `/api/feed?after=${encodeURIComponent(last)}`)
    source = opened
    opened.addEventListener('hello', event => {
      heard(event)
      failures = 0
      listener.onOpen((JSON.parse(event.data as string) as { readonly fresh: boolean }).fresh)
      if (tabs.isCrowded() && !document.hidden) setTimeout(() => source === opened && tabs.isCrowded() && rest(), listenForMs)
    })
    opened.addEventListener('reset', event => {
      heard(event)
      listener.onOpen(true)
    })
    opened.addEventListener('beat', heard)
    for (const type of types) {
      opened.addEventListener(type, event => {
        heard(event)
        listener.onEvent(JSON.parse(event.data as string) as FeedEvent)
      })
    }
    // The browser would come back by itself, but not after an error answer, and it does not say when.
    opened.onerror = () => {
      if (source === opened) lose()
    }
  }
  const restLater = (): void => {
    clearTimeout(hiding)
    hiding = setTimeout(() => document.hidden && rest(), hiddenForMs)
  }

  const tabs = followTabs({
    // The line is given up before the other tab needs it.
    onOther: () => (document.hidden || tabs.isCrowded()) && rest(),
    onUse: () => source === undefined && open(),
  })
  // A tab opened in the background has fetched what there is; it listens from when it is looked at.
  if (!document.hidden) open()
  setInterval(() => {
    if (source !== undefined && Date.now() - heardAt > silentForMs) lose()
  }, 5_000)
  addEventListener('online', () => {
    if (source === undefined && !document.hidden) open()
  })
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding)
    if (document.hidden) restLater()
    else if (source === undefined) open()
  })
}
