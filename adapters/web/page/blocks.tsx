import type { Block, Picture } from '#core/post.ts'
import { useRef } from 'preact/hooks'
import { ActionButton } from './action-button.tsx'
import { InlineMarkdown, Markdown } from './markdown.tsx'
import { MadeFiles } from './made-files.tsx'
import { Pictures } from './pictures.tsx'
import { press } from './pressing.ts'
import { attempt } from './session.ts'

/** A thin bar that only moves forward, with the step under it. Unknown progress is a sentence and a resting line. */
function Progress({ label, done }: { readonly label: string; readonly done?: number }) {
  const farthest = useRef(0)
  farthest.current = Math.max(farthest.current, Math.min(1, done ?? 0))
  const percent = Math.round(farthest.current * 100)
  return (
    <div class={`progress ${done === undefined ? 'unknown' : ''}`}>
      <div
        class="track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(done !== undefined && { 'aria-valuenow': percent })}
      >
        <div class="bar" style={{ transform: `scaleX(${farthest.current})` }} />
      </div>
      <p>{label}</p>
    </div>
  )
}

function Table({ columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  return (
    <div class="table cards" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} data-column={columns[column]}>
                  <InlineMarkdown text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Gives a text to whoever reads it as a file of their own. */
function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

const isPicture = ({ contentType }: Picture): boolean => contentType.startsWith('image/')

/** Whether there are pictures, or a place is to be kept for them. */
const showsGrid = ({ pictures }: Extract<Block, { type: 'pictures' }>): boolean =>
  pictures.length === 0 || pictures.some(isPicture)

/** One block of a post. `shape`: how pictures of this message are expected to look. */
export function BlockView(props: {
  readonly block: Block
  readonly message: string
  readonly shape: { readonly width: number; readonly height: number }
  /** The message's quiet line, for whoever looks at its pictures alone. */
  readonly note: string | undefined
}) {
  const { block, message, shape, note } = props
  switch (block.type) {
    case 'text':
      return <Markdown text={block.markdown} />
    case 'progress':
      return <Progress label={block.label} {...(block.done !== undefined && { done: block.done })} />
    case 'pictures':
      return (
        <>
          {showsGrid(block) && (
            <Pictures
              pictures={block.pictures.filter(isPicture)}
              expected={block.expected - block.pictures.filter(file => !isPicture(file)).length}
              shape={shape}
              {...(note !== undefined && { note })}
            />
          )}
          <MadeFiles files={block.pictures.filter(file => !isPicture(file))} />
        </>
      )
    case 'table':
      return <Table columns={block.columns} rows={block.rows} />
    case 'failure':
      return (
        <p class="failure">
          <InlineMarkdown text={block.text} />
        </p>
      )
    case 'note':
      return (
        <p class="note">
          <InlineMarkdown text={block.text} />
        </p>
      )
    case 'document':
      return (
        <p class="note">
          <button class="text-button strong" type="button" onClick={() => saveText(block.name, block.text)}>
            Save the whole text
          </button>
        </p>
      )
    case 'actions':
      return (
        <div class="actions">
          {block.buttons.map(button => (
            <ActionButton
              key={button.action}
              button={button}
              onPress={() => attempt(() => press(`messages/${message}`, button))}
            />
          ))}
        </div>
      )
    case 'choice':
      return (
        <select
          class="chosen"
          aria-label={block.label}
          onChange={({ currentTarget }) => {
            const action = currentTarget.value
            currentTarget.value = ''
            if (action !== '') void attempt(() => press(`messages/${message}`, { action }))
          }}
        >
          <option value="">{block.label}</option>
          {block.options.map(option => (
            <option key={option.action} value={option.action}>
              {option.label}
            </option>
          ))}
        </select>
      )
    default:
      return block satisfies never
  }
}
