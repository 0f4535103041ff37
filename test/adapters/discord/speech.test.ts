import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { namesUs, plainWords, wordsOf } from '../../../adapters/discord/speech.ts'

const self = { id: '100000000000000001', role: '100000000000000002' }
const fox = { id: '100000000000000003', username: 'fox_7', global_name: 'Fox', discriminator: '0', avatar: null }
const names = {
  channel: (id: string) => (id === '100000000000000004' ? 'pictures' : undefined),
  role: (id: string) => (id === '100000000000000005' ? 'painters' : undefined),
}
const said = (content: string) => ({ content, mentions: [fox], mention_roles: [] })
const heard = (content: string): string => wordsOf(said(content), self, names)

describe('the words of a message', () => {
  test.each([
    ['<@100000000000000001> paint a fox', 'paint a fox'],
    ['<@!100000000000000001>, paint a fox', 'paint a fox'],
    ['<@&100000000000000002> paint a fox', 'paint a fox'],
    ['paint a fox <@100000000000000001>', 'paint a fox'],
    ['paint, <@100000000000000001>, a fox', 'paint, a fox'],
    ['  <@100000000000000001>   <@100000000000000001>', ''],
    ['<@100000000000000001> ask <@100000000000000003> there', 'ask @Fox there'],
    ['<@100000000000000001> in <#100000000000000004> with <@&100000000000000005>', 'in #pictures with @painters'],
    ['who is <@100000000000000009>?', 'who is <@100000000000000009>?'],
    ['nice <:party:100000000000000006> <a:wave:100000000000000007>', 'nice :party: :wave:'],
    ['use </imagine:100000000000000008>', 'use /imagine'],
    ['<@100000000000000001>\nimagine\n  a fox', 'imagine\n  a fox'],
  ])('%j are read as %j', (content, words) => expect(heard(content)).toBe(words))

  test('never hold the mark by which we were called, whatever stands around it', () => {
    const piece = fc.oneof(
      fc.constantFrom('<@100000000000000001>', '<@!100000000000000001>', '<@&100000000000000002>', ' ', '\n', ','),
      fc.string({ maxLength: 8 }).filter(text => !text.includes('<') && !text.includes('>')),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const content = pieces.join('')
        const words = heard(content)
        expect(words).not.toMatch(/<@[!&]?10000000000000000[12]>/)
        // Nothing that a person wrote is lost, but spaces and the commas around our name.
        const letters = (text: string): string => text.replace(/<@[!&]?\d+>/g, '').replace(/[\s,:]/g, '')
        expect(letters(words)).toBe(letters(content.toWellFormed()))
      }),
    )
  })

  test('call us by our name and by the role Discord made for us', () => {
    expect(namesUs({ content: 'hey <@100000000000000001>' }, self)).toBe(true)
    expect(namesUs({ content: 'hey <@&100000000000000002>' }, self)).toBe(true)
    expect(namesUs({ content: 'hey <@100000000000000003> @everyone' }, self)).toBe(false)
  })
})

describe('a message somebody acts on', () => {
  const message = (parts: object) => ({ ...said(''), embeds: [], components: [], attachments: [], ...parts }) as never

  test('is read by its words, else by its cards, its components or what was forwarded', () => {
    expect(plainWords(message({ content: 'a fox', embeds: [{ title: 'A preview' }] }))).toBe('a fox')
    expect(plainWords(message({ embeds: [{ title: 'News', description: 'A fox was seen.' }] }))).toBe('News\nA fox was seen.')
    expect(plainWords(message({ components: [{ type: 17, components: [{ type: 10, content: 'a red fox' }] }] }))).toBe(
      'a red fox',
    )
    expect(plainWords(message({ message_snapshots: [{ message: { content: 'seen elsewhere' } }] }))).toBe('seen elsewhere')
  })
})
