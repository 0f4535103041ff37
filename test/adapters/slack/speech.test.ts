import fc from 'fast-check'
import { expect, it } from 'vitest'
import { commandWordsOf, namesUs, wordsOf } from '../../../adapters/slack/speech.ts'

const names = {
  person: (id: string) => ({ U1ADA: 'Ada' })[id],
  channel: (id: string) => ({ C1ART: 'art' })[id],
}
const read = (text: string) => wordsOf(text, 'U0US', names)

it.each([
  ['<@U0US> hello', 'hello'],
  ['<@U0US>, hello', 'hello'],
  ['<@U0US|replichat>: hello', 'hello'],
  ['hello, <@U0US>', 'hello'],
  ['tell me, <@U0US>, a joke', 'tell me, a joke'],
  ['<@U1ADA> and <@U9WHO|who> and <@U9X>', '@Ada and @who and <@U9X>'],
  ['in <#C1ART|paint> or <#C9X|other>', 'in #art or #other'],
  ['<!here> <!subteam^S1|@painters> <!date^1392734382^{date}|Feb 18>', '@here @painters Feb 18'],
  ['<https://a.example/x?y=1&amp;z=2>', 'https://a.example/x?y=1&z=2'],
  ['<http://a.example|a.example>', 'http://a.example'],
  ['<https://a.example|the page>', 'the page (https://a.example)'],
  ['<mailto:ada@a.example|ada@a.example>', 'ada@a.example'],
  ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
  ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
])('%s is read as %s', (written, words) => {
  expect(read(written)).toBe(words)
})

it('what a person types comes back as it was, whatever characters it holds', () => {
  const typed = fc.string({ unit: 'grapheme' }).map(text => text.trim())
  fc.assert(
    fc.property(typed, text => {
      const sent = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      expect(read(sent)).toBe(text.toWellFormed())
    }),
  )
})

it('a command that acts on people keeps their ids, and reads links as links', () => {
  expect(commandWordsOf('config admin add <@U1ADA|ada>')).toBe('config admin add <@U1ADA|ada>')
  expect(commandWordsOf('imagine x --image <https://a.example/a.png>')).toBe('imagine x --image https://a.example/a.png')
  expect(commandWordsOf('config set notify.channel <#C1ART|art>')).toBe('config set notify.channel C1ART')
})

it('knows its own name from those that begin alike', () => {
  expect(namesUs('hi <@U0US>', 'U0US')).toBe(true)
  expect(namesUs('hi <@U0US|us>', 'U0US')).toBe(true)
  expect(namesUs('hi <@U0USX>', 'U0US')).toBe(false)
})
