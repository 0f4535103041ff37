import type { Address } from '#core/address.ts'
import { chat } from './session.ts'
import { useStore } from './store.ts'

/** The name of the channel something belongs to, as people here call it; undefined when it is gone, or another platform's. */
export function usePlaceName(address: Address): string | undefined {
  return useStore(chat, now => {
    const room = now.state?.rooms.find(({ id }) => id === address.channel)
    return room === undefined ? undefined : `#${room.name}`
  })
}
