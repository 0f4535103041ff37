import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Inbound } from '#core/event.ts'
import type { Desk } from '#core/ports.ts'
import { createInteractions } from '../../../adapters/slack/interactions.ts'
import { writeReply } from '../../../adapters/slack/ref.ts'
import { blockOf, modalId } from '../../../adapters/slack/views.ts'

const note = { team: 'T0ONE', channel: 'C0ONE', person: { id: 'U0ONE', team: 'T0ONE' } }

it('a form whose check is slow from end to end is acknowledged in time, and goes to the service as it was sent', async () => {
  const events: Inbound[] = []
  // Each step alone takes nearly as long as all of them together may.
  const slowly = async <Result>(result: Result): Promise<Result> => sleep(1_500, result)
  const interactions = createInteractions({
    catalogue: [],
    menu: [],
    desk: () => ({ checkForm: () => slowly({ count: 'Say how many.' }) }) as unknown as Desk,
    intake: {
      take: async (_incoming, ack, act) => {
        await ack()
        await act()
      },
      resume: async () => {},
    },
    forms: { open: async () => {}, came: () => slowly({ form: 'imagine', reply: writeReply(note), note }) },
    people: {
      actor: async (_team, id) => ({ id, name: id }),
      learn: async () => {},
      name: () => undefined,
      channel: () => undefined,
      heardChannel: () => {},
      forget: () => {},
    },
    deliver: async event => void events.push(event),
    say: async () => {},
    slash: sentence => sentence,
    refOf: async () => Promise.reject(new Error('No message is asked for.')),
    now: Date.now,
    log: { info() {}, warn() {}, error() {} },
  })
  const view = {
    callback_id: modalId,
    private_metadata: '{}',
    state: { values: { [blockOf('prompt')]: { prompt: { value: 'a fox' } } } },
  }
  const began = performance.now()
  let ackedAfterMs: number | undefined
  let shown: unknown
  const ack = async (shows?: unknown): Promise<boolean> => {
    ackedAfterMs ??= performance.now() - began
    shown ??= shows
    return true
  }
  const body = { type: 'view_submission', trigger_id: 't.1', team: { id: 'T0ONE' }, user: { id: 'U0ONE' }, view }
  await interactions.take({ body, ack }, 'T0ONE')
  expect(ackedAfterMs).toBeLessThan(2_500)
  expect(shown).toBeUndefined()
  expect(events).toMatchObject([{ type: 'form', values: { prompt: 'a fox' } }])
}, 15_000)
