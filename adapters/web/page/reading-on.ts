import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import type { Listed } from './listed.ts'

/** Reads on when the end of what was read comes near; after a look that failed, only when asked to. */
export function useReadingOn<R>(
  view: RefObject<HTMLElement | null>,
  end: RefObject<HTMLElement | null>,
  { next, state, trouble }: Listed<R>,
  more: () => void,
): void {
  // Watched anew after each piece: one that was too short to fill the window is followed by the next.
  const from = state === 'read' && trouble === undefined ? next : undefined
  useEffect(() => {
    const element = end.current
    if (element === null || from === undefined) return undefined
    const observer = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && more(), {
      root: view.current,
      rootMargin: '0px 0px 900px 0px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [from])
}

const kept = new Map<string, number>()

/** Comes back to where one was when a page is opened again. */
export function useKeptScroll(view: RefObject<HTMLElement | null>, name: string): void {
  useLayoutEffect(() => {
    const element = view.current
    if (element === null) return undefined
    element.scrollTop = kept.get(name) ?? 0
    const note = (): void => void kept.set(name, element.scrollTop)
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [])
}
