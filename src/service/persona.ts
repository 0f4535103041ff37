import { type Address, channelOf, directWorkspace } from '#core/address.ts'
import type { Settings } from '#core/settings.ts'
import { plainName } from '#core/transcript.ts'
import type { Deps } from './deps.ts'
import { zoneOf } from './ledger.ts'
import { platformOf } from './policy.ts'

/** Who the model is where no admin said otherwise. */
const shippedSystem = 'You are a helpful assistant in a chat channel. Answer in the language you are spoken to.'

const whoSpeaks =
  'Several people may speak; each message begins with the name of its speaker. Answer the newest message without writing a name before it.'

const aboutPictures =
  'You cannot paint here yourself: a button under your answer offers to have it painted. Answer in a sentence or two and do not describe how to paint it.'

/** Where and for whom an answer is written. */
type Scene = { readonly address: Address; readonly speaker: string; readonly isAskedToPaint: boolean }

/**
 * The system prompt that holds at a place. `{channel}`, `{workspace}`, `{date}` and `{speaker}` in an admin's words stand for
 * what they are there; any other word in braces stays as it is. What people are called is put in on one line and never read
 * for such words itself.
 */
export async function systemFor(
  deps: Pick<Deps, 'platforms' | 'above' | 'world' | 'log'>,
  settings: Settings,
  { address, speaker, isAskedToPaint }: Scene,
): Promise<string> {
  const written = settings.values['chat.system'] ?? shippedSystem
  const values: Readonly<Record<string, () => string | Promise<string>>> = {
    channel: () => channelName(deps, address),
    workspace: () => (address.workspace === directWorkspace ? 'direct messages' : address.workspace),
    date: () => dateOf(deps.world.now(), zoneOf(deps)),
    speaker: () => speaker,
  }
  const known = new Map<string, string>()
  for (const [, name = ''] of written.matchAll(/\{(\w+)\}/g)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined && !known.has(name)) known.set(name, plainName(await value()))
  }
  const persona = written.replace(/\{(\w+)\}/g, (whole, name: string) => known.get(name) ?? whole)
  return [persona, whoSpeaks, ...(isAskedToPaint ? [aboutPictures] : [])].join('\n\n')
}

/** The channel as people call it, or its id where nobody can say. A thread is of its channel. */
async function channelName(deps: Pick<Deps, 'platforms' | 'log'>, address: Address): Promise<string> {
  const { directory } = platformOf(deps, address)
  try {
    return (await directory.channelName?.(channelOf(address))) ?? address.channel
  } catch (cause) {
    deps.log.warn({ platform: address.platform, cause }, 'a channel’s name could not be asked for')
    return address.channel
  }
}

/** `Friday, 20 November 2026`. */
const dateOf = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at)
