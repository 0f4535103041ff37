import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageRef } from '#core/post.ts'
import { eventually } from '../flows/console.ts'
import { ada, ben, buttonsOf, general, isFinished, openStage, type Stage, wordsOf } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ pace: 1, textChars: 400, settings: { 'limit.perMinute': 200 } })
})
afterAll(() => stage[Symbol.asyncDispose]())

const at = (channel: string) => ({ address: { ...general, channel } })

/** Says something and waits for the whole answer in its own words. */
async function ask(text: string, channel: string, found: (words: string) => boolean = () => true): Promise<string> {
  const before = stage.messages.length
  await stage.say(text, at(channel))
  const post = await stage.until(
    `an answer to “${text}”`,
    shown => stage.messages.length > before && shown === stage.shown().at(-1) && isFinished(shown) && found(wordsOf(shown)),
  )
  return wordsOf(post)
}

/** The first answer that is stored of a channel: its last frame is shown before. */
const answerIn = (channel: string) =>
  eventually('A stored answer', async () =>
    (await stage.store.records.list('turns', { where: { conversation: `stage/house/${channel}` } })).find(
      turn => turn.by === 'model',
    ),
  )

test('an answer is streamed as growing drafts into one message and ends with what can be done next', async () => {
  const before = stage.messages.length
  await stage.say('Tell me in about 60 words what you can do.', at('growing'))
  const post = await stage.until(
    'the answer',
    shown => stage.messages.length > before && shown === stage.shown()[before] && isFinished(shown),
  )
  const frames = stage.messages[before]?.frames.map(wordsOf) ?? []
  expect(frames[0]).toBe('Thinking')
  const lengths = frames.filter(words => words !== 'Thinking').map(words => words.length)
  expect(new Set(lengths).size).toBeGreaterThan(3)
  expect(buttonsOf(post)).toEqual(['Regenerate'])
})

test('a channel remembers what it was told, and another channel knows nothing of it', async () => {
  await ask('My name is Ada and my favourite colour is teal.', 'memory')
  await ask('Thank you!', 'memory')
  expect(await ask('What is my favourite colour?', 'memory')).toMatch(/teal/i)
  expect(await ask('What did I tell you first?', 'memory')).toMatch(/favourite colour is teal/i)
  expect(await ask('What is my favourite colour?', 'elsewhere')).not.toMatch(/teal/i)
})

test('a reply to an older answer goes on from there, not from the newest turn', async () => {
  await ask('My favourite colour is green.', 'branches')
  const green = stage.messages.at(-1)?.ref as MessageRef
  await ask('My favourite colour is violet.', 'branches')
  const before = stage.messages.length
  await stage.service.desk.handle({
    type: 'message',
    id: 'branching',
    text: 'What is my favourite colour?',
    addressed: true,
    attachments: [],
    message: 'm' as MessageRef,
    reply: 'r' as never,
    at: 0,
    actor: ada,
    ...at('branches'),
    replyTo: green,
  })
  const post = await stage.until(
    'the answer',
    shown => stage.messages.length > before && shown === stage.shown().at(-1) && isFinished(shown),
  )
  expect(wordsOf(post)).toMatch(/green/i)
})

test('questions of one conversation are answered one after the other, and the waiting one says so at once', async () => {
  const before = stage.messages.length
  await stage.say('Write 120 words about rivers.', at('lane'))
  await stage.until('the first draft', shown => shown === stage.shown()[before] && wordsOf(shown).length > 30)
  await stage.say('And what is 6 * 7?', at('lane'))
  await stage.until('its place in line', shown => wordsOf(shown) === 'Waiting · 2nd in line')
  const second = await stage.until('the second answer', shown => shown === stage.shown()[before + 1] && isFinished(shown))
  expect(isFinished(stage.messages[before]?.frames.at(-1) as never)).toBe(true)
  expect(wordsOf(second)).toContain('42')
})

test('Stop cancels the prediction and keeps what is there; Regenerate answers anew', async () => {
  const before = stage.messages.length
  await stage.say('Write 400 words about the sea.', at('stopping'))
  await stage.until('some words', shown => shown === stage.shown()[before] && wordsOf(shown).length > 60)
  await stage.press('Stop', at('stopping'))
  const stopped = await stage.until('the stop', shown => shown === stage.shown()[before] && wordsOf(shown).includes('Stopped'))
  expect(buttonsOf(stopped)).toEqual(['Regenerate', 'Continue'])
  const [newest] = await stage.predictions()
  expect(newest?.status).toBe('canceled')
  expect((await answerIn('stopping')).text.length).toBeGreaterThan(20)
  const count = stage.messages.length
  await stage.press('Regenerate', at('stopping'))
  await stage.until('a new answer', shown => stage.messages.length > count && wordsOf(shown).length > 60)
  await stage.press('Stop', at('stopping'))
  await stage.until('its end', shown => shown === stage.shown().at(-1) && isFinished(shown))
})

test('an answer longer than a message goes on in further ones, and joined they are what the model wrote', async () => {
  const before = stage.messages.length
  await stage.say('Count to 150.', at('long'))
  await stage.until(
    'the end',
    shown =>
      shown === stage.shown().at(-1) &&
      isFinished(shown) &&
      buttonsOf(shown).includes('Regenerate') &&
      stage.messages.length > before + 1,
  )
  const answer = await answerIn('long')
  const parts = stage.messages
    .slice(before)
    .map(message =>
      (message.frames.at(-1)?.blocks ?? []).flatMap(block => (block.type === 'text' ? [block.markdown] : [])).join(''),
    )
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.join('')).toBe(answer.text)
  expect(parts.every(part => part.length <= 400)).toBe(true)
})

test('a stream that is cut on the way is read on to its end', async () => {
  expect(await ask('Count to 60. [sandbox:cut=20]', 'cut')).toMatch(/\b60\b/)
})

test('/chat opens a thread and answers in it, with a memory of its own', async () => {
  const before = stage.messages.length
  await stage.command('chat', { message: 'My favourite colour is amber.' }, at('threads'))
  await stage.until('the answer', shown => stage.messages.length > before && shown === stage.shown().at(-1) && isFinished(shown))
  const [turn] = (await stage.store.records.list('turns', { newestFirst: true, limit: 1 })) ?? []
  expect(turn?.conversation).toMatch(/^stage\/house\/general\/.+/)
})

test('/forget here ends the memory of this conversation and of no other', async () => {
  await ask('My favourite colour is pink.', 'forgetting')
  await ask('My favourite colour is grey.', 'keeping')
  await stage.command('forget', { what: 'here' }, at('forgetting'))
  expect(await ask('What is my favourite colour?', 'forgetting')).not.toMatch(/pink/i)
  expect(await ask('What is my favourite colour?', 'keeping')).toMatch(/grey/i)
})

test('/forget me takes away what a person said and had painted, and leaves what others said', async () => {
  const speak = async (actor: typeof ada, text: string): Promise<void> => {
    const before = stage.messages.length
    await stage.say(text, { ...at('both'), actor })
    await stage.until(
      'the answer',
      shown => stage.messages.length > before && shown === stage.shown().at(-1) && isFinished(shown),
    )
  }
  await speak(ben, 'My secret word is zebra.')
  await speak(ada, 'My secret word is heron.')
  await stage.command('imagine', { prompt: 'a zebra for Ben' }, { ...at('both'), actor: ben })
  await stage.until('the picture', shown => shown === stage.shown().at(-1) && wordsOf(shown).includes('“a zebra for Ben”'))
  const jobs = await eventually('The close of all jobs', async () => {
    const rows = await stage.store.records.list('jobs', { where: { person: 'stage/ben' } })
    return rows.every(job => job.closedAt !== undefined) ? rows : undefined
  })
  const blob = jobs.flatMap(job => job.runs).flatMap(run => ('kept' in run.state ? run.state.kept : []))[0]?.picture.blob ?? ''
  expect(await stage.store.blobs.get(blob)).toBeDefined()
  await stage.forgetMe({ ...at('both'), actor: ben })
  expect(await stage.store.records.list('jobs', { where: { person: 'stage/ben' } })).toEqual([])
  expect(await stage.store.blobs.get(blob)).toBeUndefined()
  const left = await stage.store.records.list('turns', { where: { conversation: 'stage/house/both' } })
  expect(left.map(turn => turn.text).join(' ')).toContain('heron')
  expect(left.map(turn => turn.text).join(' ')).not.toContain('zebra')
})

test('an edited message is remembered by its new words', async () => {
  await ask('My favourite colour is scarlet.', 'editing')
  const [said] = await stage.store.records.list('turns', { where: { conversation: 'stage/house/editing' } })
  const message = said?.messages?.[0] as MessageRef
  await stage.service.desk.handle({
    type: 'edited',
    id: 'edit',
    at: 0,
    actor: ada,
    ...at('editing'),
    message,
    text: 'My favourite colour is indigo.',
  })
  const answer = await ask('What is my favourite colour?', 'editing')
  expect(answer).toMatch(/indigo/i)
  expect(answer).not.toMatch(/scarlet/i)
})

test('a question that is edited while it waits is asked in its new words', async () => {
  await stage.say('Write 80 words about rivers.', at('editing late'))
  const address = { ...general, channel: 'editing late' }
  await stage.say('What is 6 * 7?', { address, id: 'the waiting one' })
  await stage.service.desk.handle({
    type: 'edited',
    id: 'edit 2',
    at: 0,
    actor: ada,
    address,
    message: 'said the waiting one' as MessageRef,
    text: 'What is 6 * 8?',
  })
  await stage.until('the answer', shown => /\b48\b/.test(wordsOf(shown)) && isFinished(shown))
})

test('a deleted message is forgotten with its answer', async () => {
  await ask('My favourite colour is white.', 'deleting')
  const [said] = await stage.store.records.list('turns', { where: { conversation: 'stage/house/deleting' } })
  await stage.service.desk.handle({
    type: 'deleted',
    id: 'gone',
    at: 0,
    actor: ada,
    ...at('deleting'),
    message: said?.messages?.[0] as MessageRef,
  })
  expect(await stage.store.records.list('turns', { where: { conversation: 'stage/house/deleting' } })).toEqual([])
})
