import { randomBytes } from 'node:crypto'
import type { Actor } from '#core/address.ts'
import { asFault, Fault } from '#core/fault.ts'
import type { Desk, Log, Records } from '#core/ports.ts'
import type { ReplyRef } from '#core/post.ts'
import type { InboxTables } from './inbox-tables.ts'
import { textAt } from './payload.ts'
import { addressOf, readReply, type ReplyNote, writeReply } from './ref.ts'
import { formView, sentenceView, waitingView } from './views.ts'
import type { Web } from './web-client.ts'
import { within } from './within.ts'

/** Forms as Slack's modals: opened at once, filled when the service has said what stands in them. */
export interface Forms {
  /** Opens the form of an action before the person who pressed or typed. Never rejects: what is wrong is said in the modal. */
  open(asked: {
    readonly trigger: string
    readonly action: string
    readonly title: string
    readonly actor: Actor
    readonly reply: ReplyNote
  }): Promise<void>
  /** The form that came back, and where its answer goes; undefined for one that is not known any more, or that another was shown. */
  came(
    metadata: string,
    person: string,
  ): Promise<{ readonly form: string; readonly reply: ReplyRef; readonly note: ReplyNote } | undefined>
}

/** Slack opens a modal for three seconds after the press; it was on its way for some of them. */
const openMs = 2_700
const fillMs = 10_000

/** Opens the forms. `now` in ms since the epoch. */
export function createForms(options: {
  readonly web: Pick<Web, 'call'>
  readonly records: Records<InboxTables>
  readonly desk: () => Desk
  readonly now: () => number
  readonly log: Log
}): Forms {
  const { web, records, desk, now, log } = options

  return {
    async open({ trigger, action, title, actor, reply }) {
      const id = randomBytes(12).toString('hex')
      const { team } = reply
      const kept = records
        .batch([{ put: 'slack_forms', row: { id, at: now(), person: actor.id, reply: writeReply(reply) } }])
        .catch((thrown: unknown) => log.error({ err: thrown }, 'Slack: where a form belongs to could not be kept'))
      const filled = desk()
        .form(action, { actor, address: addressOf(reply) })
        .then(form => ({ form, view: formView(form, JSON.stringify({ id, form: form.form })) }))
        .catch((thrown: unknown) => {
          const fault = asFault(thrown)
          if (fault.kind === 'bug') log.error({ err: fault.cause }, 'Slack: a form could not be made')
          return { view: sentenceView(title, fault.message) }
        })
      try {
        // What is there at once needs no second look.
        const soon = await within(filled, 250)
        const view = soon?.view ?? waitingView(title, '')
        const opened = await web.call({
          team,
          method: 'views.open',
          args: { trigger_id: trigger, view },
          signal: AbortSignal.timeout(openMs),
        })
        await kept
        if (soon !== undefined) return
        const late =
          (await within(filled, fillMs))?.view ?? sentenceView(title, 'This takes too long right now; please try again.')
        const viewId = textAt(opened, 'view', 'id')
        if (viewId === undefined) throw new Error('Slack opened a modal and did not say which.')
        await web.call({
          team,
          method: 'views.update',
          args: { view_id: viewId, view: late },
          signal: AbortSignal.timeout(fillMs),
          isRepeatable: true,
        })
      } catch (thrown) {
        log.warn({ err: thrown }, 'Slack: a form could not be shown')
      }
    },
    async came(metadata, person) {
      const { id, form } = readMetadata(metadata)
      if (id === undefined || form === undefined) return undefined
      const row = await records.get('slack_forms', id)
      if (row === undefined || row.person !== person) return undefined
      try {
        const reply = row.reply as ReplyRef
        return { form, reply, note: readReply(reply) }
      } catch (thrown) {
        if (thrown instanceof Fault) return undefined
        throw thrown
      }
    },
  }
}

function readMetadata(metadata: string): { readonly id: string | undefined; readonly form: string | undefined } {
  try {
    const read: unknown = JSON.parse(metadata)
    return { id: textAt(read, 'id'), form: textAt(read, 'form') }
  } catch {
    return { id: undefined, form: undefined }
  }
}
