/** Where something happens. Outside threads `thread` is absent. All four are the platform's own ids. */
export type Address = {
  readonly platform: string
  readonly workspace: string
  readonly channel: string
  readonly thread?: string
}

/** Who does something: the platform's id of a person and the name others see. */
export type Actor = { readonly id: string; readonly name: string }

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
