import { randomUUID } from 'node:crypto'
import { until } from '../discord/until.ts'
import type { Answer, Json, MessageRef, Ref, Seen, SeenView, Use } from './control.ts'
import type { Deliveries } from './deliveries.ts'
import { appId } from './emulated.ts'
import { createFields } from './fields.ts'
import { idOf, personOf } from './people.ts'
import type { ResponseUrls } from './response-urls.ts'
import { buttonsOf, choicesOf, seenOf, seenView } from './seen.ts'
import { respond, type Triggers } from './views.ts'
import type { ChannelState, MessageState, ViewState, World } from './world.ts'

type Place = { readonly channel: ChannelState; readonly message: MessageState } | { readonly view: ViewState }

const isView = (on: MessageRef | SeenView): on is SeenView => 'fields' in on

/** What people do with the app itself: commands, buttons, choices, shortcuts, forms. */
export function createUses(given: {
  readonly world: World
  readonly deliveries: Deliveries
  readonly urls: ResponseUrls
  readonly triggers: Triggers
}) {
  const { world, deliveries, urls, triggers } = given

  const user = (id: string): Json => {
    const { name, options } = world.people.get(id) ?? { name: id, options: {} }
    return { id, username: name, name, team_id: options.teamId ?? world.team.id }
  }
  const team = (): Json => ({ id: world.team.id, domain: world.team.domain })
  const common = (id: string, triggerId: string): Json => ({
    user: user(id),
    team: team(),
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: appId,
    token: 'a-verification-token',
    trigger_id: triggerId,
  })
  const nameOf = (channel: ChannelState): string =>
    channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name

  function useOf(triggerId: string, responseUrl: string | null, answer: Promise<Answer>, key: string): Use {
    const messages = (): readonly Seen[] => urls.messagesOf(key).map(one => seenOf(world, one))
    const opened = (): readonly ViewState[] => [...world.modals.values()].flat().filter(({ trigger }) => trigger === triggerId)
    return {
      triggerId,
      responseUrl,
      answer,
      messages,
      shows: (check, withinMs) =>
        until(
          () => messages().findLast(check),
          withinMs,
          () => JSON.stringify(messages()),
        ),
      opens: (check = () => true, withinMs) =>
        until(
          () => opened().map(seenView).findLast(check),
          withinMs,
          () => `What stands open: ${JSON.stringify([...world.modals.values()].flat().map(({ json }) => json))}`,
        ),
    }
  }

  /** Where something can be pressed, as the person sees it. */
  function placeOf(userId: string, on: MessageRef | SeenView): Place {
    if (isView(on)) {
      const views = [...(world.modals.get(userId) ?? []), ...[world.homes.get(userId)].filter(one => one !== undefined)]
      const view = views.find(({ json }) => json['id'] === on.id)
      if (view === undefined) throw new Error(`No such view stands before ${personOf(world, userId).name} any more.`)
      return { view }
    }
    const channel = world.channel(on.channelId)
    const ephemeral = world.ephemerals.find(({ ts, onlyFor }) => ts === on.ts && onlyFor === userId)
    const message = channel?.messages.get(on.ts) ?? ephemeral
    if (channel === null || message === undefined) throw new Error(`There is no message ${on.ts} any more.`)
    return { channel, message }
  }

  const blocksIn = (place: Place): readonly Record<string, unknown>[] =>
    (('view' in place ? place.view.json : place.message.json)['blocks'] as Record<string, unknown>[] | undefined) ?? []

  function payloadOf(userId: string, place: Place, triggerId: string, responseUrl: string | null): Json {
    if ('view' in place) {
      const view = { ...place.view.json, state: { values: place.view.values } }
      return { ...common(userId, triggerId), container: { type: 'view', view_id: view['id' as never] }, view }
    }
    const { channel, message } = place
    const isEphemeral = message.onlyFor !== null
    const thread = message.threadTs === null ? {} : { thread_ts: message.threadTs }
    return {
      ...common(userId, triggerId),
      container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: isEphemeral, ...thread },
      channel: { id: channel.id, name: nameOf(channel) },
      ...(isEphemeral ? {} : { message: message.json }),
      state: { values: {} },
      response_url: responseUrl,
    }
  }

  function act(userId: string, place: Place, action: Json): Use {
    const triggerId = triggers.make(userId)
    const key = randomUUID()
    const responseUrl =
      'view' in place ? null : urls.make({ use: key, channelId: place.channel.id, userId, message: place.message })
    const actions = [{ ...action, action_ts: world.ts() }]
    const payload = { type: 'block_actions', ...payloadOf(userId, place, triggerId, responseUrl), actions }
    return useOf(triggerId, responseUrl, deliveries.ask('interactive', 'block_actions', payload, false), key)
  }

  /** People and channels that are named in a command, as Slack writes them for an app that wants their ids. */
  const withIds = (text: string): string =>
    text
      .replaceAll(/(?<![\w<])@([\w.-]+)/g, (typed, name: string) => {
        const found = [...world.people.values()].find(one => one.name === name)
        return found === undefined ? typed : `<@${found.id}|${name}>`
      })
      .replaceAll(/(?<![\w<])#([\w-]+)/g, (typed, name: string) => {
        const found = [...world.channels.values()].find(one => one.name === name && one.kind !== 'im')
        return found === undefined ? typed : `<#${found.id}|${name}>`
      })

  function command(who: Ref, where: Ref, name: string, text = ''): Use {
    const channel = world.channel(idOf(where))
    if (channel === null) throw new Error(`There is no channel ${idOf(where)}.`)
    const known = world.manifest.features?.slash_commands ?? []
    if (!known.some(one => one.command === name)) throw new Error(`The manifest has no command ${name}.`)
    const userId = idOf(who)
    const isEscaped = known.find(one => one.command === name)?.should_escape === true
    const triggerId = triggers.make(userId)
    const key = randomUUID()
    const responseUrl = urls.make({ use: key, channelId: channel.id, userId, message: null })
    const payload = {
      token: 'a-verification-token',
      team_id: world.team.id,
      team_domain: world.team.domain,
      channel_id: channel.id,
      channel_name: nameOf(channel),
      user_id: userId,
      user_name: personOf(world, userId).name,
      command: name,
      text: isEscaped ? withIds(text) : text,
      api_app_id: appId,
      is_enterprise_install: 'false',
      response_url: responseUrl,
      trigger_id: triggerId,
    }
    const answer = deliveries.ask('slash_commands', name, payload, true).then(async got => {
      if (Object.keys(got.payload).length === 0) return got
      try {
        await urls.show({ use: key, channelId: channel.id, userId, message: null }, got.payload)
      } catch (error) {
        world.violate(`${name}: ${String(error)}`)
      }
      return got
    })
    return useOf(triggerId, responseUrl, answer, key)
  }

  function click(who: Ref, on: MessageRef | SeenView, wanted: string): Use {
    const userId = idOf(who)
    const place = placeOf(userId, on)
    const buttons = buttonsOf(blocksIn(place))
    const found = buttons.find(({ actionId }) => actionId === wanted) ?? buttons.find(({ label }) => label === wanted)
    if (found === undefined)
      throw new Error(
        `${personOf(world, userId).name} sees no button ${wanted}, only ${buttons.map(one => one.label).join(', ')}.`,
      )
    const { actionId, blockId, value, label } = found
    const text = { type: 'plain_text', text: label, emoji: true }
    return act(userId, place, { type: 'button', action_id: actionId, block_id: blockId, value, text })
  }

  function choose(who: Ref, on: MessageRef | SeenView, wanted: string, values: readonly string[]): Use {
    const userId = idOf(who)
    const place = placeOf(userId, on)
    const found = choicesOf(blocksIn(place)).find(({ actionId }) => actionId === wanted)
    if (found === undefined) throw new Error(`${personOf(world, userId).name} sees no choice ${wanted}.`)
    const chosen = values.map(value => {
      const option = found.options.find(one => one.value === value || one.label === value)
      if (option === undefined && found.type !== 'external_select') throw new Error(`${value} is not offered at ${wanted}.`)
      return { text: { type: 'plain_text', text: option?.label ?? value }, value: option?.value ?? value }
    })
    const isMany = found.type === 'checkboxes' || found.type.startsWith('multi_')
    const selected = isMany ? { selected_options: chosen } : { selected_option: chosen[0] ?? null }
    if ('view' in place)
      place.view.values = { ...place.view.values, [found.blockId]: { [wanted]: { type: found.type, ...selected } } }
    return act(userId, place, { type: found.type, action_id: wanted, block_id: found.blockId, ...selected })
  }

  function suggest(who: Ref, on: MessageRef | SeenView, actionId: string, typed: string): Use {
    const userId = idOf(who)
    const place = placeOf(userId, on)
    const found = choicesOf(blocksIn(place)).find(one => one.actionId === actionId)
    const ids = { action_id: actionId, block_id: found?.blockId ?? '' }
    const payload = { type: 'block_suggestion', ...payloadOf(userId, place, '', null), ...ids, value: typed }
    return useOf('', null, deliveries.ask('interactive', 'block_suggestion', payload, true), randomUUID())
  }

  function shortcut(who: Ref, on: MessageRef | null, callbackId: string): Use {
    const userId = idOf(who)
    const type = on === null ? 'global' : 'message'
    const known = world.manifest.features?.shortcuts ?? []
    if (!known.some(one => one.callback_id === callbackId && one.type === type))
      throw new Error(`The manifest has no shortcut ${callbackId} of type ${type}.`)
    const triggerId = triggers.make(userId)
    const key = randomUUID()
    const place = on === null ? null : placeOf(userId, on)
    if (place === null || 'view' in place) {
      const payload = { type: 'shortcut', ...common(userId, triggerId), action_ts: world.ts(), callback_id: callbackId }
      return useOf(triggerId, null, deliveries.ask('interactive', 'shortcut', payload, false), key)
    }
    const { channel, message } = place
    // An answer to a shortcut stands beside the message; it never takes its place.
    const responseUrl = urls.make({ use: key, channelId: channel.id, userId, message: null })
    const payload = {
      type: 'message_action',
      ...common(userId, triggerId),
      action_ts: world.ts(),
      callback_id: callbackId,
      channel: { id: channel.id, name: nameOf(channel) },
      message_ts: message.ts,
      message: message.json,
      response_url: responseUrl,
    }
    return useOf(triggerId, responseUrl, deliveries.ask('interactive', 'message_action', payload, false), key)
  }

  const topOf = (userId: string): ViewState => {
    const top = (world.modals.get(userId) ?? []).at(-1)
    if (top === undefined) throw new Error(`No form stands open before ${personOf(world, userId).name}.`)
    return top
  }
  const viewPayload = (view: ViewState): Json => ({ ...view.json, state: { values: view.values } })

  function submitView(who: Ref, values: Readonly<Record<string, string | readonly string[]>> = {}): Use {
    const userId = idOf(who)
    const top = topOf(userId)
    if (top.json['submit'] == null) throw new Error('The form has no button to send it.')
    createFields(top).fill(values)
    const triggerId = triggers.make(userId)
    const payload = { type: 'view_submission', ...common(userId, triggerId), view: viewPayload(top), response_urls: [] }
    const answer = deliveries.ask('interactive', 'view_submission', payload, true).then(async got => {
      // Unanswered, it stays open and says that something went wrong.
      if (got.did === 'ack') await respond(world, userId, got.payload, triggerId)
      return got
    })
    return useOf(triggerId, null, answer, randomUUID())
  }

  function closeView(who: Ref): void {
    const userId = idOf(who)
    const top = topOf(userId)
    world.modals.get(userId)?.pop()
    if (top.json['notify_on_close'] !== true) return
    const { trigger_id: _, ...rest } = common(userId, '')
    const payload = { type: 'view_closed', ...rest, view: viewPayload(top), is_cleared: false }
    void deliveries.ask('interactive', 'view_closed', payload, false)
  }

  return { command, click, choose, suggest, shortcut, submitView, closeView }
}
