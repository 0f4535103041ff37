import { afterEach, describe, expect, test } from 'vitest'
import { slackLimits } from '../../../adapters/slack/limits.ts'
import { inert } from '../../../adapters/slack/markdown.ts'
import type { MessageRef } from '../../../src/core/post.ts'
import { splitText } from '../../../src/core/text.ts'
import type { Seen } from '../../platforms/slack/control.ts'
import { draft, ended, type Outgoing, outgoing, thinking } from './outgoing.ts'

let open: Outgoing | undefined
afterEach(async () => {
  const violations = open?.slack.violations ?? []
  await open?.[Symbol.asyncDispose]()
  open = undefined
  expect(violations).toEqual([])
})

const paragraph = (at: number): string =>
  [
    `## Part ${at}`,
    `A lighthouse **stands** on a rock, see [the map](https://a.example/?at=${at}&b=<c>), and \`x < ${at}\` holds; <!channel> does not.`,
    `| height | light |\n| --- | --- |\n| ${at} m | every ${at} s |`,
    `\`\`\`ts\nconst at = ${at} // <${at}>\nif (at < 10) light()\n\`\`\``,
    `- one 灯台 ${'word '.repeat(40)}\n- two`,
  ].join('\n\n')

/** What one message says of the answer itself. */
const wordsOf = ({ raw }: Seen): string => {
  const blocks = (raw['blocks'] ?? []) as readonly { readonly type: string; readonly text?: unknown }[]
  const markdown = blocks.flatMap(({ type, text }) => (type === 'markdown' ? [String(text)] : []))
  return markdown.length > 0 ? markdown.join('\n') : String(raw['text'])
}

describe('an answer of 30,000 characters', () => {
  test('is whole in the parts it outgrew into, whatever was dropped, refused or cut off while it was written', async () => {
    open = await outgoing({ limitsFasterBy: 60 })
    const { surface, asked, signal, slack } = open
    const { thread, reply } = await asked()
    const whole = Array.from({ length: 60 }, (_, at) => paragraph(at)).join('\n\n').slice(0, 30_000) + ' The end.' // prettier-ignore
    const messages: MessageRef[] = [await surface.post(reply, thinking, { nonce: 'n0', signal })]
    let frames = 0
    for (let length = 5; length < whole.length; length += 611) {
      if (frames === 6) slack.hook('chat.appendStream', { limitedForS: 1 })
      if (frames === 20) slack.hook('chat.update', { status: 503 })
      for (const [index, { shown }] of splitText(whole.slice(0, length), slackLimits.textChars).entries()) {
        const message = messages[index]
        if (message === undefined) messages.push(await surface.post(reply, draft(shown), { nonce: `n${index}`, signal }))
        else if (index >= messages.length - 2) await surface.edit(message, draft(shown), { last: false, signal }).catch(() => {})
      }
      frames++
      slack.clock.advance(1_000)
    }
    const parts = splitText(whole, slackLimits.textChars).map(({ shown }) => shown)
    for (const [index, part] of parts.entries()) {
      const message = messages[index] ?? (await surface.post(reply, draft(part), { nonce: `n${index}`, signal }))
      await surface.edit(message, ended(part), { last: true, signal })
    }
    const [, ...answers] = slack.messages(slack.home.channel, thread)
    expect(answers.map(wordsOf)).toEqual(parts.map(inert))
    expect(answers.every(({ streaming, pinged }) => !streaming && pinged.length === 0)).toBe(true)
    expect(parts.length).toBeGreaterThan(3)
  })
})
