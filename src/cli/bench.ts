import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, exitCode } from './exit.ts'
import { type Io, writeJson } from './io.ts'

/** `bench [name…] [--full] [--write] [--json]`: the benchmarks of the repository, in a process of their own. */
export async function bench(args: readonly string[], { stdout, env, signal }: Io): Promise<number> {
  const script = join(import.meta.dirname, '../../bench/bench.ts')
  if (!existsSync(script))
    throw new CommandError('usage', 'The benchmarks are part of the repository, and this is no clone of it.')
  const isJson = args.includes('--json')
  const words = args.filter(word => word !== '--json')
  const child = spawn(process.execPath, [script, ...words], { stdio: ['inherit', isJson ? 'pipe' : 'inherit', 'inherit'], env })
  let report = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (report += text))
  const stop = (): void => void child.kill('SIGINT')
  signal.addEventListener('abort', stop, { once: true })
  const [code] = (await once(child, 'close')) as [number | null]
  signal.removeEventListener('abort', stop)
  if (signal.aborted) return exitCode('interrupted')
  if (isJson && code === 0) writeJson(stdout, { tables: tablesIn(report), report })
  return code ?? exitCode('failed')
}

/** The Markdown tables of a report: the names of the columns, and the rows by them. */
export function tablesIn(report: string): readonly (readonly Readonly<Record<string, string>>[])[] {
  const lines = report.split('\n').map(line =>
    /^\|.*\|$/.test(line)
      ? line
          .slice(1, -1)
          .split('|')
          .map(cell => cell.trim())
      : undefined,
  )
  const tables: Readonly<Record<string, string>>[][] = []
  let head: readonly string[] | undefined
  for (const cells of lines) {
    if (cells === undefined) head = undefined
    else if (head === undefined) {
      head = cells
      tables.push([])
    } else if (!cells.every(cell => /^:?-+:?$/.test(cell)))
      tables.at(-1)?.push(Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ''])))
  }
  return tables
}
