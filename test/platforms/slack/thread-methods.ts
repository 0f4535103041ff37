import type { Json } from './control.ts'
import { visibleChannel, writableChannel } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Methods } from './web-api.ts'
import { threadKey, type World } from './world.ts'
import { word } from './word.ts'

/** How long a status stands without a message, and the most words that may go round in it. */
const statusMs = 120_000
const mostLoading = 10
const mostPrompts = 4
const longestTitle = 200

/** What is said of threads beside their messages: status, title, prompts, sessions. */
export function threadMethods(world: World): Methods {
  const isAgent = (): boolean => world.manifest.features?.agent_view !== undefined
  const keyOf = (args: Json): string => {
    const channel = visibleChannel(world, args['channel_id'])
    const thread = args['thread_ts']
    if (thread !== undefined && !channel.messages.has(word(thread))) throw new Refusal('message_not_found')
    return threadKey(channel.id, thread === undefined ? null : word(thread))
  }
  return {
    'assistant.threads.setStatus'(args) {
      const channel = writableChannel(world, args['channel_id'])
      const loading = (args['loading_messages'] ?? []) as readonly string[]
      if (!Array.isArray(loading) || loading.length > mostLoading)
        throw new Refusal('invalid_arguments', `loading_messages: at most ${mostLoading}`)
      const key = keyOf({ ...args, channel_id: channel.id })
      const text = String(args['status'])
      if (text === '') world.statuses.delete(key)
      else world.statuses.set(key, { text, loading, until: world.clock.now() + statusMs })
      return {}
    },
    'assistant.threads.setTitle'(args) {
      const key = keyOf(args)
      world.sessions.set(key, { status: world.sessions.get(key)?.status ?? null, title: String(args['title']) })
      return {}
    },
    'assistant.threads.setSuggestedPrompts'(args) {
      if (!isAgent()) throw new Refusal('not_agent_app')
      const prompts = (Array.isArray(args['prompts']) ? args['prompts'] : []) as readonly { title: string; message: string }[]
      if (prompts.length === 0 || prompts.length > mostPrompts || prompts.some(one => !one.title || !one.message))
        throw new Refusal('invalid_arguments', `prompts: at most ${mostPrompts}, each with title and message`)
      const key = keyOf(args)
      // With a thread the call is taken and nothing comes of it.
      if (args['thread_ts'] === undefined) world.prompts.set(key, prompts)
      return {}
    },
    'agents.sessions.setStatus'(args) {
      if (!isAgent()) throw new Refusal('feature_disabled')
      if (word(args['title']).length > longestTitle) throw new Refusal('invalid_name', `a title over ${longestTitle}`)
      const key = keyOf(args)
      const before = world.sessions.get(key)
      const title = args['title'] === undefined ? (before?.title ?? null) : word(args['title'])
      world.sessions.set(key, { status: String(args['status']), title })
      return {}
    },
    'agents.sessions.rename'(args) {
      if (!isAgent()) throw new Refusal('feature_disabled')
      const key = keyOf(args)
      const session = world.sessions.get(key)
      if (session === undefined) throw new Refusal('session_not_found')
      session.title = String(args['title'])
      return {}
    },
  }
}
