import { expect, test } from 'vitest'
import type { MessageRef, ReplyRef } from '#core/post.ts'
import { pathTo } from '#core/conversation.ts'
import { eventually } from '../flows/console.ts'
import { ada, ben, closed, general, openStage, type Said, type Stage, wordsOf } from './stage.ts'

let events = 0
/** Says something that names nobody. */
const murmur = (
  stage: Stage,
  text: string,
  said: Partial<Said> & { readonly inOurThread?: boolean; readonly file?: string } = {},
) => {
  const id = `murmur ${++events}`
  const { file, ...rest } = said
  return stage.service.desk.handle({
    type: 'message',
    id,
    address: general,
    actor: ben,
    at: 0,
    reply: 'reply in general ' as ReplyRef,
    message: `said ${id}` as MessageRef,
    text,
    addressed: false,
    attachments: file === undefined ? [] : [{ ref: file, name: file }],
    ...rest,
  })
}
const turns = (stage: Stage) => stage.store.records.list('turns', {})
const thread = { address: { ...general, thread: 't1' } }
const prompt = async (stage: Stage): Promise<string> => String((await stage.predictions())[0]?.input['prompt'])

test('in a thread where it has spoken everybody is answered without naming it; in a channel and in others’ threads nobody is', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'thread' } })
  await murmur(stage, 'What is 6 * 7?')
  await murmur(stage, 'What is 6 * 7?', thread)
  expect(stage.shown()).toEqual([])
  await stage.say('Hello.', thread)
  await closed(stage)
  await murmur(stage, 'What is 6 * 7?', thread)
  await closed(stage)
  expect(wordsOf(stage.shown().at(-1) as never)).toContain('42')
  await murmur(stage, 'What is 5 * 7?', { address: { ...general, thread: 't2' }, inOurThread: true })
  await closed(stage)
  expect(wordsOf(stage.shown().at(-1) as never)).toContain('35')
})

test('what is said in a thread right after its first question is answered, too', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'thread' } })
  await stage.say('Count to 40.', thread)
  expect(await turns(stage)).toEqual([])
  await murmur(stage, 'What is 6 * 7?', thread)
  await closed(stage)
  expect(stage.shown().map(wordsOf)).toEqual([expect.stringContaining('39, 40'), expect.stringContaining('42')])
})

test('set to mention, it answers only who speaks to it', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'mention' } })
  await stage.say('Hello.', thread)
  await closed(stage)
  await murmur(stage, 'What is 6 * 7?', { ...thread, inOurThread: true })
  expect(stage.shown()).toHaveLength(1)
  expect(await turns(stage)).toHaveLength(2)
})

test('set to all, what is said beside it is given to the next question, unanswered, and forgotten when it is deleted', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'all' } })
  await murmur(stage, 'My favourite colour is teal.')
  await murmur(stage, '  ')
  await murmur(stage, '', { file: 'cat.png' })
  await Promise.all(
    [1, 2].map(() => murmur(stage, 'Mine is red.', { id: 'twice', message: 'said twice' as MessageRef } as never)),
  )
  expect(stage.shown()).toEqual([])
  expect((await turns(stage)).map(({ text }) => text)).toEqual(['My favourite colour is teal.', 'Mine is red.'])
  await stage.service.desk.handle({
    type: 'deleted',
    id: 'd',
    at: 0,
    address: general,
    actor: ben,
    message: 'said twice' as MessageRef,
  })
  await stage.say('What is Ben’s favourite colour?')
  await closed(stage)
  expect(await prompt(stage)).toContain('Ben: My favourite colour is teal.\nAda: What is Ben’s favourite colour?')
  expect(await prompt(stage)).not.toContain('red')
})

test('a thread it only heard is none of its own, though it hears all', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'all' } })
  await murmur(stage, 'Nice weather.', thread)
  await murmur(stage, 'What is 6 * 7?', thread)
  expect(stage.shown()).toEqual([])
  expect(await turns(stage)).toHaveLength(2)
})

test('what is said while an answer is written goes on from the answer: the next question is asked with both', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'all' } })
  await stage.say('Count to 40.')
  await eventually('The question', async () => ((await turns(stage)).length === 1 ? true : undefined))
  await murmur(stage, 'I like figs.')
  await murmur(stage, 'And dates.')
  await closed(stage)
  await stage.say('Thank you.', { actor: ada })
  await closed(stage)
  const all = await turns(stage)
  const newest = all.findLast(turn => turn.by === 'model')
  expect(pathTo(all, newest?.id ?? '').map(turn => (turn.by === 'model' ? 'model' : turn.text))).toEqual([
    'Count to 40.',
    'model',
    'I like figs.',
    'And dates.',
    'Thank you.',
    'model',
  ])
})

test('in its own thread what it cannot read is said, elsewhere it is silent', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'thread' } })
  await murmur(stage, '', { file: 'cat.png' })
  await murmur(stage, '', { ...thread, inOurThread: true })
  expect(stage.shown()).toEqual([])
  await murmur(stage, 'Look', { ...thread, inOurThread: true, file: 'fox.png' })
  await closed(stage)
  expect(wordsOf(stage.shown().at(-1) as never)).toContain('reads words only')
})

test('set to all, what was heard in a channel is given to an answer in a new thread there, and to none where it was forgotten', async () => {
  await using stage = await openStage({ settings: { 'chat.listen': 'all' } })
  await murmur(stage, 'My favourite colour is teal.')
  await murmur(stage, 'It is raining in Bergen.', { address: { ...general, channel: 'elsewhere' } })
  await stage.say('What is my favourite colour?', { ...thread, actor: ben })
  await closed(stage)
  expect(wordsOf(stage.shown().at(-1) as never)).toContain('teal')
  expect(await prompt(stage)).toContain('My favourite colour is teal.')
  expect(await prompt(stage)).not.toContain('Bergen')
  // What is said in the channel once the thread has begun is no part of it.
  await murmur(stage, 'Somebody closed the window.')
  await stage.say('And now?', { ...thread, actor: ben })
  await closed(stage)
  expect(await prompt(stage)).toContain('My favourite colour is teal.')
  expect(await prompt(stage)).not.toContain('window')
  // It is the channel's own: what is forgotten there is given nowhere.
  await stage.command('forget', { what: 'here' })
  await stage.say('What is my favourite colour?', { address: { ...general, thread: 't2' }, actor: ben })
  await closed(stage)
  expect(await prompt(stage)).not.toContain('teal')
})
