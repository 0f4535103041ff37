import type { Button } from '#core/post.ts'
import type { JobRow, RunRow } from '#core/report.ts'
import { useEffect, useState } from 'preact/hooks'
import { ActionButton } from './action-button.tsx'
import { api, Refused } from './api.ts'
import { estimateOf, playedBy } from '#core/estimate.ts'
import { Right } from './icons.tsx'
import { InlineMarkdown } from './markdown.tsx'
import { thumbnailUrl } from './pictures.tsx'
import { usePlaceName } from './place-name.ts'
import { nameOf, press } from './pressing.ts'
import { attempt, goTo, tell } from './session.ts'
import { viewing } from './viewing.ts'
import { exactly, howLong, timeOf } from './when.ts'

/** The state in a word, and its tone. */
function stateOf(row: JobRow): readonly [string, 'waiting' | 'running' | 'good' | 'bad' | 'quiet'] {
  if (row.canceling) return ['Canceling', 'quiet']
  switch (row.phase) {
    case 'queued':
      return ['Waiting', 'waiting']
    case 'starting':
      return ['Starting', 'running']
    case 'running':
      return [row.progress === undefined ? 'Running' : `${Math.min(99, Math.floor(row.progress.done * 100))}%`, 'running']
    case 'delivering':
      return ['Finishing', 'running']
    case 'done':
      return ['Done', 'good']
    case 'partial':
      return ['Partly done', 'bad']
    case 'failed':
      return ['Failed', 'bad']
    case 'canceled':
      return ['Canceled', 'quiet']
    default:
      return row.phase satisfies never
  }
}

/** Logs grow while a job runs; so often they are asked for at most. */
const askedEveryMs = 2_000

/** The runs of a job, asked for again when its state has changed. */
function useRuns(row: JobRow): { readonly runs?: readonly RunRow[]; readonly trouble?: string } {
  const [known, setKnown] = useState<{ readonly runs?: readonly RunRow[]; readonly trouble?: string }>({})
  const isOver = row.endedAt !== undefined
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isWanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = (): void => {
      if (isWanted && !isOver) timer = setTimeout(() => setRound(count => count + 1), askedEveryMs)
    }
    api.job(row.id).then(
      ({ runs }) => {
        if (isWanted) setKnown({ runs })
        again()
      },
      (thrown: unknown) => {
        if (!(thrown instanceof Refused)) throw thrown
        if (isWanted) setKnown(before => ({ ...before, trouble: thrown.message }))
        again()
      },
    )
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [row.id, isOver, round])
  return known
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function RunView({ run, title }: { readonly run: RunRow; readonly title: string | undefined }) {
  return (
    <section class="run">
      {title !== undefined && <h3>{title}</h3>}
      <dl>
        <dt>Model</dt>
        <dd>{run.model}</dd>
        {run.prediction !== undefined && (
          <>
            <dt>Prediction</dt>
            <dd>
              <code>{run.prediction}</code>
            </dd>
          </>
        )}
        {Object.entries(run.input ?? {}).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{shown(value)}</dd>
          </>
        ))}
      </dl>
      {run.log !== undefined && (
        <figure class="log">
          <figcaption>End of the model’s log</figcaption>
          <pre tabIndex={0}>{run.log}</pre>
        </figure>
      )}
    </section>
  )
}

function Runs({ row }: { readonly row: JobRow }) {
  const { runs, trouble } = useRuns(row)
  if (runs === undefined) return <p class="quiet">{trouble ?? 'Reading what it was given'}</p>
  if (runs.length === 0) return <p class="quiet">It was given to no model.</p>
  return (
    <>
      {runs.map((run, index) => (
        <RunView key={index} run={run} title={runs.length === 1 ? undefined : `Run ${index + 1} of ${runs.length}`} />
      ))}
    </>
  )
}

/** What stands for a job that no words were said to. */
const untitled = { picture: 'A picture', model: 'A model', turn: 'A conversation', aside: 'Beside a conversation' } as const

/** What such a button did is seen in the list itself. */
const endsSomething = ({ action }: Button): boolean => /^(cancel|stop|delete):/.test(action)

/** One job: a line that lives, and under it, when opened, what its runs were given. */
export function JobView(props: { readonly row: JobRow; readonly now: number; readonly isOwn: boolean }) {
  const { row, now, isOwn } = props
  const [isOpen, setOpen] = useState(false)
  const place = usePlaceName(row.address)
  const [word, tone] = stateOf(row)
  const { channel: room, thread } = row.address
  const facts = [
    isOwn ? 'You' : row.actor.name,
    row.model === undefined ? undefined : playedBy(row.model, row.charged),
    howLong((row.endedAt ?? Math.max(now, row.at)) - row.at),
    row.cost === undefined ? undefined : estimateOf(row.cost, row.charged),
  ].filter(fact => fact !== undefined)
  const pictures = row.pictures.map(picture => ({ ...picture, alt: row.asked }))
  const onPress = (button: Button): Promise<boolean> =>
    attempt(() =>
      press(`jobs/${row.id}`, button, () => {
        if (!endsSomething(button)) tell(`${nameOf(button.label)}: the answer comes in ${place ?? 'its channel'}.`)
      }),
    )
  return (
    <li class={`job ${tone} ${isOpen ? 'open' : ''}`}>
      <div class="job-line">
        <button type="button" class="job-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span class="turner">
            <Right />
          </span>
          <span class="job-words">
            <span class="asked">{row.asked === '' ? untitled[row.kind] : row.asked}</span>
            <span class="job-facts">
              <b class="state">{word}</b>
              {facts.map(fact => (
                <span key={fact}>{fact}</span>
              ))}
              <time dateTime={new Date(row.at).toISOString()} title={exactly(row.at)}>
                {timeOf(row.at)}
              </time>
            </span>
          </span>
        </button>
        {pictures.length > 0 && (
          <div class="job-pictures">
            {pictures.slice(0, 4).map((picture, index) => (
              <button
                key={index}
                type="button"
                aria-label={`Picture ${index + 1} of ${row.asked}. Open larger.`}
                onClick={() => viewing.set(() => ({ pictures, index, note: facts.join(' · ') }))}
              >
                <img src={thumbnailUrl(picture.blob)} alt="" loading="lazy" />
                {index === 3 && pictures.length > 4 && <span class="and-more">+{pictures.length - 4}</span>}
              </button>
            ))}
          </div>
        )}
      </div>
      {row.endedAt === undefined && row.progress !== undefined && (
        <div
          class="track"
          role="progressbar"
          aria-label={row.asked}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(row.progress.done * 100)}
        >
          <div class="bar" style={{ transform: `scaleX(${row.progress.done})` }} />
        </div>
      )}
      {row.failure !== undefined && (
        <p class="failure">
          <InlineMarkdown text={row.failure} />
        </p>
      )}
      <div class="actions">
        {place !== undefined &&
          row.buttons.map(button => <ActionButton key={button.action} button={button} onPress={() => onPress(button)} />)}
        {place !== undefined && (
          <a
            class="text-button"
            href={thread === undefined ? `/c/${room}` : `/c/${room}/${thread}`}
            onClick={event => {
              event.preventDefault()
              goTo({ room, ...(thread !== undefined && { thread }) })
            }}
          >
            Open {place}
          </a>
        )}
      </div>
      {isOpen && <Runs row={row} />}
    </li>
  )
}
