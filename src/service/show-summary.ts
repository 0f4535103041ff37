import type { Turn } from '#core/conversation.ts'
import type { TurnJob } from '#core/job.ts'
import { type Post, refuse } from '#core/post.ts'
import { brief, splitText } from '#core/text.ts'
import type { Deps } from './deps.ts'
import { platformOf } from './policy.ts'
import { plural } from './wording.ts'

/** Room for the line under a summary, in characters. */
const noteChars = 300

/** The summary that an answer was given, for the person who asks: its words, and what it stands for. */
export async function showSummary(deps: Deps, job: TurnJob): Promise<Post> {
  const id = job.given?.summary
  const summary = id === undefined ? undefined : await deps.records.get('turns', id)
  if (summary === undefined)
    return refuse('This summary is no longer kept: something that it told of was forgotten or changed since.')
  const told = await turnsOf(deps, summary)
  const names = [...new Set(told.filter(({ by }) => by === 'person').map(({ name }) => name))]
  const { textChars } = platformOf(deps, job.address).surface.limits
  const [part] = splitText(summary.text, Math.max(200, textChars - noteChars))
  const left = summary.text.length - (part?.raw.length ?? 0)
  const note = [
    `Stands for ${plural(told.length, 'message')}`,
    ...(names.length > 0 ? [`of ${brief(names.join(', '), 120)}`] : []),
    ...(summary.lacks === true ? ['older ones are in no summary'] : []),
    `written by ${summary.name}`,
    ...(left > 0 ? [`${left.toLocaleString('en')} more characters are not shown`] : []),
  ]
  return {
    audience: 'actor',
    blocks: [
      { type: 'text', markdown: part?.shown ?? '' },
      { type: 'note', text: note.join(' · ') },
    ],
  }
}

/** Every turn that a summary stands for, those of the summaries before it among them. */
async function turnsOf({ records }: Pick<Deps, 'records'>, summary: Turn): Promise<readonly Turn[]> {
  const rows = await Promise.all((summary.replaces ?? []).map(id => records.get('turns', id)))
  const turns = rows.filter(row => row !== undefined)
  const [first, ...rest] = turns
  if (first?.replaces === undefined) return turns
  return [...(await turnsOf({ records }, first)), ...rest]
}
