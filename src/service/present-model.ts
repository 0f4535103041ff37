import { hasEnded, type ModelJob, picturesOf } from '#core/job.ts'
import type { Block, Post } from '#core/post.ts'
import { howItStands } from './how-it-stands.ts'
import { madeActions } from './picture-buttons.ts'
import type { Beside } from './present-turn.ts'
import type { View } from './steps/close.ts'

/** What a model answered in words. `file`: they come as a file of this name, since a message could not hold them. */
export type Answered = { readonly text: string; readonly file?: string }

/** JSON up to so many characters is read where it stands, with its fence in one message of the smallest surface. */
const mostFencedChars = 1_500

/** What an ended job answered in words, as they are to be shown; JSON in a block of code, or as a file where it is long. */
export function answeredBy(job: ModelJob, written: string): Answered {
  const state = job.runs[0]?.state
  const json = state !== undefined && 'json' in state ? state.json : undefined
  if (json === undefined) return { text: written }
  if (json.length > mostFencedChars) return { text: json, file: 'output.json' }
  const fence = '`'.repeat(Math.max(3, ...Array.from(json.matchAll(/`+/g), ([ticks]) => ticks.length + 1)))
  return { text: `${fence}json\n${json}\n${fence}` }
}

/** What stands in the message's last part beside how the job ended. `part`: the end of what it says; `document`: what it says, as a file. `isLost`: what it said is not kept. */
export type Shown = Beside & {
  readonly isLost?: boolean
  readonly part?: string
  readonly document?: { readonly name: string; readonly text: string }
}

/** A job of any model as its message, or the last part of it, whatever its state. Pure: showing it twice shows the same. */
export function presentModel(job: ModelJob, view: View, { part = '', document, lacks, file, isLost }: Shown = {}): Post {
  const files = picturesOf(job)
  const hasWords = part !== '' || document !== undefined
  const expected = job.runs.reduce((sum, run) => sum + run.expects, 0)
  const arePictures = files.every(({ contentType }) => contentType.startsWith('image/'))
  const blocks: Block[] = hasWords && part !== '' ? [{ type: 'text', markdown: part }] : []
  if (files.length > 0) {
    const coming = hasEnded(job) || !arePictures ? files.length : Math.max(expected, files.length)
    blocks.push({ type: 'pictures', pictures: files, expected: coming })
  }
  if (isLost === true)
    blocks.push({ type: 'failure', text: 'What it answered could not be shown here in time, and it is not kept.' })
  if (lacks !== undefined) blocks.push({ type: 'failure', text: `The rest could not be sent. ${lacks}` })
  if (document !== undefined) blocks.push({ type: 'document', ...document }, { type: 'note', text: inFile(document.text) })
  if (file !== undefined)
    blocks.push(
      { type: 'document', name: 'output.md', text: file },
      { type: 'note', text: `This is its beginning. ${inFile(file)}` },
    )
  blocks.push(...howItStands(job, view, { made: files.length + (hasWords ? 1 : 0), expected }))
  blocks.push(...madeActions(job))
  return { audience: 'channel', blocks }
}

const inFile = (text: string): string => `All ${text.length.toLocaleString('en')} characters are in the file.`
