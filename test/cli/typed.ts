import { runCommand } from '../../src/cli/cli.ts'

export type Outcome = { readonly code: number; readonly out: string; readonly err: string }

/** One command, in this process. */
export async function type(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
  signal: AbortSignal = new AbortController().signal,
  isTTY = false,
): Promise<Outcome> {
  let [out, err] = ['', '']
  const code = await runCommand(words, {
    stdout: { write: text => (out += text), isTTY },
    stderr: { write: text => (err += text), isTTY, columns: 100 },
    env,
    signal,
  })
  return { code, out, err }
}
