import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** So near the end, a reader counts as being at it. */
const nearEndPx = 48

/** How a scrolling list and its reader stand to each other. */
export type Following = { readonly isAtEnd: boolean; readonly toEnd: () => void }

/**
 * Keeps the end of a list in view while the reader is there, and leaves the reader alone elsewhere. What comes in above
 * (`firstKey` changes) does not move what is read. `key` names the list: a new one begins at its end.
 */
export function useFollowEnd(
  view: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  key: string,
  firstKey: string,
): Following {
  const [isAtEnd, setAtEnd] = useState(true)
  const follows = useRef(true)
  const fromEnd = useRef(0)
  const shownFirst = useRef(firstKey)

  const toEnd = (): void => {
    const element = view.current
    if (element === null) return
    follows.current = true
    element.scrollTop = element.scrollHeight
    setAtEnd(true)
  }

  useLayoutEffect(toEnd, [key])

  useLayoutEffect(() => {
    const element = view.current
    if (element !== null && shownFirst.current !== firstKey && !follows.current)
      element.scrollTop = element.scrollHeight - fromEnd.current
    shownFirst.current = firstKey
  }, [firstKey])

  useEffect(() => {
    const element = view.current
    const inner = content.current
    if (element === null || inner === null) return undefined
    let top = element.scrollTop
    const onScroll = (): void => {
      fromEnd.current = element.scrollHeight - element.scrollTop
      const isNear = fromEnd.current - element.clientHeight < nearEndPx
      // Text that grew since is no reader who turned away: that one moves up.
      const turnedAway = element.scrollTop < top
      top = element.scrollTop
      if (!isNear && follows.current && !turnedAway) return
      follows.current = isNear
      setAtEnd(isNear)
    }
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(inner)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [key])

  return { isAtEnd, toEnd }
}
