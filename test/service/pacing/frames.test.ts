import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import { noMeter } from '#core/meter.ts'
import type { MessageRef } from '#core/post.ts'
import { ownRest } from '../../../src/service/pacing/own-rest.ts'
import { paceEach } from '../../../src/service/pacing/pace-each.ts'
import { createPacing } from '../../../src/service/pacing/pacing.ts'
import { postOf, type Script, scriptedSurface } from './scripted-surface.ts'
import { virtualClock } from './virtual-clock.ts'

const signal = new AbortController().signal
const [one, two, three] = ['one', 'two', 'three'] as unknown as readonly [MessageRef, MessageRef, MessageRef]

function bed(script: Partial<Script> = {}) {
  const clock = virtualClock()
  const scripted = scriptedSurface(clock, { edits: 1, perMs: 1_000, ...script })
  const dropped: string[] = []
  const pacing = createPacing('stage', scripted.surface, { frameShown() {}, frameDropped: of => void dropped.push(of) }, clock)
  const offer = (message: MessageRef, text: string, last = false, more = {}) =>
    pacing.offer(message, { draw: () => postOf(text), last, signal, ...more })
  const texts = () => scripted.seen.map(({ from, text }) => `${from} ${text}`)
  return { ...scripted, clock, pacing, dropped, offer, texts }
}

test('a frame goes out at once where nothing rests', () => {
  const { offer, texts } = bed()
  void offer(one, 'first words')
  expect(texts()).toEqual(['0 first words'])
})

test('a newer frame takes the place of the one that waits, and what is sent is drawn when its turn comes', async () => {
  const { offer, pacing, clock, texts, dropped } = bed()
  let words = 'one'
  void offer(one, 'begun')
  const older = offer(one, 'never seen')
  const newer = pacing.offer(one, { draw: () => postOf(words), last: false, signal })
  await clock.run(500)
  words = 'one, two'
  await clock.run()
  expect([await older, await newer]).toEqual(['dropped', 'shown'])
  expect(texts()).toEqual(['0 begun', '1000 one, two'])
  expect(dropped).toEqual(['stage'])
})

test('a last frame goes before frames in between, and after the one of its message that is being sent', async () => {
  const { offer, clock, texts } = bed({ latenciesMs: [200] })
  void offer(one, 'one grows')
  await clock.run(100)
  void offer(two, 'two grows')
  void offer(three, 'three grows')
  const waiting = offer(one, 'one grows on')
  void offer(one, 'one ends', true)
  const late = offer(one, 'one as it was before its end')
  await clock.run()
  expect([await waiting, await late]).toEqual(['dropped', 'dropped'])
  expect(texts()).toEqual(['0 one grows', '1200 one ends', '2400 two grows', '3600 three grows'])
})

test('nothing in between follows a last frame that is being sent', async () => {
  const { offer, clock, texts } = bed({ latenciesMs: [200], edits: 9 })
  void offer(one, 'the end', true)
  await clock.run(100)
  expect(await offer(one, 'from before the end')).toBe('dropped')
  await clock.run()
  expect(texts()).toEqual(['0 the end'])
})

test('of two last frames that wait the newer one is shown', async () => {
  const { offer, clock, texts } = bed()
  void offer(two, 'busy')
  const older = offer(one, 'the end', true)
  const newer = offer(one, 'the end, deleted', true)
  await clock.run()
  expect([await older, await newer]).toEqual(['dropped', 'shown'])
  expect(texts()).toEqual(['0 busy', '1000 the end, deleted'])
})

test('a frame that the platform had no room for is drawn anew when the bucket opens', async () => {
  const { pacing, clock, texts, dropped } = bed({ moods: ['429', 'well'] })
  let words = 'old'
  const outcome = pacing.offer(one, { draw: () => postOf(words), last: false, signal })
  await clock.run(10)
  words = 'new'
  await clock.run()
  expect(await outcome).toBe('shown')
  expect(texts()).toEqual(['0 old', '700 new'])
  expect(dropped).toEqual(['stage'])
})

test('a last frame is offered again until the platform takes it', async () => {
  const { offer, clock, texts, dropped } = bed({ moods: ['429', '429 thrown', '429 mute', 'well'] })
  const outcome = offer(one, 'the end', true)
  await clock.run()
  expect(await outcome).toBe('shown')
  expect(texts()).toEqual(['0 the end', '700 the end', '1000 the end', '1200 the end'])
  expect(dropped).toEqual([])
})

test('a refused frame gives way to a newer one that came meanwhile, and goes when it is no longer wanted', async () => {
  for (const last of [false, true]) {
    const { offer, clock, texts } = bed({ moods: ['429', 'well'], latenciesMs: [100] })
    const older = offer(one, 'older', last)
    await clock.run(50)
    const newer = offer(one, 'newer', last)
    await clock.run()
    expect([await older, await newer]).toEqual(['dropped', 'shown'])
    expect(texts()).toEqual(['0 older', '800 newer'])
  }
  const { offer, clock, texts } = bed({ moods: ['429', 'well'], latenciesMs: [100] })
  const over = new AbortController()
  const unwanted = offer(one, 'unwanted', false, { until: over.signal })
  await clock.run(50)
  over.abort()
  await clock.run()
  expect(await unwanted).toBe('dropped')
  expect(texts()).toEqual(['0 unwanted'])
})

test('a message whose frames fail again and again does not keep the others from their turns', async () => {
  const { clock, shown, surface } = bed({ edits: 99 })
  const failing = {
    ...surface,
    edit: (async (message, ...frame) => {
      if (message !== one) return surface.edit(message, ...frame)
      await clock.sleep(10)
      throw new Error('403')
    }) satisfies typeof surface.edit,
  }
  const pacing = createPacing('stage', failing, noMeter, clock)
  let tries = 0
  const again = async (message: MessageRef, isOver: () => boolean): Promise<void> => {
    while (!isOver()) {
      if (message === one) tries++
      await pacing.offer(message, { draw: () => postOf(message), last: false, signal }).catch(() => {})
    }
  }
  const isShown = (message: MessageRef) => () => shown(message).length === 20
  const done = Promise.all([again(one, isShown(three)), again(two, isShown(two)), again(three, isShown(three))])
  await clock.run()
  await done
  expect(tries).toBeLessThanOrEqual(21)
})

test('no frame leaves a listener on the signal of its lease', async () => {
  const { offer, clock } = bed()
  const [lease, until] = [new AbortController().signal, new AbortController().signal]
  for (let nth = 0; nth < 5; nth++) void offer(one, `${nth}`, nth === 4, { signal: lease, until })
  await clock.run()
  expect([getEventListeners(lease, 'abort'), getEventListeners(until, 'abort')]).toEqual([[], []])
})

test('a last frame has all the patience there is', async () => {
  const { offer, clock, texts } = bed({ perMs: 60_000, moods: ['well', '429', 'well'] })
  void offer(one, 'busy')
  const over = new AbortController()
  const end = offer(two, 'the end', true, { patienceMs: 1_000, until: over.signal })
  await clock.run(2_500)
  over.abort()
  await clock.run()
  expect(await end).toBe('shown')
  expect(texts()).toEqual(['0 busy', '60000 the end', '60700 the end'])
})

test('what the surface throws is told to whoever offered, and the bucket goes on', async () => {
  const { offer, clock, shown } = bed({ moods: ['500', 'well'] })
  const failed = expect(offer(one, 'lost')).rejects.toThrow('500')
  const next = offer(two, 'shown')
  await clock.run()
  await failed
  expect(await next).toBe('shown')
  expect(shown().map(({ text }) => text)).toEqual(['shown'])
})

test('a frame that cannot be drawn, or has nothing to show any more, costs no turn', async () => {
  const { offer, pacing, clock, texts } = bed()
  void offer(two, 'busy')
  const undrawn = pacing.offer(one, { draw: () => expect.fail('It cannot be drawn.'), last: true, signal })
  const wrong = expect(undrawn).rejects.toThrow('It cannot be drawn.')
  const empty = pacing.offer(three, { draw: () => undefined, last: true, signal })
  const next = offer(two, 'next')
  await clock.run()
  await wrong
  expect([await empty, await next]).toEqual(['dropped', 'shown'])
  expect(texts()).toEqual(['0 busy', '1000 next'])
})

test('the end of a lease takes out what waits and lets go of what is being sent, at once', async () => {
  const { clock, pacing, texts, surface } = bed()
  // A surface that hears no signal: what it sends cannot be called back.
  const deaf = {
    ...surface,
    edit: (...[message, post, how]: Parameters<typeof surface.edit>) => surface.edit(message, post, { ...how, signal }),
  }
  const other = createPacing(
    'deaf',
    { ...deaf, edit: async (...args) => (await clock.sleep(300), deaf.edit(...args)) },
    noMeter,
    clock,
  )
  const lease = new AbortController()
  const offers = [
    other.offer(one, { draw: () => postOf('sent'), last: false, signal: lease.signal }),
    other.offer(two, { draw: () => postOf('waiting'), last: true, signal: lease.signal }),
  ]
  const next = other.offer(three, { draw: () => postOf('of another job'), last: false, signal })
  lease.abort(new Error('The lease is lost.'))
  for (const offer of offers) await expect(offer).rejects.toThrow('The lease is lost.')
  expect(clock.now()).toBe(0)
  await expect(other.offer(one, { draw: () => postOf('too late'), last: true, signal: lease.signal })).rejects.toThrow('lost')
  await clock.run()
  expect(await next).toBe('shown')
  // One in flight all the same: the next one went when the first had come to its end.
  expect(texts()).toEqual(['300 sent', '1600 of another job'])
  expect([pacing.held.messages, other.held.messages, clock.due]).toEqual([0, 0, 0])
})

test('a frame is given up at once when its turn would come too late, and its message keeps its place', async () => {
  const { offer, clock, texts } = bed({ perMs: 3_000 })
  void offer(one, 'one')
  await clock.run(100)
  expect(await offer(two, 'two, too early', false, { patienceMs: 1_000 })).toBe('dropped')
  expect(clock.now()).toBe(100)
  void offer(three, 'three')
  await clock.run(2_500)
  void offer(two, 'two', false, { patienceMs: 1_000 })
  await clock.run()
  expect(texts()).toEqual(['0 one', '3000 two', '6000 three'])
})

test('no patience lasts longer than twice itself, however slow the platform is', async () => {
  const { offer, clock } = bed({ latenciesMs: [20_000], edits: 9 })
  void offer(one, 'a large picture')
  const hurried = offer(two, 'two', false, { patienceMs: 1_000 }).then(outcome => [outcome, clock.now()])
  await clock.run(5_000)
  expect(await hurried).toEqual(['dropped', 2_000])
})

test('what is no longer wanted is given up where it waits, and goes out where it is on its way', async () => {
  const { offer, clock, texts } = bed({ latenciesMs: [100] })
  const over = new AbortController()
  const sent = offer(one, 'on its way', false, { until: over.signal })
  const waiting = offer(two, 'waiting', false, { until: over.signal })
  await clock.run(50)
  over.abort()
  expect(await waiting).toBe('dropped')
  expect(await offer(three, 'later', false, { until: over.signal })).toBe('dropped')
  await clock.run()
  expect(await sent).toBe('shown')
  expect(texts()).toEqual(['0 on its way'])
})

test('one message is never in flight twice, though its platform counts it elsewhere from now on', async () => {
  let bucket = 'token'
  const { offer, clock, seen } = bed({ bucketOf: () => bucket, latenciesMs: [400], edits: 9 })
  void offer(one, 'by its token')
  await clock.run(100)
  bucket = 'channel'
  void offer(two, 'in the channel')
  void offer(one, 'on', false)
  await clock.run()
  void offer(one, 'the end', true)
  await clock.run()
  expect(seen.map(({ from, text, bucket: counted }) => `${from} ${text} (${counted})`)).toEqual([
    '0 by its token (token)',
    '100 in the channel (channel)',
    '400 on (channel)',
    '800 the end (channel)',
  ])
})

test('a message that waits moves with its place to the bucket it is counted in now', async () => {
  let bucket = 'token'
  const { offer, pacing, clock, texts } = bed({ bucketOf: () => bucket, editEveryMs: 300 })
  void offer(one, 'by its token')
  await clock.run(100)
  const waiting = offer(one, 'waiting')
  bucket = 'channel'
  const moved = offer(one, 'moved', true)
  await clock.run()
  expect([await waiting, await moved]).toEqual(['dropped', 'shown'])
  expect(texts()).toEqual(['0 by its token', '300 moved'])
  expect(pacing.held).toEqual({ buckets: 0, messages: 0 })
})

test('a last frame that waits is not given up for one in between that would be counted elsewhere', async () => {
  let bucket = 'token'
  const { offer, pacing, clock, texts } = bed({ bucketOf: () => bucket })
  void offer(one, 'begun')
  await clock.run(100)
  const end = offer(one, 'the end', true)
  bucket = 'channel'
  const late = offer(one, 'as it was before')
  await clock.run()
  expect([await end, await late]).toEqual(['shown', 'dropped'])
  expect(texts()).toEqual(['0 begun', '1000 the end'])
  expect(pacing.held).toEqual({ buckets: 0, messages: 0 })
})

test('buckets do not wait for each other, and one without work and rest is forgotten', async () => {
  const { offer, pacing, clock, texts } = bed({ bucketOf: message => message, perMs: 40_000 })
  for (const message of [one, two, three]) void offer(message, message)
  expect(texts()).toEqual(['0 one', '0 two', '0 three'])
  await clock.run(39_000)
  expect(pacing.held).toEqual({ buckets: 3, messages: 0 })
  await clock.run(41_000)
  expect(pacing.held).toEqual({ buckets: 0, messages: 0 })
})

test('a platform that refuses without a time is left alone for longer each time, up to five seconds, and slowly less again', () => {
  const rest = ownRest(1_200)
  expect(rest.ms()).toBe(0)
  const grown = Array.from({ length: 4 }, () => (rest.refused(), rest.ms()))
  expect(grown).toEqual([2_400, 4_800, 5_000, 5_000])
  const shrunk = Array.from({ length: 24 }, () => (rest.shown(), rest.ms()))
  expect([6, 7, 14, 15, 22, 23].map(nth => shrunk[nth])).toEqual([5_000, 2_500, 2_500, 1_250, 1_250, 0])
  for (let nth = 0; nth < 7; nth++) rest.shown()
  rest.refused()
  expect(rest.ms()).toBe(2_400)
})

test('each platform has one scheduler, and one that is not running is named', () => {
  const clock = virtualClock()
  const { surface, seen } = scriptedSurface(clock, { edits: 1, perMs: 1_000 })
  const platforms = new Map([['stage', { surface, directory: {} }]]) as never
  const pacingOf = paceEach(platforms, noMeter, clock)
  expect(pacingOf('stage')).toBe(pacingOf('stage'))
  void pacingOf('stage').offer(one, { draw: () => postOf('hello'), last: true, signal })
  expect(seen.map(({ text }) => text)).toEqual(['hello'])
  expect(() => pacingOf('moon')).toThrow(new Fault('config', 'The platform “moon” is not running.'))
})
