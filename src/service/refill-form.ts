import { createHash } from 'node:crypto'
import { type Actor, personKey } from '#core/address.ts'
import { isAttachment } from '#core/attachment.ts'
import type { Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { type Draft, type Form, formAction, type FormField } from '#core/form.ts'
import { type Post, refuse } from '#core/post.ts'
import type { Asker } from '#core/report.ts'
import type { Deps } from './deps.ts'

/** What the action begins with that opens a refused form again. */
export const refillAction = 'refill'

/** How long what somebody typed is kept, in ms: long enough to look something up. */
const keptMs = 60 * 60_000

/** Keeps what somebody typed, the newest of each person alone, and answers the id it is found by. */
export async function storeDraft(
  { shelves }: Pick<Deps, 'shelves'>,
  { id: event, address, actor }: Pick<Inbound, 'id' | 'address'> & { readonly actor: Actor },
  draft: Omit<Draft, 'id'>,
): Promise<string> {
  const id = idOf(event)
  await shelves.drafts.set(personKey(address, actor), { id, ...draft }, keptMs)
  return id
}

/** What a person typed under this id. A `gone` fault when that is no longer kept. */
export async function draftOf({ shelves }: Pick<Deps, 'shelves'>, id: string, { actor, address }: Asker): Promise<Draft> {
  const draft = await shelves.drafts.get(personKey(address, actor))
  if (draft?.id === id) return draft
  throw new Fault(
    'gone',
    'What you typed there is no longer kept: it is for an hour, and for the last form alone. Open the form anew.',
  )
}

const idOf = (event: string): string => createHash('sha256').update(event).digest('base64url').slice(0, 12)

/**
 * Keeps what somebody typed into a form that is refused, the newest of each person alone, and answers the refusal with a
 * button that opens the form again with it. `action` opens it empty; `values` are what the person wrote of their own.
 */
export async function keepDraft(
  deps: Pick<Deps, 'shelves'>,
  event: Extract<Inbound, { type: 'form' }>,
  { action, values, sentence }: { readonly action: string; readonly values: Values; readonly sentence: string },
): Promise<Post> {
  const id = await storeDraft(deps, event, { action, values })
  const again = formAction(`${refillAction}:${action.split(':', 1)[0] ?? ''}:${id}`)
  return {
    audience: 'actor',
    blocks: [
      ...refuse(sentence).blocks,
      { type: 'actions', buttons: [{ action: again, label: 'Open the form again', tone: 'primary' }] },
    ],
  }
}

/** The form that was refused, opened by `open` as it is now, with what this person typed. A `gone` fault when that is no longer kept. */
export async function refill(
  deps: Pick<Deps, 'shelves'>,
  id: string,
  asker: Asker,
  open: (action: string) => Promise<Form>,
): Promise<Form> {
  const draft = await draftOf(deps, id, asker)
  const form = await open(draft.action)
  return { ...form, fields: form.fields.map(field => filled(field, draft.values[field.name])) }
}

/** A field with what was typed in it, as far as the field can hold that at all. */
function filled(field: FormField, typed: Values[string] | undefined): FormField {
  if (typed === undefined || isAttachment(typed)) return field
  const text = String(typed).toWellFormed()
  if (field.type !== 'choice') return { ...field, value: text.slice(0, field.maxChars).toWellFormed() }
  return field.choices.some(({ value }) => value === text) ? { ...field, value: text } : field
}
