import { randomUUID } from 'node:crypto'
import { checkBlocks, withIds } from './block-rules.ts'
import type { Json } from './control.ts'
import { appId, botId } from './emulated.ts'
import { asked } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Methods } from './web-api.ts'
import type { ViewState, World } from './world.ts'
import { word } from './word.ts'

/** How long a trigger lives, and how many modals stand on each other. */
const triggerLivesMs = 3_000
const mostOpen = 3
/** The longest view, and the longest of its parts. */
const longestView = 250_000
const longest = { private_metadata: 3_000, callback_id: 255, external_id: 255 } as const
const longestTitle = 24

/** Triggers: each opens or pushes one view within its time. */
export function createTriggers(world: World) {
  const triggers = new Map<string, { readonly userId: string; readonly until: number; used: boolean }>()
  return {
    make(userId: string): string {
      const id = `${Date.now()}.${Math.floor(Math.random() * 1e9)}.${randomUUID().replaceAll('-', '')}`
      triggers.set(id, { userId, until: world.clock.now() + (world.start.triggerMs ?? triggerLivesMs), used: false })
      return id
    },
    /** Uses a trigger up; says whose it is. */
    take(id: string): string {
      const trigger = triggers.get(id)
      if (trigger === undefined) throw new Refusal('invalid_trigger_id', 'a trigger that nobody gave out')
      if (trigger.used) throw new Refusal('exchanged_trigger_id', 'a trigger that was used already')
      if (trigger.until <= world.clock.now()) throw new Refusal('expired_trigger_id')
      trigger.used = true
      return trigger.userId
    },
  }
}
export type Triggers = ReturnType<typeof createTriggers>

function checkView(world: World, given: unknown, type: 'modal' | 'home'): Json {
  if (typeof given !== 'object' || given === null) throw new Refusal('invalid_arguments', 'a view that is no object')
  const view = given as Json
  if (view['type'] !== type) throw new Refusal('invalid_arguments', `a view of type ${String(view['type'])} instead of ${type}`)
  const faults: string[] = []
  for (const [name, most] of Object.entries(longest))
    if (word(view[name]).length > most) faults.push(`${name} must be less than ${most + 1} characters`)
  for (const name of ['title', 'submit', 'close']) {
    const part = view[name] as Json | undefined | null
    if (part == null) continue
    if (part['type'] !== 'plain_text') faults.push(`${name} must be plain_text`)
    const text = word(part['text'])
    if (text === '' || text.length > longestTitle) faults.push(`${name} must have 1 to ${longestTitle} characters`)
  }
  if (type === 'modal' && view['title'] == null) faults.push('missing required field: title')
  const blocks = view['blocks']
  const hasInput = Array.isArray(blocks) && (blocks as Json[]).some(block => block['type'] === 'input')
  if (type === 'modal' && hasInput && view['submit'] == null) faults.push('missing required field: submit, which inputs need')
  if (JSON.stringify(view).length > longestView) throw new Refusal('view_too_large', 'a view over 250 kB')
  if (faults.length > 0)
    throw new Refusal('invalid_arguments', faults.join('; '), { messages: faults.map(one => `[ERROR] ${one}`) })
  checkBlocks(world, blocks, type)
  return { ...view, blocks: withIds(blocks) }
}

/** What the front adds to the emulator's view. */
const dressed = (json: Json): Record<string, unknown> => ({ ...json, app_id: appId, bot_id: botId })

/** Opening, changing and publishing views. The emulator keeps them; which stands open before whom is the front's. */
export function viewMethods(world: World, triggers: Triggers): Methods {
  const stackOf = (userId: string): ViewState[] => {
    const stack = world.modals.get(userId) ?? []
    world.modals.set(userId, stack)
    return stack
  }

  async function open(args: Json, isPush: boolean): Promise<Json> {
    const view = checkView(world, args['view'], 'modal')
    const trigger = word(args['trigger_id'])
    const userId = triggers.take(trigger)
    const stack = stackOf(userId)
    if (isPush && stack.length >= mostOpen) throw new Refusal('push_limit_reached')
    const inner = await asked(world, 'views.generateTriggerId', { user_id: userId })
    const answer = await asked(world, 'views.open', { trigger_id: inner['trigger_id'], view })
    const previous = isPush ? stack.at(-1) : undefined
    const root = previous === undefined ? {} : { previous_view_id: previous.json['id'], root_view_id: stack[0]?.json['id'] }
    if (!isPush) stack.length = 0
    const state: ViewState = { json: { ...dressed(answer['view'] as Json), ...root }, userId, errors: {}, values: {}, trigger }
    stack.push(state)
    return { view: state.json }
  }

  return {
    'views.open': args => open(args, false),
    'views.push': args => open(args, true),
    async 'views.update'(args) {
      const all = [...world.modals.values()].flat()
      const known = all.find(
        ({ json }) =>
          json['id'] === args['view_id'] || (args['external_id'] !== undefined && json['external_id'] === args['external_id']),
      )
      // One that the person has closed meanwhile is as good as gone.
      if (known === undefined) throw new Refusal('not_found')
      const view = checkView(world, args['view'], 'modal')
      const hash = args['hash'] === undefined ? {} : { hash: args['hash'] }
      const answer = await asked(world, 'views.update', { view_id: known.json['id'], view, ...hash })
      setView(known, answer['view'] as Json)
      return { view: known.json }
    },
    async 'views.publish'(args) {
      const userId = String(args['user_id'])
      if (world.manifest.features?.app_home?.home_tab_enabled !== true)
        throw new Refusal('not_enabled', 'a home that the manifest does not have')
      if (!world.people.has(userId)) throw new Refusal('user_not_found')
      const view = checkView(world, args['view'], 'home')
      const hash = args['hash'] === undefined ? {} : { hash: args['hash'] }
      const answer = await asked(world, 'views.publish', { user_id: userId, view, ...hash })
      const json = dressed(answer['view'] as Json)
      world.homes.set(userId, { json, userId, errors: {}, values: {}, trigger: null })
      return { view: json }
    },
  }
}

/** Puts another view in the place of one; what was typed stays where block and action are the same. */
export function setView(state: ViewState, json: Json): void {
  const { previous_view_id, root_view_id } = state.json
  state.json = { ...dressed(json), previous_view_id, root_view_id }
  const blocks = json['blocks'] as readonly Json[]
  const ids = new Set(blocks.map(one => String(one['block_id'])))
  state.values = Object.fromEntries(Object.entries(state.values).filter(([blockId]) => ids.has(blockId)))
  state.errors = {}
}

/** What an answer to a form asks for: another view in its place, one on top, or all gone. */
export async function respond(world: World, userId: string, answer: Json, trigger: string): Promise<void> {
  const stack = world.modals.get(userId) ?? []
  const top = stack.at(-1)
  if (top === undefined) return
  const action = answer['response_action']
  if (action === undefined) return void stack.pop()
  if (action === 'clear') return void (stack.length = 0)
  if (action === 'errors') {
    const errors = answer['errors'] as Readonly<Record<string, string>>
    const ids = new Set(
      (top.json['blocks'] as readonly Json[]).filter(one => one['type'] === 'input').map(one => String(one['block_id'])),
    )
    const strange = Object.keys(errors).filter(id => !ids.has(id))
    if (strange.length > 0) world.violate(`view_submission: errors at ${strange.join(', ')}, where no input is`)
    top.errors = errors
    return
  }
  try {
    const view = checkView(world, answer['view'], 'modal')
    const made = await asked(world, 'views.generateTriggerId', { user_id: userId })
    const opened = (await asked(world, 'views.open', { trigger_id: made['trigger_id'], view }))['view'] as Json
    if (action === 'update') {
      const { id, hash: _ } = top.json
      return setView(top, { ...opened, id })
    }
    if (action !== 'push') return world.violate(`view_submission: response_action ${word(action)} is not known`)
    if (stack.length >= mostOpen) return world.violate('view_submission: more than three modals on each other')
    const root = { previous_view_id: top.json['id'], root_view_id: stack[0]?.json['id'] }
    stack.push({ json: { ...dressed(opened), ...root }, userId, errors: {}, values: {}, trigger })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    world.violate(`view_submission: ${error.message} (${error.error})`)
  }
}
