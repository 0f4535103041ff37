import type { Manifest } from './control.ts'

/** An app that may do and gets all that the stand-in plays; for tests that bring no manifest of their own. */
export const wholeManifest: Manifest = {
  features: {
    slash_commands: ['/imagine', '/chat', '/replichat'].map(command => ({ command, should_escape: false })),
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    agent_view: {},
  },
  oauth_config: {
    scopes: {
      bot: [
        'app_mentions:read',
        'assistant:write',
        'channels:history',
        'channels:join',
        'channels:read',
        'chat:write',
        'commands',
        'files:read',
        'files:write',
        'groups:history',
        'groups:read',
        'im:history',
        'im:read',
        'im:write',
        'mpim:history',
        'mpim:read',
        'reactions:write',
        'team:read',
        'users:read',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        'agent_session_stopped',
        'app_home_opened',
        'app_mention',
        'app_uninstalled',
        'channel_archive',
        'channel_deleted',
        'channel_left',
        'channel_rename',
        'file_shared',
        'group_archive',
        'group_deleted',
        'group_left',
        'member_joined_channel',
        'member_left_channel',
        'message.channels',
        'message.groups',
        'message.im',
        'message.mpim',
        'reaction_added',
        'tokens_revoked',
        'user_change',
      ],
    },
  },
}
