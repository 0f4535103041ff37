import type { Post } from '#core/post.ts'
import { nonceOf } from '../../src/service/ids.ts'
import { discordLimits } from '../../adapters/discord/limits.ts'
import { slackLimits } from '../../adapters/slack/limits.ts'
import { leftOpen } from '../core/left-open.ts'
import { troublesOf } from '../ledger/even.ts'
import { type Shown, textOf } from './chat.ts'
import { mostParts, type Told, type Turn, weightOf } from './history.ts'
import { billOf, statusOf, writtenBy } from './writer.ts'

/** What became of a history. `troubles` is empty when every promise held. */
export type Verdict = {
  readonly troubles: readonly string[]
  readonly turns: number
  readonly characters: number
  readonly messages: number
  readonly edits: number
  readonly deaths: number
  readonly stopped: number
}

/** Looks whether nothing was lost, doubled, left unfinished or paid twice. */
export async function judge(told: Told): Promise<Verdict> {
  const { store, jobs, messages, written, endedAt, story } = told
  const troubles = [
    ...told.breaches,
    ...(told.isOver ? [] : [`not over at ${endedAt}`]),
    ...told.errors,
    ...(await troublesOf(store.records)),
  ]
  const partOf = new Map(jobs.flatMap(job => Array.from({ length: mostParts }, (_, part) => [nonceOf(job, part), { job, part }])))
  const ledger = await store.records.list('ledger', {})
  let characters = 0
  for (const [index, job] of jobs.entries()) {
    const turn = story.turns[index]
    if (turn === undefined) continue
    const its = messages
      .map((message, nth) => ({ message, nth, ...partOf.get(message.nonce) }))
      .filter(found => found.job === job && !found.message.isRemoved)
      .sort((one, other) => (one.part ?? 0) - (other.part ?? 0))
    const say = (what: string): number => troubles.push(`turn ${index}: ${what}`)
    // Of an answer that somebody deleted no part is posted again, so that one whose post nobody answered is not found: it stays.
    const known = (await store.records.get('jobs', job))?.messages ?? []
    const mustEnd = its.filter(({ message }) => turn.gone === undefined || known.includes(message.ref))
    for (const { message } of mustEnd)
      if (!isFinished(message.post)) say(`${message.ref} is not finished: ${brief(textOf(message.post))}`)
    if (its.length === 0 && turn.gone?.what !== 'answer') say('nothing is shown')
    if (its.some(({ nth }, at) => nth < (its[at - 1]?.nth ?? 0))) say('its parts stand in another order')
    for (const { message } of its)
      if (leftOpen(textOf(message.post)) !== undefined) say(`a fence is left open: ${brief(textOf(message.post).slice(-80))}`)

    const predictions = written.filter(({ order }) => order.job === job)
    const paid = predictions.filter(it => billOf(it, endedAt) > 0)
    if (paid.length > 1) say(`paid ${paid.length} times`)
    if (predictions.some(it => statusOf(it, endedAt) === 'running')) say('something is still written')
    const bill = predictions.reduce((sum, it) => sum + billOf(it, endedAt), 0)
    const settled = ledger.find(({ id }) => id === job)?.settled ?? 0
    if (bill !== settled) say(`billed ${bill}, the ledger has ${settled}`)

    const kept = (await store.records.get('turns', `${job}:answer`))?.text ?? ''
    if (turn.gone !== undefined) continue
    const wrong = wrongText(turn, kept, told, job)
    if (wrong !== undefined) say(wrong)
    const shown = wrongShown(
      kept,
      its.map(({ message }) => message),
      story.fileAfter,
      story.kind === 'discord' ? discordLimits.textChars : slackLimits.textChars,
    )
    if (shown !== undefined) say(shown)
    characters += kept.length
  }
  for (const [key, mostUsd] of Object.entries(story.budgets)) {
    const spent = ledger.reduce((sum, row) => sum + (row.settled ?? 0), 0)
    if (spent > Number(String(mostUsd).split('/')[0]) * 1e6) troubles.push(`${key} of ${String(mostUsd)} was passed: ${spent}`)
  }
  const strangers = messages.filter(({ nonce, post }) => !partOf.has(nonce) && post.audience === 'channel')
  for (const { post } of strangers) troubles.push(`a message belongs to no turn: ${brief(textOf(post))}`)
  return {
    troubles,
    turns: jobs.length,
    characters,
    messages: messages.length,
    edits: told.edits,
    deaths: told.deaths,
    stopped: written.filter(({ canceledAt }) => canceledAt !== undefined).length,
  }
}

const brief = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 60)}…${text.slice(-60)}` : text)

const isFinished = (post: Post): boolean =>
  !post.blocks.some(
    block =>
      block.type === 'progress' || (block.type === 'actions' && block.buttons.some(({ action }) => action.startsWith('stop:'))),
  )

/** What is wrong with the words that were kept of an answer. */
function wrongText(turn: Turn, kept: string, { written, endedAt, mostShown }: Told, job: string): string | undefined {
  const it = written.findLast(({ order }) => order.job === job)
  if (it === undefined) return kept === '' ? undefined : `nothing was written, and ${brief(kept)} is kept`
  const status = statusOf(it, endedAt)
  if (status === 'canceled' && turn.stopInMs === undefined) return 'it was stopped, and nobody asked for it'
  const whole = writtenBy(it, endedAt)
  const expected = whole.trim() === '' ? '' : whole
  if (kept === expected) return undefined
  const differs = [...kept].findIndex((unit, at) => unit !== [...expected][at])
  const tells = `${status}: ${kept.length} of ${expected.length} characters are kept, they differ at ${differs}`
  if (status === 'succeeded') return tells
  // What Replicate interrupted is thrown away to be written anew; where that is stopped or refused there is neither.
  if (status === 'interrupted' && kept === '') return undefined
  // Words that were said twice look like words that came after what Replicate tells.
  if (it.fate.readings.includes('repeats') && kept.startsWith(expected)) return undefined
  // What a reader could not have and the model does not say again is lost with the model.
  if (!it.isHardToRead || !it.fate.forgets) return tells
  if (it.fate.readings.includes('repeats')) return undefined
  if (!expected.startsWith(kept)) return tells
  const parts = 40
  return weightOf(kept) + parts * 60 < (mostShown.get(job) ?? 0) ? `${tells}; readers saw more` : undefined
}

/** What is wrong with how a text is shown: its parts, without the fences that were closed and opened again, are the text. */
function wrongShown(text: string, messages: readonly Shown[], fileAfter: number, textChars: number): string | undefined {
  const last = messages.at(-1)?.post
  if (last !== undefined && !last.blocks.some(block => block.type === 'actions')) return 'its last message offers nothing'
  const files = messages.flatMap(({ post }) => post.blocks.filter(block => block.type === 'document'))
  const isFiled = text.length > fileAfter
  if (isFiled && (files.length !== 1 || files[0]?.text !== text)) return 'the file is not the text'
  if (!isFiled && files.length > 0) return 'there is a file where none should be'
  // Of a text that is in a file the beginning is cut off anywhere.
  const words = isFiled ? text.toWellFormed() : text
  // A fence at an edge may be the text's own or not: both are followed.
  let ends: ReadonlySet<number> = new Set([0])
  for (const [index, { post }] of messages.entries()) {
    const shown = textOf(post)
    const next = new Set([...ends].flatMap(from => afterPart(words, from, shown)))
    if (next.size === 0) {
      const [from = 0] = ends
      return `part ${index} is not what comes at ${from}: ${brief(shown)} instead of ${brief(words.slice(from, from + shown.length))}`
    }
    ends = next
  }
  if (!isFiled && ![...ends].some(end => text.slice(end).trim() === ''))
    return `${text.length - Math.max(...ends)} characters are shown nowhere`
  // Fewer messages than need be are fewer to read.
  const most = Math.ceil(Math.min(text.length, fileAfter + textChars) / (textChars / 4)) + 1
  return messages.length > most ? `${messages.length} messages for ${text.length} characters` : undefined
}

const isFence = (line: string): boolean => /^[> \t]*(?:`{3,}|~{3,})\S*$/.test(line)

/** Where the text may go on after a part of it, with or without a fence opened before it and closed behind it; white space at its edges does not count. */
function afterPart(text: string, from: number, shown: string): readonly number[] {
  if (shown.trim() === '') return [from]
  const lines = shown.split('\n')
  const starts = from > 0 && isFence(lines[0] ?? '') ? [0, 1] : [0]
  const ends = isFence(lines.at(-1) ?? '') ? [0, 1] : [0]
  const gap = /^\s*/.exec(text.slice(from))?.[0].length ?? 0
  return starts.flatMap(start =>
    ends.flatMap(end => {
      const whole = lines
        .slice(start, Math.max(start, lines.length - end))
        .join('\n')
        .trim()
      const bodies = start === 1 ? [whole, whole.replace(/^[> \t]+/, '')] : [whole]
      return bodies.flatMap(body => (body !== '' && text.startsWith(body, from + gap) ? [from + gap + body.length] : []))
    }),
  )
}
