import { readFileSync } from 'node:fs'
import { parseConfig } from '../config/config.ts'
import { checkDiscord } from './doctor-discord.ts'
import { checkReplicate } from './doctor-replicate.ts'
import { checkService } from './doctor-service.ts'
import { checkSlack } from './doctor-slack.ts'
import { exitCode } from './exit.ts'
import { type Io, noMoreWords, printable, readArgs, writeJson } from './io.ts'
import type { Finding } from './finding.ts'

const marks = { ok: '✓', advice: '•', wrong: '✗' } as const

/**
 * `doctor`: looks at everything that can be wrong from outside, and says of each finding what to do. Nothing is changed
 * and nothing is run that costs. It fails where something is wrong; advice is no failure.
 */
export async function doctor(args: readonly string[], { stdout, env, signal }: Io): Promise<number> {
  const { values, positionals } = readArgs(args, {})
  noMoreWords(positionals)
  const read = parseConfig(env, { readFile: path => readFileSync(path, 'utf8') })
  const findings: Finding[] = []
  if ('problems' in read) {
    for (const problem of read.problems)
      findings.push({ about: 'settings', level: 'wrong', says: problem, next: 'Correct it in the environment or in .env.' })
  } else {
    findings.push({ about: 'settings', level: 'ok', says: 'The environment can be read.' })
    const { config } = read
    const checks = await Promise.all([
      checkReplicate(config, signal),
      checkService(config, signal),
      checkDiscord(config, signal),
      checkSlack(config, signal),
    ])
    findings.push(...checks.flat())
  }
  const isWell = findings.every(({ level }) => level !== 'wrong')
  if (values.json === true) writeJson(stdout, { well: isWell, findings })
  else {
    for (const { about, level, says, next } of findings) {
      stdout.write(`${marks[level]} ${about}: ${printable(says, 500)}\n`)
      if (next !== undefined) stdout.write(`    ${next}\n`)
    }
  }
  return exitCode(isWell ? 'ok' : 'failed')
}
