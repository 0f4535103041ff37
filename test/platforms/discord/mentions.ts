import { texts } from './components.ts'
import type { GuildState, Json, World } from './world.ts'

export type AllowedMentions = {
  readonly parse?: readonly string[]
  readonly users?: readonly string[]
  readonly roles?: readonly string[]
  readonly replied_user?: boolean
} | null

export type Called = { readonly users: readonly string[]; readonly roles: readonly string[]; readonly everyone: boolean }

/** What is allowed when nothing is said: everybody in a message, only people in what comes through an interaction or a webhook. */
export const defaultAllowed = (isWebhook: boolean): AllowedMentions => ({
  parse: isWebhook ? ['users'] : ['users', 'roles', 'everyone'],
  replied_user: true,
})

/** Whom a message calls: what its text names and its allowed mentions do not keep back. */
export function calledBy(
  world: World,
  guild: GuildState | null,
  message: { readonly content: string; readonly components: readonly Json[] },
  allowed: AllowedMentions,
  repliedTo: string | null,
): Called {
  const text = [message.content, ...texts(message.components)].join('\n')
  const parse = allowed?.parse ?? []
  const isAllowed = (kind: 'users' | 'roles', id: string): boolean =>
    parse.includes(kind) || allowed?.[kind]?.includes(id) === true
  const named = (pattern: RegExp): readonly string[] => [...new Set([...text.matchAll(pattern)].map(([, id]) => id!))]
  const users = named(/<@!?(\d{15,20})>/g).filter(id => world.users.has(id) && isAllowed('users', id))
  const replied = repliedTo !== null && allowed?.replied_user === true ? [repliedTo] : []
  return {
    users: [...new Set([...users, ...replied])],
    roles: named(/<@&(\d{15,20})>/g).filter(id => guild?.roles.has(id) === true && isAllowed('roles', id)),
    everyone: guild !== null && /@(?:everyone|here)\b/.test(text) && parse.includes('everyone'),
  }
}
