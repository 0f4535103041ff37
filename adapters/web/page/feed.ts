import type { FeedEvent } from '../wire.ts'

/** What the page does with what the feed tells. */
export type FeedListener = {
  onEvent(event: FeedEvent): void
  /** The line is up. `fresh`: nothing is known of what happened before, so everything is to be fetched. */
  onOpen(fresh: boolean): void
  onLost(): void
}

/** A beat comes every 15 seconds: after so long a silence the line is dead, whatever the browser thinks. */
const silentForMs = 40_000
const types = ['message', 'message-gone', 'room', 'room-gone', 'thread', 'thread-gone', 'job', 'job-gone'] as const

/** Follows the feed for as long as the page lives, across restarts of the service and sleeps of the machine. */
export function followFeed(listener: FeedListener): void {
  let source: EventSource | undefined
  let last = ''
  let failures = 0
  let heardAt = Date.now()
  let retry: ReturnType<typeof setTimeout> | undefined

  const heard = (event: MessageEvent): void => {
    heardAt = Date.now()
    if (event.lastEventId !== '') last = event.lastEventId
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
    heardAt = Date.now()
    const opened = new EventSource(last === '' ? '/api/feed' : `/api/feed?after=${encodeURIComponent(last)}`)
    source = opened
    opened.addEventListener('hello', event => {
      heard(event)
      failures = 0
      listener.onOpen((JSON.parse(event.data as string) as { readonly fresh: boolean }).fresh)
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

  open()
  setInterval(() => {
    if (source !== undefined && Date.now() - heardAt > silentForMs) lose()
  }, 5_000)
  const now = (): void => {
    if (source === undefined) open()
  }
  addEventListener('online', now)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) now()
  })
}
