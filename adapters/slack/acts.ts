import { isBlank } from '#core/blank.ts'
import type { Block, Button } from '#core/post.ts'
import { brief } from '#core/text.ts'
import { clean, unmarked } from './markdown.ts'
import { most } from './limits.ts'

/** A block in Slack's own words. */
export type SlackBlock = { readonly type: string; readonly [field: string]: unknown }

/** What a select's own id begins with. Its values are actions, as the ids of buttons are. */
const choiceMark = 'choice:'

/** What a button that carries more than Slack keeps begins with: it is seen, and does nothing. */
const unfitMark = 'unfit:'

type Acts = Extract<Block, { type: 'actions' | 'choice' }>

/** The core's action of a press or a choice, as Slack tells of it in `block_actions`; undefined for what carries none. */
export function actionIn(pressed: {
  readonly action_id?: unknown
  readonly selected_option?: { readonly value?: unknown } | null
}): string | undefined {
  const { action_id: id, selected_option: option } = pressed
  if (typeof id !== 'string' || id === '' || id.startsWith(unfitMark)) return undefined
  if (!id.startsWith(choiceMark)) return id
  return typeof option?.value === 'string' ? option.value : undefined
}

/** What can be pressed or chosen, and how many of it found no room. A second button of one action is left out. */
export function actsOf(
  blocks: readonly Block[],
  room: { readonly blocks: number; readonly chars: number },
): { readonly acts: readonly SlackBlock[]; readonly left: number } {
  const seen = new Set<string>()
  const acts: SlackBlock[] = []
  let { chars } = room
  let left = 0
  const wanted = blocks
    .filter((block): block is Acts => block.type === 'actions' || block.type === 'choice')
    .flatMap(block => (block.type === 'actions' ? buttonsOf(block, seen) : choicesOf(block, seen)))
  for (const { block, count } of wanted) {
    const length = JSON.stringify(block).length
    if (acts.length < room.blocks && length <= chars) {
      acts.push(block)
      chars -= length
    } else left += count
  }
  return { acts, left }
}

type Counted = { readonly block: SlackBlock; readonly count: number }

function buttonsOf({ buttons }: Extract<Acts, { type: 'actions' }>, seen: Set<string>): readonly Counted[] {
  const isNew = ({ action }: Button): boolean => !seen.has(action) && seen.add(action).size > 0
  // Few to a block: where there is no room for all, some are better than none.
  return groups(buttons.filter(isNew), 5).map(some => ({
    block: { type: 'actions', elements: some.map(buttonOf) },
    count: some.length,
  }))
}

const buttonOf = ({ action, label, tone }: Button, at: number): object => ({
  type: 'button',
  text: { type: 'plain_text', text: labelOf(label, most.labelChars), emoji: false },
  action_id: action !== '' && action.length <= most.actionChars ? action : `${unfitMark}${at}:${action.slice(0, 40)}`,
  ...(tone !== undefined && { style: tone }),
})

function choicesOf({ label, options }: Extract<Acts, { type: 'choice' }>, seen: Set<string>): readonly Counted[] {
  const inside = new Set<string>()
  const fitting = options.filter(
    ({ action }) => action !== '' && action.length <= most.optionChars && !inside.has(action) && inside.add(action).size > 0,
  )
  return groups(fitting, most.options).map(some => {
    const id = `${choiceMark}${seen.size}`
    seen.add(id)
    const select = {
      type: 'static_select',
      action_id: id,
      placeholder: { type: 'plain_text', text: labelOf(label, most.labelChars), emoji: false },
      options: some.map(option => ({
        text: { type: 'plain_text', text: labelOf(option.label, most.optionChars), emoji: false },
        value: option.action,
      })),
    }
    return { block: { type: 'actions', elements: [select] }, count: some.length }
  })
}

const labelOf = (label: string, chars: number): string => (isBlank(label) ? '…' : brief(unmarked(clean(label)), chars))

const groups = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
