import { Refusal } from './refusal.ts'
import type { World } from './world.ts'
import { word } from './word.ts'

type Block = Record<string, unknown>

/** The most characters of the whole blocks of a message, as reported of the real service. */
const longestBlocks = 13_200
/** All markdown blocks of a payload together, and `markdown_text`. */
export const longestMarkdown = 12_000
/** The block types that exist where, and the most of them. */
const mostBlocks = { message: 50, modal: 100, home: 100 }
export type Surface = keyof typeof mostBlocks

const known =
  /^(?:section|header|context|context_actions|actions|image|divider|markdown|input|video|file|rich_text|table|task_card|plan|card|carousel|alert|container|data_table)$/

const textOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && typeof (value as Block)['text'] === 'string'
    ? ((value as Block)['text'] as string)
    : null
const list = (value: unknown): readonly Block[] => (Array.isArray(value) ? (value as Block[]) : [])

/** What is wrong with blocks, in Slack's manner of saying it; empty when nothing is. */
export function blockFaults(world: World, blocks: unknown, surface: Surface): readonly string[] {
  if (!Array.isArray(blocks)) return ['[ERROR] must be an array [json-pointer:/blocks]']
  const faults: string[] = []
  const fault = (at: string, what: string): void => void faults.push(`[ERROR] ${what} [json-pointer:/blocks/${at}]`)

  const text = (at: string, value: unknown, most: number, kinds: readonly string[]): void => {
    const found = textOf(value)
    const type = String((value as Block | undefined)?.['type'])
    if (found === null) return fault(at, 'missing required field: text')
    if (!kinds.includes(type)) fault(`${at}/type`, `must be one of ${kinds.join(', ')}, not ${type}`)
    if (found === '') fault(at, 'must be more than 0 characters')
    if (found.length > most) fault(at, `must be less than ${most + 1} characters`)
  }
  const short = (at: string, value: unknown, most: number): void => {
    if (typeof value === 'string' && value.length > most) fault(at, `must be less than ${most + 1} characters`)
  }
  const both = ['plain_text', 'mrkdwn']
  const plain = ['plain_text']
  const actionIds = new Set<string>()

  function option(at: string, one: Block): void {
    text(`${at}/text`, one['text'], 75, both)
    if (typeof one['value'] !== 'string' || one['value'] === '') fault(`${at}/value`, 'missing required field: value')
    short(`${at}/value`, one['value'], 150)
    if (one['description'] !== undefined) text(`${at}/description`, one['description'], 75, both)
  }

  function options(at: string, element: Block, most: number): void {
    const groups = list(element['option_groups'])
    const own = list(element['options'])
    if (groups.length === 0 && own.length === 0) fault(at, 'missing required field: options')
    if (groups.length > 100) fault(`${at}/option_groups`, 'no more than 100 items allowed')
    for (const [index, group] of groups.entries()) {
      text(`${at}/option_groups/${index}/label`, group['label'], 75, plain)
      if (list(group['options']).length > 100) fault(`${at}/option_groups/${index}/options`, 'no more than 100 items allowed')
      list(group['options']).forEach((one, which) => option(`${at}/option_groups/${index}/options/${which}`, one))
    }
    if (own.length > most) fault(`${at}/options`, `no more than ${most} items allowed`)
    own.forEach((one, index) => option(`${at}/options/${index}`, one))
    const values = own.map(one => String(one['value']))
    if (new Set(values).size < values.length) fault(`${at}/options`, 'option values must be unique')
    const offered = [...own, ...groups.flatMap(group => list(group['options']))]
    for (const initial of [...list(element['initial_options']), element['initial_option'] as Block | undefined])
      if (
        initial !== undefined &&
        !offered.some(one => one['value'] === initial['value'] && textOf(one['text']) === textOf(initial['text']))
      )
        fault(at, 'initial option is not one of the options')
  }

  function element(at: string, one: Block): void {
    const type = String(one['type'])
    short(`${at}/action_id`, one['action_id'], 255)
    const id = one['action_id']
    if (typeof id === 'string') {
      if (actionIds.has(id)) fault(`${at}/action_id`, `\`action_id\` ${id} already exists`)
      actionIds.add(id)
    }
    if (type === 'button' || type === 'workflow_button') {
      text(`${at}/text`, one['text'], 75, plain)
      short(`${at}/value`, one['value'], 2_000)
      short(`${at}/url`, one['url'], 3_000)
      if (one['style'] !== undefined && !/^(?:primary|danger)$/.test(word(one['style'])))
        fault(`${at}/style`, 'must be primary or danger')
      const confirm = one['confirm'] as Block | undefined
      if (confirm !== undefined) text(`${at}/confirm/text`, confirm['text'], 300, both)
    } else if (/^(?:multi_)?static_select$/.test(type)) options(at, one, 100)
    else if (/^(?:radio_buttons|checkboxes)$/.test(type)) options(at, one, 10)
    else if (type === 'overflow') options(at, one, 5)
    else if (type === 'plain_text_input') {
      short(`${at}/initial_value`, one['initial_value'], 3_000)
      if (Number(one['max_length'] ?? 1) > 3_000) fault(`${at}/max_length`, 'must be at most 3000')
      if (Number(one['min_length'] ?? 0) > 3_000) fault(`${at}/min_length`, 'must be at most 3000')
    } else if (type === 'image') image(at, one)
    else if (type === 'number_input' && typeof one['is_decimal_allowed'] !== 'boolean')
      fault(at, 'missing required field: is_decimal_allowed')
    if (one['placeholder'] !== undefined) text(`${at}/placeholder`, one['placeholder'], 150, plain)
  }

  function image(at: string, one: Block): void {
    const { alt_text: alt, image_url: url, slack_file: file, title } = one
    if (typeof alt !== 'string') fault(at, 'missing required field: alt_text')
    short(`${at}/alt_text`, alt, 2_000)
    if (title !== undefined) text(`${at}/title`, title, 2_000, plain)
    if ((url === undefined) === (file === undefined)) return fault(at, 'must have exactly one of image_url, slack_file')
    short(`${at}/image_url`, url, 3_000)
    if (file === undefined) return
    const { id, url: address } = file as { id?: string; url?: string }
    const found = [...world.files.values()].find(known => known.id === id || (address !== undefined && known.url === address))
    if (found === undefined || found.readyAt > world.clock.now()) return fault(`${at}/slack_file`, 'invalid slack file')
    if (!/^image\/(?:png|jpe?g|gif)$/.test(found.mimetype)) fault(`${at}/slack_file`, 'invalid slack file')
  }

  function rows(at: string, block: Block): void {
    const given = list(block['rows']) as unknown as readonly (readonly Block[])[]
    if (given.length === 0) return fault(at, 'missing required field: rows')
    if (given.length > 100) fault(`${at}/rows`, 'no more than 100 items allowed')
    if (given.some(row => row.length > 20)) fault(`${at}/rows`, 'no more than 20 items allowed')
  }

  function one(at: string, block: Block): void {
    const type = String(block['type'])
    if (!known.test(type)) return fault(`${at}/type`, `unsupported type: ${type}`)
    short(`${at}/block_id`, block['block_id'], 255)
    if (type === 'section') {
      if (block['text'] === undefined && list(block['fields']).length === 0) fault(at, 'missing required field: text')
      if (block['text'] !== undefined) text(`${at}/text`, block['text'], 3_000, both)
      if (list(block['fields']).length > 10) fault(`${at}/fields`, 'no more than 10 items allowed')
      list(block['fields']).forEach((field, index) => text(`${at}/fields/${index}`, field, 2_000, both))
      if (block['accessory'] !== undefined) element(`${at}/accessory`, block['accessory'] as Block)
    } else if (type === 'header') text(`${at}/text`, block['text'], 150, plain)
    else if (type === 'markdown') {
      if (typeof block['text'] !== 'string' || block['text'] === '') fault(at, 'missing required field: text')
    } else if (type === 'image') image(at, block)
    else if (type === 'context') {
      const inside = list(block['elements'])
      if (inside.length === 0 || inside.length > 10) fault(`${at}/elements`, 'must have 1 to 10 items')
      inside.forEach((part, index) => {
        const where = `${at}/elements/${index}`
        if (part['type'] === 'image') return image(where, part)
        text(where, part, 2_000, both)
      })
    } else if (type === 'actions' || type === 'context_actions') {
      const inside = list(block['elements'])
      const most = type === 'actions' ? 25 : 5
      if (inside.length === 0 || inside.length > most) fault(`${at}/elements`, `must have 1 to ${most} items`)
      if (type === 'context_actions' && surface !== 'message') fault(`${at}/type`, `unsupported type: ${type}`)
      inside.forEach((part, index) => element(`${at}/elements/${index}`, part))
    } else if (type === 'input') {
      if (surface === 'message') fault(`${at}/type`, 'unsupported type: input')
      text(`${at}/label`, block['label'], 2_000, plain)
      if (block['hint'] !== undefined) text(`${at}/hint`, block['hint'], 2_000, plain)
      if (typeof block['element'] !== 'object' || block['element'] === null) fault(at, 'missing required field: element')
      else element(`${at}/element`, block['element'] as Block)
    } else if (type === 'table' || type === 'data_table') rows(at, block)
    else if (type === 'container') {
      if (list(block['blocks']).length > 10) fault(`${at}/blocks`, 'no more than 10 items allowed')
      list(block['blocks']).forEach((inner, index) => one(`${at}/blocks/${index}`, inner))
    }
  }

  if (blocks.length > mostBlocks[surface])
    faults.push(`[ERROR] no more than ${mostBlocks[surface]} items allowed [json-pointer:/blocks]`)
  ;(blocks as Block[]).forEach((block, index) => one(String(index), block))
  const ids = (blocks as Block[]).flatMap(({ block_id: id }) => (typeof id === 'string' ? [id] : []))
  if (new Set(ids).size < ids.length) faults.push('[ERROR] `block_id` already exists [json-pointer:/blocks]')
  return faults
}

/** Life, not a mistake: a file that Slack has not made ready yet. */
const isOfFiles = (faults: readonly string[]): boolean => faults.every(one => one.includes('invalid slack file'))

/** Refuses blocks that are too many, too long or wrong. */
export function checkBlocks(world: World, blocks: unknown, surface: Surface = 'message', tooMany = 'invalid_blocks'): void {
  if (blocks === undefined || blocks === '') return
  if (typeof blocks === 'string') throw new Refusal('invalid_blocks_format', 'blocks that are not JSON')
  const faults = blockFaults(world, blocks, surface)
  const isTooMany = Array.isArray(blocks) && blocks.length > mostBlocks[surface]
  if (faults.length > 0)
    throw new Refusal(isTooMany ? tooMany : 'invalid_blocks', isOfFiles(faults) ? null : faults.join('; '), { messages: faults })
  const markdown = list(blocks).flatMap(one => (one['type'] === 'markdown' ? [String(one['text']).length] : []))
  if (markdown.reduce((sum, one) => sum + one, 0) > longestMarkdown)
    throw new Refusal('msg_too_long', `more than ${longestMarkdown} characters in markdown blocks`)
  if (surface === 'message' && JSON.stringify(blocks).length > longestBlocks)
    throw new Refusal('msg_blocks_too_long', `${JSON.stringify(blocks).length} characters of blocks, of at most ${longestBlocks}`)
}

/** Blocks with the ids that Slack gives to those that came without. */
export function withIds(blocks: unknown): unknown {
  if (!Array.isArray(blocks)) return blocks
  return (blocks as Block[]).map((block, at) => ({
    ...block,
    block_id: block['type'] !== 'markdown' && typeof block['block_id'] === 'string' ? block['block_id'] : `b${at}x`,
    ...(Array.isArray(block['elements'])
      ? {
          elements: (block['elements'] as Block[]).map((one, which) =>
            typeof one['action_id'] === 'string' || !/button|select|checkboxes|overflow/.test(String(one['type']))
              ? one
              : { ...one, action_id: `a${at}.${which}` },
          ),
        }
      : {}),
  }))
}
