import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer } from '../../src/sandbox/engines/talk/talk.ts'

const ask = (prompt: string, seed = 1): string => answer({ prompt, seed })

test.each([
  ['Erzähl mir etwas über Berlin', /Auf Deutsch.*Wort für Wort.*erinnere.*rechne/],
  ['Hallo, erzähl mir etwas über Berlin', /Auf Deutsch.*Wort für Wort/],
  ['Cuéntame algo sobre Madrid', /español.*palabra por palabra.*recuerdo.*calculo/],
  ['háblame en francés', /español/],
  ['Parle-moi de Paris', /français.*mot à mot.*mémoire.*calcul/],
  ['北京有什么好玩的', /中文.*记忆.*计算/],
  ['東京について教えて', /日本語.*記憶.*計算/],
  ['안녕하세요', /한국어/],
  ['Расскажи мне о Москве', /по-русски/],
  ['opowiedz mi o Warszawie, proszę', /po polsku/],
])('"%s" gets a polite sentence in its own language', (question, expected) => {
  expect(ask(question)).toMatch(expected)
})

test.each([
  'Is the best one in there on me?',
  'what does 東京 mean?',
  'I had a crème brûlée in the café',
  'no is no',
  'die die my darling',
])('"%s" is taken for the English it is', text => {
  expect(ask(text)).toMatch(/^[\p{ASCII}“”’…—×÷]+$/u)
})

test('what it has no rule for gets one short sentence and one offer that works', () => {
  const remarks = [
    'I am old',
    'the train was late again',
    'nothing works as it should',
    'hm that is odd',
    'what does sigkill do?',
  ]
  const said = new Set<string>()
  fc.assert(
    fc.property(fc.constantFrom(...remarks), fc.nat(), (remark, seed) => {
      const text = ask(remark, seed)
      said.add(text)
      expect(text).not.toMatch(/no rule|about (?:a |the )?(?:old|born|late|odd|sigkill)\b/)
      const [, quoted, command] = /“([^”]+)”|`(\/imagine [^`]+)`/.exec(text) ?? []
      expect(quoted ?? command, text).toBeDefined()
      if (quoted !== undefined) expect(ask(quoted), quoted).not.toContain('I cannot answer that')
    }),
  )
  expect(said.size).toBeGreaterThan(20)
})

test.each([
  ['I walked along the beach in Oslo', /Oslo/],
  ['we saw foxes', /foxes/],
  ['we heard an elephant', /an elephant/],
])('an offer to "%s" is about a thing it knows', (remark, topic) => {
  expect(ask(remark)).toMatch(topic)
})

test.each([
  ['15% of 240', '15% of 240 is 36.'],
  ['how many r in strawberry?', 'The letter r appears 3 times in “strawberry”.'],
  ['how many z in strawberry?', 'The letter z does not appear in “strawberry”.'],
  ['what is 5 / 0', 'I cannot work out “5 ÷ 0”: dividing by zero has no result.'],
])('"%s" is answered in plain English', (question, expected) => {
  expect(ask(question)).toBe(expected)
})

test('a share can be calculated on with', () => {
  expect(ask('Ada: 15% of 240\nAssistant: 15% of 240 is 36.\nAda: times 2\nAssistant:')).toBe('36 × 2 = 72.')
})
