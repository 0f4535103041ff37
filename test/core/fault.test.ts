import { expect, test } from 'vitest'
import { isAttachment } from '../../src/core/attachment.ts'
import { describeEvent, type Inbound } from '../../src/core/event.ts'
import { asFault, Fault, recordFault } from '../../src/core/fault.ts'
import { type MessageRef, refuse, type ReplyRef, say } from '../../src/core/post.ts'

test('what was not expected is shown to nobody, and kept for the log', () => {
  const thrown = new Error('password is hunter2')
  const fault = asFault(thrown)
  expect(fault.kind).toBe('bug')
  expect(fault.message).not.toContain('hunter2')
  expect(JSON.stringify(recordFault(fault))).not.toContain('hunter2')
  expect(fault.cause).toBe(thrown)
})

test('a fault stays itself, and its record has what people may see alone', () => {
  const fault = new Fault('busy', 'Try again in 5 s.', { cause: new Error('secret'), retryAfterMs: 5_000 })
  expect(asFault(fault)).toBe(fault)
  expect(recordFault(fault)).toEqual({ kind: 'busy', message: 'Try again in 5 s.', retryAfterMs: 5_000 })
  expect(recordFault(new Fault('gone', 'It is gone.'))).toEqual({ kind: 'gone', message: 'It is gone.' })
})

const base = { id: 'e', address: { platform: 'web', workspace: 'w', channel: 'c' }, actor: { id: 'u', name: 'secret' }, at: 0 }
const reply = 'secret' as ReplyRef
const message = 'secret' as MessageRef
test.each<[string, Inbound]>([
  ['/imagine', { ...base, type: 'command', reply, command: 'imagine', values: { prompt: 'secret' } }],
  ['a message to us', { ...base, type: 'message', reply, message, text: 'secret', addressed: true, attachments: [] }],
  ['a message nearby', { ...base, type: 'message', reply, message, text: 'secret', addressed: false, attachments: [] }],
  ['an edited message', { ...base, type: 'edited', message, text: 'secret' }],
  ['a deleted message', { ...base, type: 'deleted', message }],
  ['button again', { ...base, type: 'button', reply, message, action: 'again:secret' }],
  ['form edit', { ...base, type: 'form', reply, form: 'edit:secret', values: { prompt: 'secret' } }],
  ['left a channel', { id: 'e', address: base.address, at: 0, type: 'left', what: 'channel' }],
])('an event is “%s” in a log, without a word a person wrote', (words, event) => {
  expect(describeEvent(event)).toBe(words)
})

test('an attachment is told from every other value', () => {
  expect(isAttachment({ ref: 'r', name: 'fox.png' })).toBe(true)
  for (const value of ['r', 1, null, undefined, {}, { ref: 'r' }, { ref: 1, name: 'x' }, { ref: 'r', name: 1 }])
    expect(isAttachment(value)).toBe(false)
})

test('a sentence is a post, and a refusal is for the person alone', () => {
  expect(say('channel', 'One.', 'Two.')).toEqual({
    audience: 'channel',
    blocks: [
      { type: 'text', markdown: 'One.' },
      { type: 'text', markdown: 'Two.' },
    ],
  })
  expect(refuse('No.')).toEqual({ audience: 'actor', blocks: [{ type: 'failure', text: 'No.' }] })
})
