import { expect, test } from 'vitest'
import { aspects, catalogue, mostPictures } from '#core/catalogue.ts'
import { answer } from '../src/sandbox/engines/talk/talk.ts'

const ask = (prompt: string): string => answer({ prompt })

test.each([
  ['how do I paint four pictures in landscape?', /`\/imagine [^`]*--count 4 --aspect 16:9`/],
  ['how can I make 3 square images?', /--count 3 --aspect 1:1/],
  ['how do I draw a portrait picture?', /--aspect 9:16/],
  ['how do I make twenty pictures?', /--count 8`.*Eight is the most/],
  ['what is --seed?', /the same picture again/],
  ['what is a seed?', /`--seed`/],
  ['what does --steps do?', /no `--steps`/],
  ['can you see my picture?', /I only read words/],
  ['can I upload a picture?', /`\/imagine [^`]*--model stability-ai\/sdxl`/],
  [
    'which commands are there?',
    /`\/imagine <prompt>`[\s\S]*`\/run <model>`[\s\S]*`\/chat <message>`[\s\S]*`\/forget me`[\s\S]*`\/help`[\s\S]*`\/config reset`/,
  ],
  ['which buttons are there?', /Cancel[\s\S]*Again[\s\S]*Stop[\s\S]*Regenerate/],
  ['what is /jump?', /no such command/],
  ['what is /run?', /any model with inputs of your own/],
  ['what is --input?', /`\/run [^`]*--input text=Ada`/],
  ['how do I undo a setting?', /`\/config reset <key>`/],
  ['how do I upscale a picture?', /no command or button for that/],
  ['how do I change the model?', /`\/config model chat <reference>`/],
])('"%s" gets the answer that is true', (question, expected) => {
  expect(ask(question)).toMatch(expected)
})

const options = catalogue.flatMap(command => command.options)
const questions = [
  'what can you do?', 'help', 'which commands are there?', 'which buttons are there?', 'a table of 20 commands', 'what is replichat?',
  'how do I make a picture?', 'what are the options of /imagine?', 'what does /chat do?', 'what does /forget do?', 'what is /config?',
  'what does /help do?', 'what is /usage?', 'what does Cancel do?', 'what does the Again button do?', 'how does regenerate work?',
  'how do I stop you?', 'what does it cost?', 'how do I get a token?', 'what is the sandbox?', 'can I send a photo?', 'bye',
  'do you remember me?', 'who are you?', 'draw a cat', 'hello', 'explain gravity', ...options.map(({ name }) => `what is --${name}?`),
] // prettier-ignore

test('no answer speaks of a command, an option, a shape or a button that does not exist', () => {
  const commands = new Set(catalogue.map(({ name }) => `/${name}`))
  for (const question of questions) {
    const said = ask(question)
    for (const [, code = ''] of said.matchAll(/`(\/[^`]+)`/g)) {
      const [first = '', second = ''] = code.split(' ')
      expect(commands.has(first) || commands.has(`${first} ${second}`) || code === '/config', `${question} → ${code}`).toBe(true)
    }
    for (const [, flag] of said.matchAll(/--([a-z]+)/g))
      expect(
        options.map(({ name }) => name),
        question,
      ).toContain(flag)
    for (const [, count] of said.matchAll(/--count (\d+)/g)) expect(Number(count)).toBeLessThanOrEqual(mostPictures)
    for (const [, shape] of said.matchAll(/--aspect (\S+?)[`\s]/g)) expect(aspects, question).toContain(shape)
    expect(said, question).not.toMatch(/\*\*(?:Continue|Vary|Upscale|Edit|Animate|Cut out|Delete)\*\*|undo/)
  }
})

test('each option of a picture is explained by its own name', () => {
  for (const { name } of catalogue[0]?.options.slice(1) ?? []) expect(ask(`what is --${name}?`)).toContain(`\`--${name}\``)
})
