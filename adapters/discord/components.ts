import { isBlank } from '#core/blank.ts'
import type { Block, Button } from '#core/post.ts'
import { brief } from '#core/text.ts'

/** A component in Discord's own words. Rows hold buttons or one select; containers hold the rest. */
export type Component = { readonly type: number; readonly components?: readonly Component[]; readonly [field: string]: unknown }

/** Discord's numbers for components that we use. */
export const kind = { row: 1, button: 2, select: 3, text: 10, gallery: 12, file: 13, container: 17 } as const

const most = { labelChars: 80, actionChars: 100, perRow: 5, options: 25, optionChars: 100, placeholderChars: 150 }

const styles = { primary: 1, danger: 4 } as const
const plainStyle = 2

/** What a select's own id begins with. Its values are actions, as the ids of buttons are. */
const choiceMark = 'choice:'

type Acts = Extract<Block, { type: 'actions' | 'choice' }>

/** Rows of what can be pressed or chosen, and how many of them found no room. Ids are told once: a second button of an action is left out. */
export function rowsOf(
  blocks: readonly Block[],
  room: { readonly rows: number; readonly components: number },
): { readonly rows: readonly Component[]; readonly left: number } {
  const seen = new Set<string>()
  const wanted = blocks
    .filter((block): block is Acts => block.type === 'actions' || block.type === 'choice')
    .flatMap(block => rowsOfBlock(block, seen))
  const rows: Component[] = []
  let components = room.components
  let left = 0
  for (const row of wanted) {
    const parts = row.components ?? []
    // A row that does not fit whole is not torn: half of its buttons would look like all of them.
    if (rows.length < room.rows && components >= parts.length + 1) {
      rows.push(row)
      components -= parts.length + 1
    } else left += parts.length
  }
  return { rows, left }
}

function rowsOfBlock(block: Acts, seen: Set<string>): readonly Component[] {
  const isNew = ({ action }: Button): boolean => !seen.has(action) && seen.add(action).size > 0
  if (block.type === 'actions') return groups(block.buttons.filter(isNew), most.perRow).map(some => row(some.map(buttonOf)))
  const inside = new Set<string>()
  const options = block.options.filter(({ action }) => fits(action) && !inside.has(action) && inside.add(action).size > 0)
  return groups(options, most.options).map(some => {
    const id = `${choiceMark}${seen.size}`
    seen.add(id)
    return row([
      {
        type: kind.select,
        custom_id: id,
        placeholder: labelOf(block.label, most.placeholderChars),
        options: some.map(({ action, label }) => ({ label: labelOf(label, most.optionChars), value: action })),
      },
    ])
  })
}

const row = (components: readonly Component[]): Component => ({ type: kind.row, components })

const fits = (action: string): boolean => action !== '' && action.length <= most.actionChars

const buttonOf = ({ action, label, tone }: Button, at: number): Component => ({
  type: kind.button,
  style: tone === undefined ? plainStyle : styles[tone],
  label: labelOf(label, most.labelChars),
  // What carries more than Discord keeps is seen and cannot be pressed, rather than doing another thing.
  ...(fits(action) ? { custom_id: action } : { custom_id: `unfit:${at}:${action.slice(0, 40)}`, disabled: true }),
})

const labelOf = (label: string, chars: number): string => (isBlank(label) ? '…' : brief(label, chars))

const groups = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
