import { createCrowd } from './crowd.ts'

/** What a tab knows of the other tabs of this browser. */
export type Tabs = {
  /** Whether as many others as may hold a line were used since this one was. */
  isCrowded(): boolean
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
