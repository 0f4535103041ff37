import { useEffect, useRef, useState } from 'preact/hooks'
import { chat } from './session.ts'

/** How a picture stands: on its way (also while the service is away), there, kept no longer, or nothing a browser can show. */
export type Loading = 'loading' | 'there' | 'gone' | 'unreadable'

/** What is said in the place of a picture that will not come. */
export const missingWords = { gone: 'This picture is no longer kept.', unreadable: 'This picture cannot be shown.' } as const

/** Something that the service has and the browser cannot show is tried so often. */
const mostReadings = 3

/** Asks why a picture did not come: only an answer of the service says that it is gone. */
async function whyNot(url: string): Promise<'gone' | 'away' | 'there'> {
  try {
    const { ok, status } = await fetch(url, { method: 'HEAD' })
    return status === 404 || status === 410 ? 'gone' : ok ? 'there' : 'away'
  } catch {
    return 'away'
  }
}

/** Follows the loading of a picture. `tries` grows with each new attempt: an image with it as its key is asked for anew. */
export function useLoading(url: string): {
  readonly state: Loading
  readonly tries: number
  readonly onLoad: () => void
  readonly onError: () => void
} {
  const [state, setState] = useState<Loading>('loading')
  const [tries, setTries] = useState(0)
  const stop = useRef<() => void>(() => {})
  const readings = useRef(0)
  useEffect(() => () => stop.current(), [])
  const later = (): void => {
    stop.current()
    const wasOn = chat.get().line === 'on'
    const again = (): void => {
      stop.current()
      setTries(count => count + 1)
    }
    const timer = setTimeout(again, Math.min(30_000, 500 * 2 ** Math.min(tries, 6)))
    // Once the line is up again there is no reason to wait.
    const unwatch = chat.watch(() => !wasOn && chat.get().line === 'on' && again())
    stop.current = () => {
      clearTimeout(timer)
      unwatch()
    }
  }
  const onError = (): void => {
    let isWanted = true
    stop.current()
    stop.current = () => (isWanted = false)
    void whyNot(url).then(why => {
      if (!isWanted) return
      if (why === 'gone') setState('gone')
      else if (why === 'there' && ++readings.current >= mostReadings) setState('unreadable')
      else later()
    })
  }
  return { state, tries, onLoad: () => setState('there'), onError }
}
