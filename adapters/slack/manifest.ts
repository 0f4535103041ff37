import type { Command, MenuEntry } from '#core/command.ts'
import { brief } from '#core/text.ts'
import { slashNames, umbrella } from './commands.ts'
import { shortcutId } from './interactions.ts'
import type { Payload } from './payload.ts'

/** What the app must be allowed, and what is missing where it is not. */
export const scopes: Readonly<Record<string, string>> = {
  'app_mentions:read': 'mentions are not heard',
  'assistant:write': 'prompts are not suggested',
  'channels:history': 'threads in public channels are not heard',
  'channels:read': 'public channels are not known by name',
  'chat:write': 'nothing can be said',
  commands: 'there are no slash commands',
  'files:read': 'pictures sent along cannot be read',
  'files:write': 'pictures cannot be shown',
  'groups:history': 'threads in private channels are not heard',
  'groups:read': 'private channels are not known by name',
  'im:history': 'direct messages are not heard',
  'im:read': 'direct conversations are not known',
  'im:write': 'direct conversations cannot be begun',
  'mpim:history': 'group conversations are not heard',
  'mpim:read': 'group conversations are not known',
  'users:read': 'nobody is an admin, and people have no names',
}

/** What the app must be told of. */
const events = [
  'agent_session_stopped',
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'group_archive',
  'group_deleted',
  'group_left',
  'member_joined_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'tokens_revoked',
]

/** Slack's limits of a manifest, as its documentation gives them. */
export const manifestLimits = {
  nameChars: 35,
  descriptionChars: 140,
  longChars: 4_000,
  botChars: 80,
  commands: 50,
  commandChars: 32,
  aboutChars: 2_000,
  hintChars: 1_000,
  shortcuts: 10,
  shortcutChars: 24,
  agentChars: 300,
  prompts: 4,
  events: 100,
  scopes: 255,
} as const

/** What one may begin with, in a conversation with the bot. */
export const suggestions: readonly { readonly title: string; readonly message: string }[] = [
  { title: 'Paint a picture', message: 'imagine a lighthouse in fog, oil on canvas' },
  { title: 'Explain something', message: 'Explain in three sentences how a rainbow comes about.' },
  { title: 'See what is possible', message: 'help' },
]

/** The manifest that makes an app at Slack with one paste. `by`: how it reaches us; `publicUrl` is where, by HTTP; `install`: many workspaces install it. */
export function manifestOf(options: {
  readonly catalogue: readonly Command[]
  readonly menu: readonly MenuEntry[]
  readonly by: 'socket' | 'http'
  readonly publicUrl?: string
  readonly install?: boolean
}): Payload {
  const { catalogue, menu, by, publicUrl, install = false } = options
  const most = manifestLimits
  const address = by === 'http' ? { url: eventsUrl(publicUrl) } : {}
  const request = by === 'http' ? { request_url: eventsUrl(publicUrl) } : {}
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Replichat',
      description: 'Pictures and conversations by Replicate’s models',
      long_description: brief(
        'Replichat brings Replicate’s models to this workspace: pictures from words with /imagine, and conversations that remember, in threads and direct messages. Admins choose models, limits and budgets for each channel. What is said to it goes to the models at Replicate; answers may be wrong.',
        most.longChars,
      ),
      background_color: '#1f2937',
    },
    features: {
      agent_view: {
        agent_description: 'Talks with language models, paints pictures, and remembers what was said in a thread.',
        suggested_prompts: suggestions.slice(0, most.prompts),
      },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'replichat', always_online: true },
      shortcuts: menu.slice(0, most.shortcuts).map(entry => ({
        name: brief(entry.label, most.shortcutChars),
        type: 'message',
        callback_id: shortcutId(entry),
        description: brief(entry.label, most.descriptionChars),
      })),
      slash_commands: slashNames(catalogue).map(name => ({
        command: `/${name}`,
        ...address,
        ...aboutOf(catalogue, name),
        // Commands that act on people need their ids.
        should_escape: name === umbrella,
      })),
    },
    oauth_config: {
      ...(install && { redirect_urls: [`${base(publicUrl)}/slack/oauth_redirect`] }),
      scopes: { bot: Object.keys(scopes), bot_optional: ['chat:write.public'] },
    },
    settings: {
      event_subscriptions: { ...request, bot_events: events },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: by === 'socket',
      token_rotation_enabled: false,
    },
  }
}

const base = (publicUrl: string | undefined): string => (publicUrl ?? 'https://replichat.example').replace(/\/$/, '')
const eventsUrl = (publicUrl: string | undefined): string => `${base(publicUrl)}/slack/events`

function aboutOf(catalogue: readonly Command[], name: string): Payload {
  const command = catalogue.find(known => known.name === name)
  if (command === undefined) {
    const families = [...new Set(catalogue.map(known => known.name.split(' ')[0]))]
    return {
      description: 'Everything Replichat can do',
      usage_hint: brief(`help | ${families.filter(family => family !== 'help').join(' | ')}`, manifestLimits.hintChars),
    }
  }
  const hint = command.options
    .slice(0, 4)
    .map(option => (option.required ? `<${option.name}>` : `[--${option.name} …]`))
    .join(' ')
  return { description: brief(command.about, manifestLimits.aboutChars), usage_hint: brief(hint, manifestLimits.hintChars) }
}
