import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer } from '../../src/sandbox/engines/talk/talk.ts'

/** Plays a conversation: each line is asked after all answers before it. */
function converse(system: string, ...lines: readonly string[]): readonly string[] {
  let transcript = ''
  return lines.map(line => {
    transcript += `${/^\w+: /.test(line) ? line : `Ada: ${line}`}\n`
    const said = answer({ prompt: `${transcript}Assistant:`, system_prompt: system })
    transcript += `Assistant: ${said}\n`
    return said
  })
}
const last = (system: string, ...lines: readonly string[]): string => converse(system, ...lines).at(-1) ?? ''
const ask = (prompt: string, system = ''): string => answer({ prompt, system_prompt: system })
const words = (text: string): number => text.split(/\s+/).filter(word => word !== '').length

test.each([
  ['hello', /^(?:Hello|Hi)\b/],
  ['good morning', /^Good morning/],
  ['bonjour', /^Bonjour/],
  ['Guten Tag!', /^Hallo/],
  ['hola', /^Hola/],
  ['ciao', /^Ciao/],
  ['olá', /^Olá/],
  ['hoi', /^Hallo\. Wat/],
  ['こんにちは', /^こんにちは/],
  ['thanks!', /./],
  ['Was ist die Hauptstadt von Frankreich?', /Auf Deutsch kann ich leider nur ein paar Sätze/],
  ['say hello in Japanese', /こんにちは/],
  ['how do you say thank you in Italian?', /^Grazie\.$/],
  ['how are you?', /And you\?|How are you\?/],
  ['who are you?', /rule-based stand-in/],
  ['are you ChatGPT?', /rule-based stand-in.*Replicate token/],
  ['what can you do?', /Memory[\s\S]*Arithmetic/],
  ['what is 17 * 23 + 4', /^17 × 23 \+ 4 = 395\.$/],
  ['15% of 80', /^15% of 80 is 12\.$/],
  ['what is 5 divided by 0?', /dividing by zero has no result/],
  ['count to 12', /^1, 2, .*11, 12$/],
  ['count down from 5 to 1', /^5, 4, 3, 2, 1$/],
  ['what is the capital of France?', /Paris/],
  ['what is the capital of Mongolia?', /I know only 20 capitals/],
  ['fizzbuzz in rust', /```rust\nfn main/],
  ['show me a python http server', /```python\nfrom http\.server/],
  ['a haiku about snow', /^\*Snow\*\n\n.*\n.*\n.*$/],
  ['draw a cat in a hat', /`\/imagine a cat in a hat`/],
  ['can you paint me a picture of a castle?', /`\/imagine a castle`/],
  ['how do I make a picture?', /`\/imagine/],
  ['what are the options of /imagine?', /`--count`[\s\S]*`--aspect`[\s\S]*`--seed`/],
  ['what does /forget do?', /`\/forget me`/],
  ['how do I change the model?', /`\/config model/],
  ['what does Cancel do?', /\*\*Cancel\*\*/],
  ['how does regenerate work?', /\*\*Regenerate\*\*/],
  ['/imagine a fox', /reached me as a message/],
  ['how many r in strawberry?', /3 times/],
  ['reverse hello', /^olleh$/],
  ['say "banana"', /^banana$/],
  ['Repeat after me: the owl flies', /^the owl flies$/],
  ['sort pear, apple, fig', /^apple, fig, pear$/],
  ['is 91 prime?', /^No/],
  ['explain quantum entanglement', /I cannot answer that[\s\S]*rule-based stand-in[\s\S]*(?:You could try|What I can show)/],
  ['my name is Ada. What is 6 * 7?', /Ada[\s\S]*6 × 7 = 42/],
])('"%s" gets a fitting answer', (question, expected) => {
  expect(ask(question)).toMatch(expected)
})

test('it remembers what it was told, and by whom', () => {
  const said = converse(
    '',
    'Ada: I think we should go to Rome. My budget is 500 euros.',
    'Bob: Call me Robert. I prefer Oslo.',
    'Ada: What is my budget?',
    'Bob: What is my name?',
    "Bob: what is Ada's budget?",
    'Ada: where does Bob live?',
    'Ada: what does Bob like?',
    'Ada: who is here?',
    'Bob: what did Ada say?',
    'Ada: what did I tell you first?',
    'Ada: what was my last question?',
    'Bob: What is my favourite colour?',
  )
  expect(said[2]).toContain('500 euros')
  expect(said[3]).toContain('Robert')
  expect(said[4]).toBe("Ada's budget is 500 euros.")
  expect(said[6]).toBe('Bob likes Oslo.')
  expect(said[7]).toMatch(/Ada .* and Bob/)
  expect(said[8]).toContain('go to Rome')
  expect(said[9]).toContain('I think we should go to Rome')
  expect(said[10]).toContain('what did I tell you first?')
  expect(said[11]).toContain('not told me your favourite colour')
})

test('what is told later stands above what was told before', () => {
  expect(last('', 'my favourite colour is teal', 'sorry, my favourite colour is ochre', "what's my favorite color?")).toContain(
    'ochre',
  )
})

test('any thing and value that a person states is given back', () => {
  const thing = fc.constantFrom('dog', 'favourite colour', 'password', 'birthday', 'sister', 'train number')
  const value = fc.constantFrom('Rex', 'teal', 'swordfish', '9 May', 'in Rome', 'ICE 599')
  fc.assert(
    fc.property(thing, value, (what, is) =>
      last('', `My ${what} is ${is}.`, 'list ten animals', `What is my ${what}?`).includes(is),
    ),
  )
})

test('a summary keeps the facts, and later turns can still be answered from it', () => {
  const summary = last('', 'My name is Ada.', 'My favourite colour is teal.', '2 + 2', 'summarise our conversation')
  expect(summary).toContain('My favourite colour is teal')
  const prompt = `Summary of what was said before: ${summary}\n\nAda: what is my favourite colour?\nAssistant:`
  expect(ask(prompt)).toContain('teal')
  expect(ask(`Summary of what was said before: ${summary}\n\nAda: what did I tell you first?\nAssistant:`)).toContain(
    'My name is Ada',
  )
})

test('names of several words survive a summary', () => {
  const summary = answer({
    prompt:
      'ada lovelace: My dog is Rex.\nAssistant: Noted.\nBob: My dog is Ada.\nAssistant: Noted.\nBob: summarise this\nAssistant:',
  })
  const prompt = `Summary of what was said before: ${summary}\n\nada lovelace: what is my dog called?\nAssistant:`
  expect(ask(prompt)).toContain('Rex')
})

test('asked by its system prompt to summarise, it sums up the transcript instead of answering its last line', () => {
  const prompt = 'Ada: My favourite colour is teal.\nAssistant: Noted.\nBob: what is 2 + 2?\nAssistant:'
  expect(ask(prompt, 'Summarise the conversation in at most 100 words. Keep names and facts.')).toMatch(
    /Ada said "My favourite colour is teal".*Bob asked/,
  )
})

test('a summary stays short however long the conversation was, and says what it left out', () => {
  const lines = Array.from(
    { length: 120 },
    (_, at) => `Ada: here is remark number ${at} about nothing in particular\nAssistant: I see.`,
  )
  const summary = ask(`Ada: My dog is Rex.\nAssistant: Noted.\n${lines.join('\n')}\nAda: summarise our conversation\nAssistant:`)
  expect(words(summary)).toBeLessThan(240)
  expect(summary).toContain('My dog is Rex')
  expect(summary).toMatch(/\d+ smaller messages are left out/)
})

test('"another", "as JSON", "in a table" and "now in Python" reshape the question before', () => {
  const said = converse(
    '',
    'list three birds',
    'as JSON',
    'another',
    'in a table',
    'fizzbuzz',
    'now in python',
    'tell me a joke',
    'another one',
  )
  const birds = (said[0] ?? '').split('\n').map(line => line.replace(/^\d\. /, ''))
  expect(JSON.parse(said[1] ?? '')).toEqual({ items: birds })
  expect(said[2]).not.toBe(said[0])
  expect(said[3]).toContain('| 1 |')
  expect(said[5]).toContain('```python')
  expect(said[7]).not.toBe(said[6])
})

test('"repeat that" says the last answer again', () => {
  const said = converse('', 'list four colours', 'repeat that')
  expect(said[1]).toBe(said[0])
})

test('a list has as many items as were asked for', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('animals', 'birds', 'fruits', 'colours', 'cities'),
      fc.integer({ min: 1, max: 15 }),
      (what, count) => {
        const lines = ask(`list ${count} ${what}`).split('\n')
        expect(lines).toHaveLength(count)
        expect(new Set(lines).size).toBe(count)
      },
    ),
  )
})

test('a list that is longer than what it knows says so', () => {
  expect(ask('list 12 planets').split('\n\n')[1]).toBe('That is 8: there are no more.')
})

test('a table is Markdown with as many rows as were asked for', () => {
  const lines = ask('a table of 5 planets').split('\n')
  expect(lines).toHaveLength(7)
  expect(new Set(lines.map(line => line.split('|').length)).size).toBe(1)
  expect(lines[1]).toMatch(/^\|(?: --- \|)+$/)
})

test('a text of an asked number of words has it within 15 percent', () => {
  fc.assert(
    fc.property(fc.constantFrom('story', 'essay', 'text'), fc.integer({ min: 20, max: 900 }), fc.nat(), (kind, count, seed) => {
      const length = words(answer({ prompt: `write a ${kind} of ${count} words about the sea`, seed }))
      return Math.abs(length - count) <= count * 0.15
    }),
  )
})

test.each([
  ['You are Marvin, a gloomy robot.', 'who are you?', /^I am Marvin/],
  ['Your name is HAL.', 'what is your name?', /^I am HAL/],
  ['Always end with "So it goes."', 'what is 2+2?', /4\. So it goes\.$/],
  ['Start every answer with "Well,"', 'what is 2+2?', /^Well, 2/],
  ['Answer in uppercase.', 'who are you?', /^[^a-z]+$/],
  ['Answer in lowercase.', 'who are you?', /^[^A-Z]+$/],
  ['Answer in bullet points.', 'who are you?', /^- .*\n- .*$/],
  ['Answer in one sentence.', 'explain gravity', /^[^.]+\.$/],
  ['Always answer in German.', 'hello', /^Hallo\. Was kann ich/],
  ['Please reply in French.', 'thanks', /vous en prie/],
  ['Talk like a pirate.', 'hello', /^Ahoy.*arr\.$/],
  ['You are a helpful assistant', 'hello', /^(?:Hi|Hello), Ada\./],
])('the system prompt "%s" is followed', (system, question, expected) => {
  expect(last(system, question)).toMatch(expected)
})

test('an order for the whole conversation holds from then on', () => {
  expect(last('', 'From now on always answer in uppercase.', 'who are you?')).toMatch(/^[^a-z]+$/)
})

test('JSON that was asked for is JSON, whatever the answer is', () => {
  for (const question of [
    'list three birds',
    'a table of 2 planets',
    'fizzbuzz in python',
    'who are you?',
    'explain "quotes" and \\',
  ]) {
    expect(() => JSON.parse(last('Answer only as JSON.', question)) as unknown).not.toThrow()
  }
})

test('code and commands keep their letters in uppercase answers', () => {
  expect(last('Answer in uppercase.', 'fizzbuzz in python')).toContain('for n in range(1, 101):')
  expect(last('Answer in uppercase.', 'how do I make a picture?')).toContain('`/imagine')
})

test('no question makes it fall silent or fail', () => {
  const bits = fc.constantFrom(
    'what',
    'is',
    'my',
    'name',
    'list',
    '7',
    'a',
    'table',
    'of',
    '(',
    '/',
    '"',
    'about',
    'write',
    'words',
    'in',
    'JSON',
    '\n',
    '?',
    ':',
    'say',
    '`',
    '|',
    'continue',
    'to',
    'count',
    'who',
    'Ada',
    '999999',
    '%',
    '🙂',
    'picture',
  )
  const text = fc.array(bits, { maxLength: 12 }).map(parts => parts.join(' '))
  fc.assert(
    fc.property(text, text, (before, question) => last('', before, question).trim() !== ''),
    { numRuns: 300 },
  )
})

test('hostile lengths are answered in good time', () => {
  for (const piece of [
    'a ',
    'what is ',
    '1+',
    '(1+',
    '(',
    'my x is y and ',
    'write a ',
    'Ada: hi\nAssistant: ',
    '" ',
    '- \n',
    'list ',
    '1 000,',
    '```\n',
  ]) {
    const startedAt = performance.now()
    expect(ask(piece.repeat(Math.ceil(30_000 / piece.length)))).not.toBe('')
    expect(performance.now() - startedAt, `30,000 characters of “${piece}”`).toBeLessThan(1_500)
  }
})

test.each([
  'a long story of 60 words about a lighthouse',
  'an essay of about 60 words on a lighthouse',
  'a story in 5 sentences about a lighthouse',
])('what a text is about is told apart from its length: %s', wish => {
  const told = ask(`Write ${wish}`)
  expect(told).toMatch(/lighthouse/i)
  expect(told).not.toMatch(/60 words|5 sentences/)
})
