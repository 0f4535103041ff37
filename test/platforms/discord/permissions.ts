/** The rights this stand-in knows, by their bit. */
const bits = {
  KICK_MEMBERS: 1n << 1n,
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  ADD_REACTIONS: 1n << 6n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_EXTERNAL_EMOJIS: 1n << 18n,
  MANAGE_ROLES: 1n << 28n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  SEND_VOICE_MESSAGES: 1n << 46n,
  SEND_POLLS: 1n << 49n,
  USE_EXTERNAL_APPS: 1n << 50n,
} as const

/** A right by Discord's name for it. */
export type Permission = keyof typeof bits
type Overwrite = { readonly id: string; readonly type: 0 | 1; allow: bigint; deny: bigint }
type Role = { readonly id: string; permissions: bigint }

const names = Object.keys(bits) as readonly Permission[]
const everything = names.reduce((all, name) => all | bits[name], 0n)

export const bitsOf = (permissions: readonly Permission[]): bigint => permissions.reduce((all, name) => all | bits[name], 0n)
export const namesOf = (permissions: bigint): readonly Permission[] => names.filter(name => (permissions & bits[name]) !== 0n)
export const has = (permissions: bigint, name: Permission): boolean => (permissions & bits[name]) !== 0n

/** What a new guild lets everybody do. */
export const forEveryone = bitsOf([
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'CREATE_PUBLIC_THREADS',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'ADD_REACTIONS',
  'READ_MESSAGE_HISTORY',
  'USE_APPLICATION_COMMANDS',
])

/** What both may do in a direct channel. */
export const inDirect = forEveryone

/**
 * What a member may do at a channel: everybody's rights, those of their roles, then the channel's overwrites for everybody, for
 * their roles together and for themselves. The owner and administrators may do everything.
 */
export function permissionsOf(given: {
  readonly guildId: string
  readonly ownerId: string
  readonly userId: string
  readonly roleIds: readonly string[]
  readonly roles: ReadonlyMap<string, Role>
  readonly overwrites: readonly Overwrite[]
}): bigint {
  const { guildId, ownerId, userId, roleIds, roles, overwrites } = given
  if (userId === ownerId) return everything
  const base = [guildId, ...roleIds].reduce((all, id) => all | (roles.get(id)?.permissions ?? 0n), 0n)
  if (has(base, 'ADMINISTRATOR')) return everything
  const apply = (rights: bigint, which: readonly Overwrite[]): bigint => {
    const deny = which.reduce((all, one) => all | one.deny, 0n)
    const allow = which.reduce((all, one) => all | one.allow, 0n)
    return (rights & ~deny) | allow
  }
  const forAll = overwrites.filter(one => one.id === guildId)
  const forRoles = overwrites.filter(one => one.type === 0 && one.id !== guildId && roleIds.includes(one.id))
  const forMember = overwrites.filter(one => one.type === 1 && one.id === userId)
  const rights = [forAll, forRoles, forMember].reduce(apply, base)
  return has(rights, 'VIEW_CHANNEL') ? rights : 0n
}
