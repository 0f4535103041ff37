import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageRef, ReplyRef } from '../../../src/core/post.ts'
import { createRedactor } from '../../../src/log/redaction.ts'
import {
  addressOf,
  madeAt,
  placeOf,
  readMessage,
  readReply,
  type ReplyNote,
  writeMessage,
  writeReply,
} from '../../../adapters/discord/ref.ts'
import { anyText } from '../../core/any-text.ts'

const anyId = fc.bigInt({ min: 10n ** 16n, max: 10n ** 19n - 1n }).map(String)
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })

const anyReply: fc.Arbitrary<ReplyNote> = fc
  .record({
    channel: anyId,
    guild: maybe(anyId),
    thread: maybe(anyId),
    message: maybe(anyId),
    fileBytes: fc.integer({ min: 1, max: 10 ** 9 }),
    interaction: maybe(
      fc.record({
        application: anyId,
        token: fc.stringMatching(/^[\w-]{20,200}$/),
        at: fc.integer({ min: 0, max: 2 ** 45 }),
        deferred: fc.constantFrom('channel' as const, 'actor' as const, 'update' as const),
      }),
    ),
  })
  .map(note => Object.fromEntries(Object.entries(note).filter(([, value]) => value !== undefined)) as unknown as ReplyNote)

describe('references of Discord', () => {
  test('a reply and a message that were written are read again as they were, by any process', () => {
    fc.assert(
      fc.property(anyReply, note => {
        expect(readReply(writeReply(note))).toEqual(note)
      }),
    )
    fc.assert(
      fc.property(anyId, anyId, (channel, message) => {
        expect(readMessage(writeMessage({ channel, message }))).toEqual({ channel, message })
      }),
    )
  })

  test('the same message has the same reference, whoever writes it: replies are found by comparing', () => {
    const note = { channel: '112233445566778899', message: '998877665544332211' }
    expect(writeMessage(note)).toBe(writeMessage({ ...note }))
    expect(writeMessage({ ...note, message: '998877665544332212' })).not.toBe(writeMessage(note))
  })

  test('what is no reference is refused as gone, in a sentence that repeats nothing of it', () => {
    const bad = fc.oneof(
      anyText(60),
      fc.json(),
      anyReply.map(note => JSON.stringify({ ...note, channel: '../../users/@me' })),
      anyReply
        .filter(note => note.interaction !== undefined)
        .map(note => JSON.stringify({ ...note, interaction: { ...note.interaction, token: 'a/../../channels/1' } })),
    )
    fc.assert(
      fc.property(bad, text => {
        expect(() => readReply(text as ReplyRef)).toThrow(expect.objectContaining({ kind: 'gone' }) as Error)
        expect(() => readMessage(text as MessageRef)).toThrow('The place this answer belongs to cannot be found any more.')
      }),
    )
  })

  test('a place is an address and again the place; without a server it is a direct conversation', () => {
    const place = { guild: '111111111111111111', channel: '222222222222222222', thread: '333333333333333333' }
    expect(addressOf(place)).toEqual({
      platform: 'discord',
      workspace: place.guild,
      channel: place.channel,
      thread: place.thread,
    })
    expect(placeOf(addressOf(place))).toEqual(place)
    expect(addressOf({ channel: place.channel })).toEqual({ platform: 'discord', workspace: 'direct', channel: place.channel })
    expect(placeOf(addressOf({ channel: place.channel }))).toEqual({ channel: place.channel })
  })

  test('an id tells when Discord made it', () => {
    expect(madeAt('175928847299117063')).toBe(Date.UTC(2016, 3, 30, 11, 18, 25, 796))
  })

  test('a reply that comes into the log does not bring its token along', () => {
    const token = `${Buffer.from('interaction:1122334455667788990:').toString('base64url')}${'aBcD1234'.repeat(20)}`
    const reply = writeReply({
      channel: '222222222222222222',
      fileBytes: 1,
      interaction: { application: '333333333333333333', token, at: 0, deferred: 'channel' },
    })
    const logged = JSON.stringify(createRedactor().value({ job: { reply }, sentence: `lost ${token}` }))
    expect(logged).not.toContain(token.slice(0, 60))
    expect(logged).not.toContain('aBcD1234aBcD1234')
  })
})
