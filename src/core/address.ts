/** Where something happens. Outside threads `thread` is absent. All four are the platform's own ids. */
export type Address = {
  readonly platform: string
  readonly workspace: string
  readonly channel: string
  readonly thread?: string
}

/** The workspace that direct messages count as, on every platform. Its only admin is the operator. */
export const directWorkspace = 'direct'

/** A role that a workspace gives to people: the platform's id of it and the name others see. */
export type Role = { readonly id: string; readonly name: string }

/**
 * Who does something: the platform's id of a person and the name others see. `roles` are those the person has where it
 * happens; absent where the platform tells none.
 */
export type Actor = { readonly id: string; readonly name: string; readonly roles?: readonly Role[] }

/** The channel around an address: the address itself outside threads. */
export const channelOf = ({ platform, workspace, channel }: Address): Address => ({ platform, workspace, channel })

/** A part of a key: whatever an id holds, even half a surrogate pair, it ends before the next slash. */
const keyPart = (id: string): string =>
  id.isWellFormed()
    ? encodeURIComponent(id)
    : Array.from(id, char => (char.isWellFormed() ? encodeURIComponent(char) : `%u${char.charCodeAt(0).toString(16)}`)).join('')

/** A key for exactly this place: no two different addresses share one, whatever characters their ids hold. */
export const addressKey = (address: Address): string =>
  [address.platform, address.workspace, address.channel, address.thread]
    .filter(part => part !== undefined)
    .map(keyPart)
    .join('/')

const idOfPart = (part: string): string =>
  part
    .split(/%u([0-9a-f]{4})/)
    .map((piece, at) => (at % 2 === 0 ? decodeURIComponent(piece) : String.fromCharCode(parseInt(piece, 16))))
    .join('')

/** The address that a key was made of by `addressKey`. Throws for a text that is none. */
export function addressOfKey(key: string): Address {
  const [platform, workspace, channel, thread, ...more] = key.split('/').map(idOfPart)
  if (platform === undefined || workspace === undefined || channel === undefined || more.length > 0)
    throw new Error('This is no key of an address.')
  return { platform, workspace, channel, ...(thread !== undefined && { thread }) }
}

/** A key for a person: ids are unique within a platform, not within a workspace. */
export const personKey = (address: Address, actor: Actor): string => [address.platform, actor.id].map(keyPart).join('/')

/** The keys under which settings of this place are kept, widest first: workspace, channel, thread. */
export const scopeKeys = (
  address: Address,
): { readonly workspace: string; readonly channel: string; readonly thread?: string } => {
  const workspace = [address.platform, address.workspace].map(keyPart).join('/')
  const channel = addressKey(channelOf(address))
  return address.thread === undefined ? { workspace, channel } : { workspace, channel, thread: addressKey(address) }
}
