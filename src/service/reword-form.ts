import { catalogue } from '#core/catalogue.ts'
import { checkValues, textOf, type Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { type Form, type FormField, readForm } from '#core/form.ts'
import type { PictureJob } from '#core/job.ts'
import { fieldOf } from '#core/model-card.ts'
import type { Asker } from '#core/report.ts'
import type { Deps } from './deps.ts'
import { repaint } from './generate.ts'
import { requirePresence } from './policy.ts'
import { seenJob } from './seen-job.ts'

/** How long the model may take to say what its inputs are: a platform waits 3 s for a form in all. */
const describeMs = 1_500

const optionOf = (name: string): { readonly maxChars: number } => ({
  maxChars:
    catalogue.find(command => command.name === 'imagine')?.options.find(option => option.name === name)?.maxChars ?? 2_000,
})

const fieldsOf = (job: PictureJob, takesNegative: boolean): readonly FormField[] => {
  const negative = textOf(job.values, 'negative')
  return [
    {
      name: 'prompt',
      label: 'What to paint',
      type: 'text',
      ...optionOf('prompt'),
      required: true,
      value: textOf(job.values, 'prompt'),
    },
    ...(takesNegative || negative !== ''
      ? [
          {
            name: 'negative',
            label: 'What must not be in the picture',
            type: 'text' as const,
            ...optionOf('negative'),
            value: negative,
          },
        ]
      : []),
  ]
}

/** The words of a picture as a form, to paint it from others. A fault says why it cannot be opened. */
export async function openRewordForm(deps: Deps, id: string, asker: Asker): Promise<Form> {
  const job = await pictureJobFor(deps, id, asker)
  const model = job.runs[0]?.model ?? job.model
  // Whether it can be told what to leave out is worth a field, not a failure.
  const card = await deps.models.describe(model, AbortSignal.timeout(describeMs)).catch(() => undefined)
  const takesNegative = card !== undefined && fieldOf(card, 'negative_prompt') !== undefined
  return { form: `reword:${id}`, title: 'Paint from other words', fields: fieldsOf(job, takesNegative), submit: 'Paint' }
}

/** Takes the words back and paints from them: everything else as it was asked, its own job with its own message. */
export async function takeRewordForm(deps: Deps, event: Extract<Inbound, { type: 'form' }>): Promise<void> {
  const [, id = ''] = event.form.split(':', 2)
  const job = await pictureJobFor(deps, id, event)
  await requirePresence(deps, event.address)
  const texts = readForm(fieldsOf(job, true), event.values)
  const values = reworded(job.values, texts)
  const twice = 'It is being made from these words already; the new picture comes below.'
  await repaint(deps, event, job, { values, ...(job.start !== undefined && { start: job.start }) }, twice)
}

/** What was asked, in other words. An emptied negative is none. */
function reworded({ negative: old, ...values }: Values, texts: Readonly<Record<string, string>>): Values {
  const command = catalogue.find(({ name }) => name === 'imagine')
  const negative = texts['negative'] ?? old
  const next = {
    ...values,
    ...(texts['prompt'] !== undefined && { prompt: texts['prompt'] }),
    ...(negative !== undefined && negative !== '' && { negative }),
  }
  return command === undefined ? next : checkValues(command, next)
}

async function pictureJobFor(deps: Deps, id: string, asker: Asker): Promise<PictureJob> {
  const job = await seenJob(deps, id, asker)
  if (job.kind === 'picture') return job
  throw new Fault('input', 'This form is for pictures, and there are none here.')
}
