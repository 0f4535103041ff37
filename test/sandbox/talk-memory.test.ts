import { expect, test } from 'vitest'
import { answer } from '../../src/sandbox/engines/talk/talk.ts'

function last(...lines: readonly string[]): string {
  let transcript = ''
  let said = ''
  for (const line of lines) {
    transcript += `cool_user_84: ${line}\n`
    said = answer({ prompt: `${transcript}Assistant:` })
    transcript += `Assistant: ${said}\n`
  }
  return said
}
const life = 'I live in Lisbon and work as a nurse'
const birth = 'My name is Robin and I was born in 1984'

test.each([
  [life, 'you live in Lisbon and you work as a nurse'],
  [birth, 'you were born in 1984'],
  ['I am 30, and I have two cats', 'you are 30 and you have two cats'],
  ['my dog is Rex and my favourite colour is teal', 'your dog is Rex and your favourite colour is teal'],
  ['I work from home and I like tea', 'you work from home and you like tea'],
  ['my wife was born in 1980', 'your wife was born in 1980'],
  ['I like rice and beans', 'you like rice and beans'],
  ['remember that my train leaves at 9', 'your train leaves at 9'],
])('all that "%s" says is noted, and how long it is known is said truly', (said, back) => {
  expect(last(said)).toContain(back)
  expect(last(said)).toMatch(/forty messages/)
  expect(last(said)).not.toMatch(/still know/)
})

test.each([
  ['where do I live?', 'You live in Lisbon.'],
  ['what do I do?', 'You work as a nurse.'],
  ['what is my job?', 'You work as a nurse.'],
  ['when was I born?', 'You were born in 1984.'],
  ['how old am I?', 'You told me that you were born in 1984.'],
  ['where do I live and what do I do?', 'You live in Lisbon. You work as a nurse.'],
])('"%s" gives back what was told beside something else', (question, expected) => {
  expect(last(life, birth, question)).toBe(expected)
})

test('what is known of a person is told as sentences', () => {
  expect(last(life, birth, 'what do you know about me?')).toMatch(
    /- You live in Lisbon\n- You work as a nurse\n- Your name is Robin\n- You were born in 1984$/,
  )
})

test.each(['bye', 'Goodbye!', 'thanks, bye', 'ok, see you later'])('"%s" is answered by the name that was told', leaving => {
  expect(last('my name is Robin', leaving)).toMatch(/, Robin\./)
  expect(last('my name is Robin', leaving)).not.toContain('cool_user_84')
})

test('being asked about its memory, it promises no more than it is given', () => {
  for (const question of ['do you remember me?', 'will you remember this tomorrow?', 'how long do you remember?'])
    expect(last(question)).toMatch(/as long as the conversation is given to me.*forty messages/)
})
