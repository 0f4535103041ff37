import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { answer } from '../../src/sandbox/engines/talk/talk.ts'

/** The code between the fences of an answer. */
const codeIn = (question: string): string => {
  const [, code = ''] = /```\w+\n([\s\S]*?)\n```/.exec(answer({ prompt: question })) ?? []
  return code
}
const lines = (text: string): readonly string[] => text.trim().split('\n')
const node = (code: string): readonly string[] =>
  lines(execFileSync(process.execPath, ['--input-type=module-typescript', '-e', code], { encoding: 'utf8' }))
const bash = (code: string): readonly string[] => lines(execFileSync('bash', ['-c', code], { encoding: 'utf8' }))
const sql = (code: string): readonly string[] => {
  using database = new DatabaseSync(':memory:')
  return database
    .prepare(code)
    .all()
    .map(row => String(Object.values(row)[0]))
}

const fizzbuzz = Array.from({ length: 100 }, (_, at) => at + 1).map(n =>
  n % 15 === 0 ? 'FizzBuzz' : n % 3 === 0 ? 'Fizz' : n % 5 === 0 ? 'Buzz' : String(n),
)

test('the samples for Node, Bash and SQL run and print what they promise', () => {
  expect(node(codeIn('fizzbuzz in typescript'))).toEqual(fizzbuzz)
  expect(bash(codeIn('fizzbuzz in bash'))).toEqual(fizzbuzz)
  expect(sql(codeIn('fizzbuzz in sql'))).toEqual(fizzbuzz)
  const fibonacci = ['0', '1', '1', '2', '3', '5', '8', '13', '21', '34', '55', '89']
  expect(node(codeIn('fibonacci in typescript'))).toEqual(fibonacci)
  expect(bash(codeIn('fibonacci in bash'))).toEqual(fibonacci)
  expect(sql(codeIn('fibonacci in sql'))).toEqual(fibonacci)
  expect([node, bash, sql].map((run, at) => run(codeIn(`hello world in ${['typescript', 'bash', 'sql'][at]}`)))).toEqual(
    Array(3).fill(['Hello, world!']),
  )
  expect(node(codeIn('a program for prime numbers in typescript'))[0]?.startsWith('2 3 5 7 11 13')).toBe(true)
})
