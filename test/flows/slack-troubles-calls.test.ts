import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fate, Logged } from '../platforms/slack/slack.ts'
import { counts, type House, isAnswered, isWhole, longMs, openHouse } from './slack-troubles-house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, longMs)
afterAll(() => house[Symbol.asyncDispose]())

type Call = {
  readonly of: 'a picture' | 'an answer'
  readonly is: (request: Logged) => boolean
  /** Made only while few other answers are written. */
  readonly isAmple?: true
}
const by = (of: Call['of'], method: string): Call => ({ of, is: request => request.method === method })

/** How far the model counts: so long that words come after the first ones, and no longer than it may write. */
const countsTo = 240

/** Every kind of call that a picture and an answer make. */
const calls: Readonly<Record<string, Call>> = {
  'the line that says that an answer comes': by('an answer', 'assistant.threads.setStatus'),
  'the first words': by('an answer', 'chat.startStream'),
  // More streams in a minute than Slack takes are no streams, but messages that are edited.
  'further words': {
    of: 'an answer',
    is: ({ method }) => method === 'chat.appendStream' || method === 'chat.update',
    isAmple: true,
  },
  'the last words': by('an answer', 'chat.stopStream'),
  'a new message': by('a picture', 'chat.postMessage'),
  'an edit': by('a picture', 'chat.update'),
  'asking where a picture may be put': by('a picture', 'files.getUploadURLExternal'),
  'putting it there': { of: 'a picture', is: ({ path }) => path.startsWith('/upload/') },
  'saying that it is there': by('a picture', 'files.completeUploadExternal'),
  'looking whether it can be shown': by('a picture', 'files.info'),
}
const fates: Readonly<Record<string, { readonly fate: Fate; readonly times: number }>> = {
  'broken twice (502)': { fate: { status: 502 }, times: 2 },
  'cut before it happened': { fate: 'cut', times: 1 },
  'cut after it happened': { fate: 'cut after', times: 1 },
  'no answer at all': { fate: 'hang', times: 1 },
  'an error of Slack’s own': { fate: { error: 'internal_error' }, times: 1 },
  'an error after it happened': { fate: { errorAfter: 'internal_error' }, times: 1 },
  'a limit that is told as an error': { fate: { error: 'ratelimited' }, times: 1 },
}
/** Where bytes are put nobody answers in words. */
const isWordless = (call: string, { fate }: { readonly fate: Fate }): boolean =>
  call === 'putting it there' && typeof fate === 'object' && ('error' in fate || 'errorAfter' in fate)

async function inTurn<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await act(item))
  return results
}

/** Asks for something while something happens to a call of its, and says what is wrong in the end. */
async function meet({ of, is }: Call, { fate, times }: { fate: Fate; times: number }): Promise<unknown[]> {
  const spot = await house.spot()
  const isAbout = house.isAbout(spot)
  let met = 0
  house.slack.hook(request => is(request) && isAbout(request) && ++met > 0, fate, times)
  if (of === 'a picture') house.paint(spot)
  else await house.ask(spot, `Count to ${countsTo}.`)
  await house.sees(spot, of === 'a picture' ? isWhole : isAnswered)
  const troubles: unknown[] = [...(await house.ended(spot, { jobs: 1 }))]
  const said = house.said(spot)
  const texts = said.map(({ text }) => text)
  if (said.length !== 1) troubles.push(`${said.length} messages`, texts)
  if (of === 'an answer' && !counts(said, countsTo)) troubles.push('words are lost or there twice', texts)
  if (texts.some(text => /Something broke|Failed/.test(text))) troubles.push('it failed', texts)
  if (met === 0) troubles.push('nothing met it')
  return troubles
}

test.each(Object.entries(calls))(
  'where Slack fails at %s, in whatever way, what was asked for is there in one message, paid once',
  async (name, call) => {
    const known = Object.entries(fates).filter(([, way]) => !isWordless(name, way))
    const meets = async ([way, fate]: (typeof known)[number]) => [way, await meet(call, fate)] as const
    // Of many answers at once a workspace shows first and last words; what lies between comes where there is room for it.
    const ways = call.isAmple === true ? await inTurn(known, meets) : await Promise.all(known.map(meets))
    expect(ways.filter(([, troubles]) => troubles.length > 0)).toEqual([])
  },
  300_000,
)

test.each(Object.entries(calls))(
  'a limit of two seconds on %s is waited for, and nobody asks before it is over',
  async (_name, call) => {
    expect(await meet(call, { fate: { limitedForS: 2 }, times: 2 })).toEqual([])
  },
  120_000,
)

test('while all of Slack tells us to wait, work goes on behind it and is shown after', async () => {
  const spots = await Promise.all([house.spot(), house.spot()])
  for (const spot of spots) {
    const use = house.paint(spot)
    expect((await use.answer).did).toBe('ack')
  }
  const met = new Set<string>()
  house.slack.hook(
    ({ method }) =>
      /^(?:chat|files|assistant|conversations|users)\./.test(method) && !met.has(method) && met.add(method).size > 0,
    { limitedForS: 3 },
    100,
  )
  for (const spot of spots) await house.ask(spot)
  for (const spot of spots) {
    await house.sees(spot, isWhole)
    await house.sees(spot, isAnswered)
    expect(await house.ended(spot, { jobs: 2 })).toEqual([])
    expect(house.said(spot)).toHaveLength(2)
  }
  expect(met.size).toBeGreaterThan(5)
}, 120_000)
