import { useEffect, useState } from 'preact/hooks'
import type { WireMessage, WireState } from '../wire.ts'
import { api } from './api.ts'
import type { Place } from './chat.ts'
import { chat } from './session.ts'
import { useStore } from './store.ts'

/** The message a thread hangs under: from what was read of the channel, else fetched. Undefined outside threads, or when it is gone. */
export function useThreadRoot(place: Place, state: WireState): WireMessage | undefined {
  const root = place.thread === undefined ? undefined : state.threads.find(({ id }) => id === place.thread)?.root
  const known = useStore(chat, now => now.talks[place.room]?.messages.find(({ id }) => id === root))
  const [fetched, setFetched] = useState<WireMessage | undefined>(undefined)
  const isMissing = root !== undefined && known === undefined && fetched?.id !== root
  useEffect(() => {
    if (!isMissing) return
    // A root that was deleted leaves its thread without a head; that is no error.
    void api.message(root).then(setFetched, () => setFetched(undefined))
  }, [isMissing, root])
  return root === undefined ? undefined : (known ?? (fetched?.id === root ? fetched : undefined))
}
