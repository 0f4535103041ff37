import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apply, type Chat, withPage } from '../../../adapters/web/page/chat.ts'
import type { FeedEvent, WireMessage, WireState } from '../../../adapters/web/wire.ts'

const state: WireState = {
  me: { id: 'you', name: 'You', isAdmin: true },
  workspace: 'Replichat',
  charged: true,
  rooms: [
    { id: 'general', name: 'general', at: 1 },
    { id: 'other', name: 'other', at: 2 },
  ],
  threads: [{ id: 't', room: 'other', title: 'A thread', at: 1, replies: 0, lastAt: 1 }],
  catalogue: [],
  menu: [],
  limits: { messageChars: 12_000, fileBytes: 1, filesPerMessage: 1 },
}
const empty: Chat = { state, line: 'on', place: { room: 'general' }, talks: {}, unsent: [], unread: {} }
const message = (id: number, rev = 1, room = 'general'): WireMessage => ({
  id: `m${id}`,
  at: 1_000 + id,
  rev,
  room,
  by: 'service',
  person: 'you',
  name: 'Replichat',
})
const come = (chat: Chat, event: FeedEvent): Chat => apply(chat, event, true)
const idsOf = (chat: Chat): readonly string[] => chat.talks['general']?.messages.map(({ id }) => id) ?? []

test('however frames come, mixed and late, each message stands once, in order, in its newest state', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 5 }))), frames => {
      const opened = withPage(empty, { room: 'general' }, { messages: [], more: false }, false)
      const chat = frames.reduce((now, [id, rev]) => come(now, { type: 'message', message: message(id, rev) }), opened)
      const messages = chat.talks['general']?.messages ?? []
      expect(messages.map(({ at }) => at)).toEqual([...new Set(frames.map(([id]) => 1_000 + id))].sort((a, b) => a - b))
      for (const { id, rev } of messages)
        expect(rev).toBe(Math.max(...frames.filter(frame => `m${frame[0]}` === id).map(frame => frame[1])))
    }),
  )
})

test('a page fetched anew takes away what is gone, keeps what came after it, and leaves no hole', () => {
  const page = (from: number, to: number, more: boolean) => ({
    messages: Array.from({ length: to - from }, (_, i) => message(from + i)),
    more,
  })
  const place = { room: 'general' }
  const known = withPage(empty, place, page(10, 20, true), false)
  const older = withPage(known, place, page(0, 10, false), true)
  expect(idsOf(older)).toHaveLength(20)
  expect(older.talks['general']?.more).toBe(false)

  const newer = come(older, { type: 'message', message: message(25) })
  const missing = { messages: page(12, 22, true).messages.filter(({ id }) => id !== 'm15'), more: true }
  const fresh = withPage(newer, place, missing, false)
  expect(idsOf(fresh)).toEqual([...Array.from({ length: 22 }, (_, i) => `m${i}`).filter(id => id !== 'm15'), 'm25'])
  expect(fresh.talks['general']?.more).toBe(false)

  const far = withPage(older, place, page(50, 60, true), false)
  expect(idsOf(far)).toEqual(Array.from({ length: 10 }, (_, i) => `m${50 + i}`))
  expect(far.talks['general']?.more).toBe(true)
  expect(idsOf(withPage(older, place, { messages: [], more: false }, false))).toEqual([])
})

test('something new elsewhere is unread, once; what one sees or says oneself is not', () => {
  const elsewhere = come(empty, { type: 'message', message: message(1, 1, 'other') })
  expect(elsewhere.unread).toEqual({ other: true })
  expect(come(empty, { type: 'message', message: message(1, 7, 'other') }).unread).toEqual({})
  expect(come(empty, { type: 'message', message: message(1) }).unread).toEqual({})
  expect(apply(empty, { type: 'message', message: message(1) }, false).unread).toEqual({ general: true })
  const own: WireMessage = { ...message(1, 1, 'other'), by: 'person', text: 'mine' }
  expect(come(empty, { type: 'message', message: own }).unread).toEqual({})
})

test('a message that arrived is no longer waiting to be sent', () => {
  const waiting = { id: 'm1', place: { room: 'general' }, at: 1, text: 'hello', files: [] }
  expect(come({ ...empty, unsent: [waiting] }, { type: 'message', message: message(1) }).unsent).toEqual([])
})

test('when a channel goes, its threads go and one is led to another; when a thread goes, to its channel', () => {
  const inThread: Chat = {
    ...empty,
    place: { room: 'other', thread: 't' },
    talks: { other: { messages: [], more: false }, 'other/t': { messages: [], more: false } },
  }
  const noThread = come(inThread, { type: 'thread-gone', id: 't', room: 'other' })
  expect(noThread.place).toEqual({ room: 'other' })
  expect(Object.keys(noThread.talks)).toEqual(['other'])
  const noRoom = come(inThread, { type: 'room-gone', id: 'other' })
  expect(noRoom.place).toEqual({ room: 'general' })
  expect(noRoom.state?.threads).toEqual([])
  expect(Object.keys(noRoom.talks)).toEqual([])
})
