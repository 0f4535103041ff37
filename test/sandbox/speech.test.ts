import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cardinal } from '../../src/sandbox/engines/speak/numbers.ts'
import { phonemes } from '../../src/sandbox/engines/speak/phonemes.ts'
import { pronounce } from '../../src/sandbox/engines/speak/pronounce.ts'
import { wordsOf } from '../../src/sandbox/engines/speak/reading.ts'
import { kokoro82m } from '../../src/sandbox/models/kokoro-82m.ts'
import { styletts2 } from '../../src/sandbox/models/styletts2.ts'
import { energyIn, longestSilence, pitchOf, readWav, type Sound } from './sound.ts'
import { finished, type Json, startSandbox, type Started, until } from './start.ts'

let sandbox: Started
beforeAll(async () => {
  sandbox = await startSandbox({ pace: 0.01 })
})
afterAll(() => sandbox[Symbol.asyncDispose]())

type Input = Readonly<Record<string, unknown>>
const turbo = '/models/minimax/speech-02-turbo/predictions'

const run = (path: string, body: Input): Promise<Json> => sandbox.json('POST', path, body, { prefer: 'wait=60' })
const fetched = async ({ output }: Json): Promise<{ readonly type: string | null; readonly bytes: Uint8Array }> => {
  const answer = await fetch(String(output))
  return { type: answer.headers.get('content-type'), bytes: new Uint8Array(await answer.arrayBuffer()) }
}
async function hear(input: Input): Promise<Sound> {
  return readWav((await fetched(await run('/predictions', { version: kokoro82m.versions[0]?.id, input }))).bytes)
}
const hearTurbo = async (input: Input): Promise<Sound> =>
  readWav((await fetched(await run(turbo, { input: { audio_format: 'wav', sample_rate: 24_000, ...input } }))).bytes)

describe('speech', () => {
  test('two texts sound different, the same text sounds the same, and a longer one lasts longer', async () => {
    const [one, same, other, longer] = await Promise.all([
      hear({ text: 'A small green boat.' }),
      hear({ text: 'A small green boat.' }),
      hear({ text: 'The tall black horse.' }),
      hear({ text: 'A small green boat that sails across the lake in the morning.' }),
    ])
    expect(Buffer.compare(Buffer.from(one.samples.buffer), Buffer.from(same.samples.buffer))).toBe(0)
    expect(Buffer.compare(Buffer.from(one.samples.buffer), Buffer.from(other.samples.buffer))).not.toBe(0)
    expect(longer.seconds).toBeGreaterThan(one.seconds * 2)
    expect(one.seconds).toBeGreaterThan(0.8)
    expect(one.seconds).toBeLessThan(2.5)
  })

  test('twice the speed takes half as long', async () => {
    const text = 'We walk along the river, and then we go home again.'
    const [plain, fast] = await Promise.all([hear({ text }), hear({ text, speed: 2 })])
    expect(fast.seconds / plain.seconds).toBeGreaterThan(0.45)
    expect(fast.seconds / plain.seconds).toBeLessThan(0.6)
  })

  test('it is silent at a comma and as long as the text asks, and not between words', async () => {
    const [flowing, comma, still] = await Promise.all([
      hearTurbo({ text: 'no one knows' }),
      hearTurbo({ text: 'no, one knows' }),
      hearTurbo({ text: 'no <#1.5#> one knows' }),
    ])
    expect(longestSilence(flowing)).toBeLessThan(0.08)
    expect(longestSilence(comma)).toBeGreaterThan(0.12)
    expect(longestSilence(comma)).toBeLessThan(0.4)
    expect(longestSilence(still)).toBeGreaterThan(1.3)
  })

  test('vowels ring where a mouth rings, and an s hisses above them', async () => {
    const [ee, aa, hiss] = await Promise.all(['lee', 'la', 'ssss'].map(text => hear({ text, voice: 'am_adam' })))
    if (ee === undefined || aa === undefined || hiss === undefined) throw new Error('not heard')
    for (const vowel of [ee, aa]) expect(energyIn(vowel, 100, 4000)).toBeGreaterThan(20 * energyIn(vowel, 4000, 9000))
    // The second formant is near 2,200 Hz in "ee" and near 1,100 Hz in "ah"; the first near 300 and 700.
    const bright = (sound: Sound): number => energyIn(sound, 1800, 2700, 0.4, 0.7) / energyIn(sound, 850, 1400, 0.4, 0.7)
    expect(bright(ee)).toBeGreaterThan(8 * bright(aa))
    const open = (sound: Sound): number => energyIn(sound, 600, 900, 0.4, 0.7) / energyIn(sound, 200, 450, 0.4, 0.7)
    expect(open(aa)).toBeGreaterThan(4 * open(ee))
    expect(energyIn(hiss, 4000, 9000)).toBeGreaterThan(4 * energyIn(hiss, 100, 2500))
  })

  test('voices differ in pitch, an octave is an octave, and a question rises', async () => {
    const text = 'Are you on your way'
    const [man, woman, higher, question, statement] = await Promise.all([
      hear({ text, voice: 'am_adam' }),
      hear({ text, voice: 'af_bella' }),
      hearTurbo({ text, voice_id: 'Deep_Voice_Man', pitch: 12 }),
      hear({ text: `${text}?`, voice: 'am_adam' }),
      hear({ text: `${text}.`, voice: 'am_adam' }),
    ])
    const deep = await hearTurbo({ text, voice_id: 'Deep_Voice_Man' })
    expect(pitchOf(man)).toBeLessThan(150)
    expect(pitchOf(woman)).toBeGreaterThan(160)
    expect(pitchOf(higher) / pitchOf(deep)).toBeGreaterThan(1.8)
    expect(pitchOf(higher) / pitchOf(deep)).toBeLessThan(2.2)
    expect(pitchOf(question, 0.5, 0.85)).toBeGreaterThan(1.15 * pitchOf(statement, 0.5, 0.85))
  })

  test.each([
    ['mp3', 'audio/mpeg', 'ID3'],
    ['wav', 'audio/wav', 'RIFF'],
    ['flac', 'audio/flac', 'fLaC'],
    ['pcm', 'audio/pcm', ''],
  ])('a file asked for as %s is one, and its type says so', async (audio_format, type, begin) => {
    const prediction = await run(turbo, { input: { text: 'Yes.', audio_format, channel: 'stereo', sample_rate: 16_000 } })
    const file = await fetched(prediction)
    expect(file.type).toBe(type)
    expect(Buffer.from(file.bytes).toString('latin1', 0, begin.length)).toBe(begin)
    expect(String(prediction.output)).toMatch(new RegExp(`\\.${audio_format}$`))
    expect(prediction.metrics['audio_output_duration_seconds']).toBeGreaterThan(0.3)
    if (audio_format === 'pcm')
      expect(file.bytes.length).toBe(Math.round(Number(prediction.metrics['audio_output_duration_seconds']) * 16_000) * 4)
  })

  test('the log counts phrases, and says which letters were left out', async () => {
    const { logs } = await run(turbo, { input: { text: 'One, two. Привет!' } })
    expect(logs).toMatch(/100%\|█+\| 2\/2/)
    expect(logs).toContain('left out П р и в е т')
  })

  test('a text without a word, and one that is too long, fail in words', async () => {
    const [empty, long] = await Promise.all([
      run(turbo, { input: { text: '…!' } }),
      run('/predictions', { version: styletts2.versions[0]?.id, input: { text: 'word '.repeat(2_001) } }),
    ])
    expect(empty).toMatchObject({ status: 'failed', error: expect.stringContaining('nothing to say') as string })
    expect(long).toMatchObject({
      status: 'failed',
      error: 'The text is 10005 characters long. This model reads at most 10000.',
    })
  })

  test('a canceled text is given up in the middle', async () => {
    const { id } = await sandbox.json('POST', turbo, { input: { text: 'This goes on. '.repeat(700), sample_rate: 44_100 } })
    await until(async () => ((await sandbox.json('GET', `/predictions/${id}`)).logs.includes('%') ? true : undefined))
    await sandbox.call('POST', `/predictions/${id}/cancel`)
    const prediction = await finished(sandbox, id)
    expect(prediction.status).toBe('canceled')
    expect(prediction.logs).not.toContain('100%')
  })
})

describe('reading', () => {
  test.each([
    ['12', 'twelve'],
    ['1,204.5', 'one thousand two hundred four point five'],
    ['-7', 'minus seven'],
    ['the 21st', 'the twenty first'],
    ['in 1984', 'in nineteen eighty four'],
    ['in 2005', 'in two thousand five'],
    ['at 10:05', 'at ten oh five'],
    ['$12.50', 'twelve dollars and fifty cents'],
    ['5€', 'five euros'],
    ['100%', 'one hundred percent'],
    ['Dr. Smith', 'doctor smith'],
    ['the GPU', 'the jee pee you'],
    ['007', 'zero zero seven'],
    ['a café', 'a cafe'],
    ['example.com', 'example dot com'],
  ])('%s is read as “%s”', (written, said) => {
    expect(
      wordsOf(written)
        .map(({ word }) => word)
        .join(' '),
    ).toBe(said)
  })

  test.each([
    ['through', 'TH R UW'],
    ['making', 'M EY K IH NG'],
    ['nation', 'N EY SH AX N'],
    ['friends', 'F R EH N D Z'],
    ['walked', 'W AO K T'],
    ['knight', 'N AY T'],
    ['village', 'V IH L IH JH'],
    ["don't", 'D OW N T'],
    ['watches', 'W AA CH IH Z'],
    ['phone', 'F OW N'],
  ])('“%s” sounds like %s', (word, sounds) => {
    expect(
      pronounce(word)
        .map(({ name }) => name)
        .join(' '),
    ).toBe(sounds)
  })

  test('whatever is written, only words come out, and every word has sounds the mouth can make', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        for (const { word } of wordsOf(text)) {
          expect(word).toMatch(/^[a-z]+(?:'[a-z]+)*$/)
          for (const { name } of pronounce(word)) expect(phonemes).toHaveProperty(name)
        }
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,14}('[a-z]{1,3})?$/), word => {
        const sounds = pronounce(word)
        expect(sounds.filter(({ stressed }) => stressed).length).toBeLessThanOrEqual(1)
        for (const { name } of sounds) expect(phonemes).toHaveProperty(name)
      }),
    )
  })

  test('no two numbers are read alike', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n - 1n), fc.bigInt(0n, 10n ** 18n - 1n), (a, b) => {
        expect(cardinal(String(a)) === cardinal(String(b))).toBe(a === b)
        expect(cardinal(String(a))).toMatch(/^[a-z]+( [a-z]+)*$/)
      }),
    )
  })
})
