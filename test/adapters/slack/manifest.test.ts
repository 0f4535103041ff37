import fc from 'fast-check'
import { expect, it } from 'vitest'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import { findCommand } from '#core/command.ts'
import { say } from '#core/post.ts'
import { readSlash, slashNames } from '../../../adapters/slack/commands.ts'
import { manifestLimits as most, manifestOf } from '../../../adapters/slack/manifest.ts'
import { createSlash } from '../../../adapters/slack/slash.ts'

type Whole = {
  readonly display_information: { readonly name: string; readonly description: string; readonly long_description: string }
  readonly features: {
    readonly agent_view: { readonly agent_description: string; readonly suggested_prompts: readonly unknown[] }
    readonly bot_user: { readonly display_name: string }
    readonly shortcuts: readonly { readonly name: string; readonly description: string; readonly callback_id: string }[]
    readonly slash_commands: readonly {
      readonly command: string
      readonly url?: string
      readonly description: string
      readonly usage_hint: string
    }[]
  }
  readonly oauth_config: { readonly redirect_urls?: readonly string[]; readonly scopes: { readonly bot: readonly string[] } }
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] }
    readonly interactivity: { readonly request_url?: string }
    readonly socket_mode_enabled: boolean
  }
}

const make = (rest: Partial<Parameters<typeof manifestOf>[0]> = {}) =>
  manifestOf({ catalogue, menu: messageMenu, by: 'socket', ...rest }) as unknown as Whole

it('keeps every limit that Slack has for manifests, also of a catalogue that is far too large', () => {
  const many = Array.from({ length: 80 }, (_, at) => ({
    name: `entry${at}`,
    label: 'A label '.repeat(40),
    audience: 'channel' as const,
  }))
  for (const manifest of [make(), make({ by: 'http', publicUrl: 'https://bot.example', menu: many })]) {
    const { display_information: shown, features, oauth_config: oauth, settings } = manifest
    expect(shown.name.length).toBeLessThanOrEqual(most.nameChars)
    expect(shown.description.length).toBeLessThanOrEqual(most.descriptionChars)
    // Slack wants at least 174 of them.
    expect(shown.long_description.length).toBeGreaterThanOrEqual(174)
    expect(shown.long_description.length).toBeLessThanOrEqual(most.longChars)
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(most.botChars)
    expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(most.agentChars)
    expect(features.agent_view.suggested_prompts.length).toBeLessThanOrEqual(most.prompts)
    expect(features.slash_commands.length).toBeLessThanOrEqual(most.commands)
    for (const { command, description, usage_hint: hint } of features.slash_commands) {
      expect(command.length).toBeLessThanOrEqual(most.commandChars)
      expect(description.length).toBeLessThanOrEqual(most.aboutChars)
      expect(hint.length).toBeLessThanOrEqual(most.hintChars)
    }
    expect(features.shortcuts.length).toBeLessThanOrEqual(most.shortcuts)
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(most.shortcutChars)
      expect(description.length).toBeLessThanOrEqual(most.descriptionChars)
    }
    expect(settings.event_subscriptions.bot_events.length).toBeLessThanOrEqual(most.events)
    expect(oauth.scopes.bot.length).toBeLessThanOrEqual(most.scopes)
  }
})

it('names no address for sockets, and ours everywhere by HTTP', () => {
  expect(JSON.stringify(make())).not.toContain('/slack/events')
  expect(make().settings.socket_mode_enabled).toBe(true)
  const http = make({ by: 'http', publicUrl: 'https://bot.example/', install: true })
  const url = 'https://bot.example/slack/events'
  expect(http.settings.socket_mode_enabled).toBe(false)
  expect([http.settings.event_subscriptions.request_url, http.settings.interactivity.request_url]).toEqual([url, url])
  expect(http.features.slash_commands.map(command => command.url)).toEqual(http.features.slash_commands.map(() => url))
  expect(http.oauth_config.redirect_urls).toEqual(['https://bot.example/slack/oauth_redirect'])
})

it('makes every command of the catalogue reachable by a slash command', () => {
  expect(slashNames(catalogue)).toEqual(['imagine', 'chat', 'replichat'])
  for (const { name } of catalogue) {
    const found = findCommand(catalogue, name)
    expect('command' in found && found.command.name).toBe(name)
    const asked = readSlash(catalogue, '/replichat', name)
    if (asked.type === 'refused') expect(asked.sentence).toContain(`/${name}`)
  }
})

it('reads whatever is typed without breaking', () => {
  fc.assert(
    fc.property(fc.constantFrom('/imagine', '/chat', '/replichat', '/else'), fc.string({ unit: 'grapheme' }), (slash, text) => {
      const asked = readSlash(catalogue, slash, text)
      if (asked.type === 'refused') expect(asked.sentence.length).toBeGreaterThan(5)
    }),
  )
})

it('says commands as they are typed on Slack, and leaves alone what a model wrote', () => {
  const slash = createSlash(catalogue)
  expect(slash.sentence('Type `/help` or `/config set`, or /imagine.')).toBe(
    'Type `/replichat help` or `/replichat config set`, or /imagine.',
  )
  expect(slash.sentence('see a/help and /helper and https://x.example/help')).toBe(
    'see a/help and /helper and https://x.example/help',
  )
  const written = say('channel', 'Type `/help`.')
  expect(slash.post(written)).toEqual(written)
  expect(slash.post(say('actor', 'Type `/help`.'))).toEqual(say('actor', 'Type `/replichat help`.'))
})
