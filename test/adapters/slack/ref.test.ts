import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressOf,
  type MessageNote,
  readMessage,
  readReply,
  type ReplyNote,
  writeMessage,
  writeReply,
} from '../../../adapters/slack/ref.ts'
import type { MessageRef, ReplyRef } from '../../../src/core/post.ts'

const id = fc.stringMatching(/^[A-Z][A-Z0-9]{1,12}$/)
const ts = fc.stringMatching(/^[0-9]{10}\.[0-9]{6}$/)
const maybe = <Value>(key: string, value: fc.Arbitrary<Value>) =>
  fc.option(value).map(found => (found === null ? {} : { [key]: found }))
const reply = fc
  .tuple(
    fc.record({ team: id, channel: id }),
    maybe('thread', ts),
    maybe('message', ts),
    maybe('direct', fc.constant(true)),
    maybe('person', fc.record({ id, team: id })),
    maybe('response', fc.record({ url: fc.webUrl(), at: fc.nat() })),
  )
  .map(parts => Object.assign({}, ...parts) as ReplyNote)

describe('references', () => {
  test('hold where an answer goes, whatever there is of it', () => {
    fc.assert(fc.property(reply, note => void expect(readReply(writeReply(note))).toEqual(note)))
  })

  test('hold which message it is, by its ts or by a note', () => {
    const byTs: fc.Arbitrary<MessageNote> = fc.record({ team: id, channel: id, ts })
    const byNote: fc.Arbitrary<MessageNote> = fc.record({ team: id, note: fc.stringMatching(/^[0-9a-f]{32}$/) })
    fc.assert(fc.property(fc.oneof(byTs, byNote), message => void expect(readMessage(writeMessage(message))).toEqual(message)))
  })

  test('that are none lead nowhere', () => {
    const none = [
      '',
      '{}',
      'null',
      '[]',
      '{"team":"T1","channel":"../x"}',
      '{"team":"T1","channel":"C1","response":{"url":"file:///x","at":1}}',
      '{"team":"T1","channel":"C1","thread":"now"}',
    ]
    for (const text of none) expect(() => readReply(text as ReplyRef)).toThrow('cannot be found any more')
    for (const text of [...none, 'slack:T1/C1', 'slack:T1/C1/1.2/3', 'discord:1/2'])
      expect(() => readMessage(text as MessageRef)).toThrow('cannot be found any more')
  })

  test('of direct conversations belong to no workspace', () => {
    expect(addressOf({ team: 'T1', channel: 'D1', direct: true, thread: '1.2' })).toEqual({
      platform: 'slack',
      workspace: 'direct',
      channel: 'D1',
      thread: '1.2',
    })
    expect(addressOf({ team: 'T1', channel: 'C1' })).toEqual({ platform: 'slack', workspace: 'T1', channel: 'C1' })
  })
})
