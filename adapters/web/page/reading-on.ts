import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'

/** Reads on when the end of what was read comes near. `key` changes with each piece, so that a short one is followed by the next. */
export function useReadingOn(
  view: RefObject<HTMLElement | null>,
  end: RefObject<HTMLElement | null>,
  key: number | undefined,
  more: () => void,
): void {
  useEffect(() => {
    const element = end.current
    if (element === null || key === undefined) return undefined
    const observer = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && more(), {
      root: view.current,
      rootMargin: '0px 0px 900px 0px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [key])
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
