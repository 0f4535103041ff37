import { expect, test } from 'vitest'
import { counts, isAnswered, isWhole, openHouse } from './slack-troubles-house.ts'

// What a workspace has not got is remembered for it: each of these needs one of its own.

/** What Slack says where a workspace has no streams. It is not asked again there. */
const never = ['unknown_method', 'method_deprecated', 'feature_not_enabled', 'not_allowed_token_type']
/** Where this one place or person may have none. */
const here = ['channel_type_not_supported', 'missing_recipient_user_id', 'missing_recipient_team_id', 'user_not_found']

test.each([...never.map(error => [error, 1] as const), ...here.map(error => [error, 2] as const)])(
  'where Slack begins no stream (%s) answers are posted and edited, each whole in one message',
  async (error, asked) => {
    await using house = await openHouse()
    house.slack.latch('chat.startStream', error)
    for (let at = 0; at < 2; at++) {
      const spot = await house.spot()
      await house.ask(spot, 'Count to 40.')
      await house.sees(spot, isAnswered)
      expect(counts(house.said(spot), 40)).toBe(true)
      expect(await house.ended(spot, { jobs: 1 })).toEqual([])
      expect(house.said(spot)).toHaveLength(1)
    }
    expect(house.slack.requests.filter(({ method }) => method === 'chat.startStream')).toHaveLength(asked)
  },
  120_000,
)

test.each(['message_not_in_streaming_state', 'msg_too_long', 'msg_blocks_too_long', 'no_text', 'invalid_chunks'])(
  'where Slack takes no further words (%s) the answer goes on as edits of its message',
  async error => {
    await using house = await openHouse()
    house.slack.latch('chat.appendStream', error)
    const spot = await house.spot()
    await house.ask(spot, 'Count to 60.')
    await house.sees(spot, isAnswered)
    expect(counts(house.said(spot), 60)).toBe(true)
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
    expect(house.said(spot)).toHaveLength(1)
    expect(house.slack.requests.some(({ method, error: said }) => method === 'chat.appendStream' && said === error)).toBe(true)
  },
  120_000,
)

test.each(['msg_too_long', 'msg_blocks_too_long', 'invalid_blocks', 'no_text', 'stopped_by_user'])(
  'where Slack refuses the end of a stream once (%s) the answer is whole all the same',
  async error => {
    await using house = await openHouse()
    house.slack.hook('chat.stopStream', { error })
    const spot = await house.spot()
    await house.ask(spot, 'Count to 60.')
    await house.sees(spot, isAnswered)
    expect(counts(house.said(spot), 60)).toBe(true)
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
    expect(house.said(spot)).toHaveLength(1)
    expect(house.slack.requests.some(({ method, error: said }) => method === 'chat.stopStream' && said === error)).toBe(true)
  },
  120_000,
)

test.each(['unknown_method', 'missing_scope'])(
  'where a thread cannot say that an answer comes (%s) a message says it, and becomes the answer',
  async error => {
    await using house = await openHouse()
    house.slack.latch('assistant.threads.setStatus', error)
    for (let at = 0; at < 2; at++) {
      const spot = await house.spot()
      await house.ask(spot, 'Count to 40.')
      await house.sees(spot, isAnswered)
      expect(counts(house.said(spot), 40)).toBe(true)
      expect(await house.ended(spot, { jobs: 1 })).toEqual([])
      expect(house.said(spot)).toHaveLength(1)
    }
    expect(house.slack.requests.filter(({ method }) => method === 'assistant.threads.setStatus')).toHaveLength(1)
  },
  120_000,
)

test('where Slack knows no Markdown blocks answers are shown in its own signs, and Markdown is not tried again', async () => {
  await using house = await openHouse()
  const hasMarkdown = (args: object): boolean => JSON.stringify(args).includes('"type":"markdown"')
  house.slack.latch('chat.startStream', 'unknown_method')
  house.slack.hook(
    ({ method, args }) => method.startsWith('chat.') && hasMarkdown(args),
    { error: 'invalid_blocks', messages: ['[ERROR] unsupported type: markdown [json-pointer:/blocks/0/type]'] },
    1_000,
  )
  for (let at = 0; at < 2; at++) {
    const spot = await house.spot()
    await house.ask(spot, 'Count to 40.')
    await house.sees(spot, isAnswered)
    expect(counts(house.said(spot), 40)).toBe(true)
    expect(await house.ended(spot, { jobs: 1 })).toEqual([])
    expect(house.said(spot)).toHaveLength(1)
  }
  expect(house.slack.requests.filter(({ args }) => hasMarkdown(args))).toHaveLength(1)
}, 120_000)

test('where Slack shows no uploaded pictures in messages they are shared in the thread, once', async () => {
  await using house = await openHouse()
  house.slack.hook(
    ({ method, args }) => method.startsWith('chat.') && JSON.stringify(args).includes('slack_file'),
    { error: 'invalid_blocks', messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    1_000,
  )
  const spot = await house.spot()
  house.paint(spot)
  const done = await house.sees(spot, message => message.buttons.some(({ label }) => label === 'Again'))
  expect(isWhole(done)).toBe(false)
  expect(done.text).toContain('is in the thread')
  expect(await house.ended(spot, { jobs: 1 })).toEqual([])
  expect(house.said(spot).flatMap(({ files }) => files)).toHaveLength(1)
  expect(await house.predictions(spot)).toBe(1)
}, 120_000)
