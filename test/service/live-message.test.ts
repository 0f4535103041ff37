import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noMeter } from '#core/meter.ts'
import type { MessageRef } from '#core/post.ts'
import { splitText } from '#core/text.ts'
import { type DraftPart, showLive, type Writer } from '../../src/service/live-message.ts'
import { createPacing } from '../../src/service/pacing/pacing.ts'
import { postOf, type Script, scriptedSurface } from './pacing/scripted-surface.ts'
import { virtualClock } from './pacing/virtual-clock.ts'

type Token = { readonly afterMs: number; readonly text: string }
type Frame = DraftPart & { readonly at: number; readonly index: number }

const always = new AbortController().signal
const alone = { onNudge() {}, between: async () => {} }

/** A live message over a scripted bucket: its first part is there already, further ones are posted. */
function bed(script: Partial<Script> = {}) {
  const clock = virtualClock()
  const { surface } = scriptedSurface(clock, { edits: 1, perMs: 1_000, ...script })
  const pacing = createPacing('stage', surface, noMeter, clock)
  const frames: Frame[] = []
  let posted = 1
  const show = async (index: number, draw: () => DraftPart | undefined, until: AbortSignal): Promise<void> => {
    let part: DraftPart | undefined
    const drawPost = () => {
      part = draw()
      return part && postOf(part.text)
    }
    if (index === posted) {
      drawPost()
      posted++
    } else {
      const message = `part ${index}` as MessageRef
      const outcome = await pacing.offer(message, { draw: drawPost, last: false, signal: always, until })
      if (outcome === 'dropped') return
    }
    if (part !== undefined) frames.push({ at: clock.now(), index, ...part })
  }
  const write =
    (tokens: readonly Token[]): Writer =>
    async onText => {
      let written = ''
      for (const { afterMs, text } of tokens) {
        if (afterMs > 0) await clock.sleep(afterMs)
        onText((written += text))
      }
    }
  return { clock, pacing, frames, show, write, lines: () => frames.map(({ at, index, text }) => `${at} ${index}: ${text}`) }
}

const texts = fc
  .array(
    fc.constantFrom(
      'word ',
      'a longer sentence. ',
      '\n\n',
      '```js\n',
      '```\n',
      '| a | b |\n',
      '[a](https://b.c) ',
      '👩‍👩‍👧‍👦',
      '漢字。',
    ),
    {
      maxLength: 150,
    },
  )
  .map(pieces => pieces.join(''))
/** A text cut at any places, also within a grapheme, and how long each piece takes. */
const written = fc
  .record({
    text: texts,
    cuts: fc.array(fc.nat(2_000), { maxLength: 60 }),
    afterMs: fc.array(fc.constantFrom(0, 0, 20, 300, 5_000), { minLength: 1, maxLength: 7 }),
  })
  .map(({ text, cuts, afterMs }) => {
    const edges = [...new Set([0, ...cuts.filter(cut => cut < text.length), text.length])].sort((a, b) => a - b)
    const tokens = edges
      .slice(1)
      .map((to, nth): Token => ({ afterMs: afterMs[nth % afterMs.length] ?? 0, text: text.slice(edges[nth], to) }))
    return { text, tokens }
  })

test('whatever is written, every frame is what the text was at that moment, and the writer is never slowed', async () => {
  const rates = fc.record({
    perMs: fc.integer({ min: 50, max: 3_000 }),
    latenciesMs: fc.array(fc.nat(500), { minLength: 1, maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(written, rates, fc.integer({ min: 200, max: 400 }), async ({ text, tokens }, rate, limit) => {
      const { clock, pacing, frames, show, write } = bed(rate)
      const writtenBy: { readonly at: number; readonly text: string }[] = [{ at: 0, text: '' }]
      const noted: Writer = onText =>
        write(tokens)(written => {
          writtenBy.push({ at: clock.now(), text: written })
          onText(written)
        })
      const live = showLive(noted, limit, show, alone, always)
      await clock.run()
      expect(await live).toBe(text)
      expect(writtenBy.at(-1)?.at).toBe(tokens.reduce((sum, { afterMs }) => sum + afterMs, 0))
      const slowestMs = Math.max(...rate.latenciesMs)
      for (const { at, index, text: part, isLast } of frames) {
        const drafts = writtenBy.filter((state, nth) => state.at <= at && (writtenBy[nth + 1]?.at ?? at) >= at - slowestMs)
        const known = drafts.map(state => splitText(state.text, limit).map(({ shown }) => shown))
        expect(known.some(parts => parts[index] === part && (index === parts.length - 1) === isLast)).toBe(true)
        expect(part.length).toBeLessThanOrEqual(limit)
      }
      expect(pacing.held).toEqual({ buckets: 0, messages: 0 })
    }),
    { numRuns: 100 },
  )
})

test('the first words are shown at once, white space before them is none, and then the newest text in its turn', async () => {
  const { clock, show, write, lines } = bed()
  const tokens = ['\n', 'One', ', two', ', three', ', four', '.'].map((text, nth) => ({ afterMs: nth === 5 ? 5_000 : 300, text }))
  const live = showLive(write(tokens), 2_000, show, alone, always)
  await clock.run()
  expect(await live).toBe('\nOne, two, three, four.')
  expect(lines()).toEqual(['600 0: \nOne', '1600 0: \nOne, two, three, four'])
})

test('a further part is begun once the part before it is shown up to its end', async () => {
  const { clock, show, write, frames } = bed()
  const words = Array.from({ length: 12 }, (_, nth) => ({ afterMs: 150, text: `${nth} `.padEnd(50, 'x').concat(' ') }))
  const live = showLive(write([...words, { afterMs: 5_000, text: 'end' }]), 200, show, alone, always)
  await clock.run()
  await live
  const whole = splitText(words.map(({ text }) => text).join(''), 200).map(({ shown }) => shown)
  for (const index of [1, 2, 3]) {
    const begun = frames.findIndex(frame => frame.index === index)
    const before = frames.slice(0, begun).findLast(frame => frame.index === index - 1)
    expect(before).toMatchObject({ text: whole[index - 1], isLast: false })
  }
})

test('what a nudge brings is heeded at once, though a frame waits for a minute', async () => {
  const { clock, show, write, lines } = bed({ perMs: 60_000 })
  const heeded: number[] = []
  let nudge = (): void => {}
  const beside = {
    onNudge: (listener: () => void) => void (nudge = listener),
    between: async () => void heeded.push(clock.now()),
  }
  const tokens = [
    { afterMs: 0, text: 'a' },
    { afterMs: 100, text: 'b' },
    { afterMs: 40_000, text: 'c' },
  ]
  const live = showLive(write(tokens), 2_000, show, beside, always)
  clock.after(20_000, () => nudge())
  await clock.run()
  await live
  expect(heeded).toContain(20_000)
  expect(lines()).toEqual(['0 0: a'])
})

test('at its end a text waits for the frame that is being sent, and for none that waits', async () => {
  const { clock, show, write } = bed({ perMs: 60_000, latenciesMs: [700] })
  const ends: number[] = []
  for (const tokens of [
    [
      { afterMs: 0, text: 'a' },
      { afterMs: 100, text: 'b' },
    ],
    [
      { afterMs: 2_000, text: 'c' },
      { afterMs: 100, text: 'd' },
    ],
  ])
    void showLive(write(tokens), 2_000, show, alone, always).then(() => ends.push(clock.now()))
  await clock.run()
  expect(ends).toEqual([700, 2_100])
})

test('what the writer, a frame or a nudge throws is thrown at once, and leaves no frame in line', async () => {
  const tokens = [
    { afterMs: 0, text: 'a' },
    { afterMs: 10, text: 'b' },
    { afterMs: 10_000, text: 'c' },
  ]
  const breaks: Record<string, (it: ReturnType<typeof bed>) => Promise<string>> = {
    'The stream broke.': ({ show, write, clock }) => {
      const broken: Writer = async onText => {
        await write(tokens.slice(0, 2))(onText)
        await clock.sleep(5)
        throw new Error('The stream broke.')
      }
      return showLive(broken, 2_000, show, alone, always)
    },
    'The frame broke.': ({ write }) => {
      const show = () => Promise.reject(new Error('The frame broke.'))
      return showLive(write(tokens), 2_000, show, alone, always)
    },
    'The nudge broke.': ({ show, write, clock }) => {
      let nudge = (): void => {}
      clock.after(100, () => nudge())
      const between = async () => {
        if (clock.now() >= 100) throw new Error('The nudge broke.')
      }
      return showLive(write(tokens), 2_000, show, { onNudge: listener => void (nudge = listener), between }, always)
    },
  }
  for (const [message, live] of Object.entries(breaks)) {
    const it = bed({ perMs: 3_000 })
    const thrown = expect(live(it)).rejects.toThrow(message)
    await it.clock.run(1_000)
    await thrown
    await it.clock.run()
    expect(it.frames.map(({ text }) => text)).toEqual(message === 'The frame broke.' ? [] : ['a'])
    expect(it.pacing.held).toEqual({ buckets: 0, messages: 0 })
  }
})

test('a part that is full and is followed by another is shown once more, for it is no longer the last', async () => {
  const { clock, show, write, frames } = bed()
  const tokens = [
    { afterMs: 0, text: 'x'.repeat(200) },
    { afterMs: 3_000, text: ' and on' },
    { afterMs: 3_000, text: '.' },
  ]
  const live = showLive(write(tokens), 200, show, alone, always)
  await clock.run()
  await live
  expect(frames.map(({ at, index, isLast }) => [at, index, isLast])).toEqual([
    [0, 0, true],
    [3_000, 0, false],
    [3_000, 1, true],
  ])
})

test('where something breaks while a frame is being sent, that frame is waited for', async () => {
  const { clock, show, write } = bed({ latenciesMs: [700] })
  let nudge = (): void => {}
  const beside = {
    onNudge: (listener: () => void) => void (nudge = listener),
    between: async () => {
      if (clock.now() >= 100) throw new Error('The nudge broke.')
    },
  }
  const live = showLive(
    write([
      { afterMs: 0, text: 'a' },
      { afterMs: 5_000, text: 'b' },
    ]),
    2_000,
    show,
    beside,
    always,
  )
  const ended = live.catch((thrown: unknown) => [String(thrown), clock.now()])
  clock.after(100, () => nudge())
  await clock.run()
  expect(await ended).toEqual(['Error: The nudge broke.', 700])
})

test('the end of a lease ends the showing, though the writer never speaks again', async () => {
  const { clock, show } = bed()
  const silent: Writer = onText => {
    onText('a')
    return new Promise(() => {})
  }
  const lease = new AbortController()
  const ended = expect(showLive(silent, 2_000, show, alone, lease.signal)).rejects.toThrow('The lease is lost.')
  await clock.run(5_000)
  lease.abort(new Error('The lease is lost.'))
  await ended
})
