import type { Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault, Fault } from '#core/fault.ts'
import { type Form, formAction, formProblems } from '#core/form.ts'
import { type Post, refuse } from '#core/post.ts'
import type { Asker } from '#core/report.ts'
import { openConfigForm, takeConfigForm, touchedIn, wrongInConfigForm } from './config-form.ts'
import type { Deps } from './deps.ts'
import { imagineForm, openImagineForm, wrongOptions } from './imagine-form.ts'
import { keepDraft, refill, refillAction } from './refill-form.ts'
import { isRunForm, openRunForm, refusedRun, wrongRun } from './run-form.ts'
import { openRewordForm, takeRewordForm } from './reword-form.ts'

const unknown = (): Fault => new Fault('input', 'This form is not known any more; the message may be older than this version.')

/** The form that a button's action opens, filled with what holds now. A fault says why it cannot be opened. */
export async function openForm(deps: Deps, action: string, asker: Asker): Promise<Form> {
  const [what, about = '', draft = ''] = action.startsWith(formAction(''))
    ? action.slice(formAction('').length).split(':', 3)
    : []
  const form =
    what === refillAction
      ? await refill(deps, draft, asker, anew => openForm(deps, formAction(anew), asker))
      : what === 'config'
        ? await openConfigForm(deps, about, asker)
        : what === 'reword'
          ? await openRewordForm(deps, about, asker)
          : what === imagineForm
            ? await openImagineForm(deps, asker)
            : isRunForm(what ?? '')
              ? await openRunForm(deps, `${what}:${about}`, asker)
              : undefined
  if (form === undefined) throw unknown()
  const [problem] = formProblems(form)
  if (problem !== undefined) throw new Error(`The form ${what} fits no platform: ${problem}.`)
  return form
}

/** Takes a form back. Answers a post where the answer is no job. */
export async function takeForm(deps: Deps, event: Extract<Inbound, { type: 'form' }>): Promise<Post | undefined> {
  const [what] = event.form.split(':', 1)
  if (what === 'config') return takeConfigForm(deps, event)
  if (what !== 'reword') throw unknown()
  await takeRewordForm(deps, event)
  return undefined
}

/**
 * What is said of a form that was refused: the sentence, and where the form can be opened again by this person, a button
 * that does it, with all that was typed.
 */
export async function refusedForm(deps: Deps, event: Extract<Inbound, { type: 'form' }>, fault: Fault): Promise<Post> {
  const [what = '', about = ''] = event.form.split(':', 2)
  if (isRunForm(what)) return refusedRun(deps, event, fault)
  const action = `${what}:${about}`
  try {
    await openForm(deps, formAction(action), event)
    const values = what === 'config' ? touchedIn(event.form, event.values) : event.values
    return await keepDraft(deps, event, { action, values, sentence: fault.message })
  } catch (cause) {
    if (asFault(cause).kind === 'bug') deps.log.error({ cause }, 'a form that was refused could not be kept')
    return refuse(fault.message)
  }
}

/** What would be refused of a form that was filled in, a sentence by field. Nothing is done. */
export async function checkForm(
  deps: Deps,
  form: string,
  values: Values,
  asker: Asker,
): Promise<Readonly<Record<string, string>>> {
  const [what] = form.split(':', 1)
  if (what === 'config') return wrongInConfigForm(deps, form, values, asker)
  if (isRunForm(form)) return wrongRun(deps, form, values, asker)
  return what === imagineForm || what === 'reword' ? wrongOptions(values) : {}
}
