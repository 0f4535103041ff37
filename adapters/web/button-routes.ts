import type { Context, Hono } from 'hono'
import type { Presses, Stand } from './presses.ts'
import { readFields } from './receive.ts'
import { dataHeaders, type Visited } from './visited.ts'

/** The most characters of an action, of the name of a form, and of all that may be filled in. */
const most = { action: 400, form: 400, values: 5, valueChars: 12_000 } as const

/**
 * Under a path whose `standOf` says where the buttons stand: `buttons` presses one, `form` shows the form that one opens
 * (its action in the query) and takes it back.
 */
export function mountButtons(
  app: Hono<Visited>,
  path: string,
  presses: Presses,
  standOf: (c: Context<Visited>) => Promise<Stand>,
): void {
  const answer = (c: Context<Visited>, body: object): Response => c.json(body, 200, dataHeaders)
  app.post(`${path}/buttons`, async c => {
    const fields = await readFields(c.req.raw)
    const press = { event: fields.id('event'), action: fields.text('action', most.action) }
    await presses.press(c.get('visit'), await standOf(c), press)
    return answer(c, {})
  })
  app.get(`${path}/form`, async c =>
    answer(c, await presses.openForm(c.get('visit'), await standOf(c), (c.req.query('action') ?? '').slice(0, most.action))),
  )
  app.post(`${path}/form`, async c => {
    const fields = await readFields(c.req.raw)
    const sent = {
      event: fields.id('event'),
      action: fields.text('action', most.action),
      form: fields.text('form', most.form),
      values: fields.texts('values', most.values, most.valueChars),
    }
    await presses.sendForm(c.get('visit'), await standOf(c), sent)
    return answer(c, {})
  })
}
