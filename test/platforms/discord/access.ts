import { has, type Permission } from './permissions.ts'
import { Refusal } from './refusal.ts'
import { showsToBot } from './wire.ts'
import type { ChannelState, MessageState, World } from './world.ts'

/** A channel that the bot sees, or the refusal Discord gives. */
export function seenChannel(world: World, id: string): ChannelState {
  const channel = world.channels.get(id)
  if (channel === undefined) throw new Refusal(10003)
  if (!showsToBot(world, channel)) throw new Refusal(50001)
  return channel
}

export function demand(world: World, channel: ChannelState, ...permissions: readonly Permission[]): void {
  const rights = world.permissions(channel, world.bot.id)
  if (permissions.some(permission => !has(rights, permission))) throw new Refusal(50013)
}

/** The right to write at a channel: threads have one of their own. */
export const sendRight = ({ thread }: ChannelState): Permission =>
  thread === null ? 'SEND_MESSAGES' : 'SEND_MESSAGES_IN_THREADS'

/** A message that everybody at a channel sees. One for a single person is unknown to the bot's token. */
export function seenMessage(channel: ChannelState, id: string): MessageState {
  const message = channel.messages.get(id)
  if (message === undefined || message.onlyFor !== null) throw new Refusal(10008)
  return message
}
