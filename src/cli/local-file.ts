import { readFile } from 'node:fs/promises'
import { whyUnread } from '../config/environment.ts'
import { CommandError } from './exit.ts'
import { printable } from './io.ts'

// More than any model reads, and what Replicate takes in a request without files.
const mostTextBytes = 10_000_000

/** The bytes of a file that an input names. Throws a CommandError that says why it cannot be read. */
export async function readBytes(path: string, input: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal })
  } catch (thrown) {
    signal.throwIfAborted()
    throw new CommandError('input', `${input} names the file ${printable(path)}, which cannot be read: ${whyUnread(thrown)}.`, {
      cause: thrown,
    })
  }
}

/** The text of a file that an input names, without the line end that editors put last. UTF-8 of at most 10 MB. */
export async function readText(path: string, input: string, signal: AbortSignal): Promise<string> {
  const bytes = await orHint(readBytes(path, input, signal))
  if (bytes.length > mostTextBytes)
    throw new CommandError(
      'input',
      `${input} names the file ${printable(path)} of ${bytes.length} bytes; a text has at most ${mostTextBytes}.`,
    )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new CommandError('input', `${input} names the file ${printable(path)}, which is not text in UTF-8.`, { cause })
  }
}

/** A text that begins with @ was perhaps never meant as a file. */
async function orHint(bytes: Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await bytes
  } catch (thrown) {
    if (!(thrown instanceof CommandError)) throw thrown
    throw new CommandError(thrown.exit, `${thrown.message} A text that begins with @ is written with @@.`, {
      cause: thrown.cause,
    })
  }
}
