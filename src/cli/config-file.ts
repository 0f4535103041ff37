import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { resolve } from '#core/settings.ts'
import type { Layer } from '#core/settings.ts'
import { whyUnread } from '../config/environment.ts'
import { readSettingsFile } from '../config/settings-file.ts'
import { shippedSettings } from '../config/shipped.ts'
import { CommandError, exitCode } from './exit.ts'
import { type Io, noMoreWords, onlyArgument, printable, readArgs, writeJson } from './io.ts'

/**
 * `config export [--all]`: the operator's settings as a file, with what is shipped where nothing is set. `config import
 * <file>`: checks a file and takes it as the operator's. What admins decided in chat is not part of it.
 */
export async function config(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, { all: { type: 'boolean' } })
  const [word, ...rest] = positionals
  const file = io.env['CONFIG_FILE'] || 'replichat.yaml'
  if (word === 'export') {
    noMoreWords(rest)
    const own: Layer = existsSync(file) || io.env['CONFIG_FILE'] ? read(file) : { name: 'operator', values: {} }
    return write(own, values.all === true, values.json === true, io)
  }
  if (word !== 'import') throw new CommandError('usage', 'Write: npx replichat config export [--all], or config import <file>')
  const from = onlyArgument(rest, 'The file')
  const layer = read(from)
  const text = yamlOf(layer.values, layer.locked ?? [])
  // Whole or not at all: a service that starts meanwhile reads the old file or the new one.
  try {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  } catch (thrown) {
    throw new CommandError('failed', `${printable(file)} cannot be written: ${whyUnread(thrown)}.`, { cause: thrown })
  }
  const count = Object.keys(layer.values).length
  if (values.json === true) writeJson(io.stdout, { file, settings: layer.values, locked: layer.locked ?? [] })
  else
    io.stdout.write(
      `${count} ${count === 1 ? 'setting is' : 'settings are'} in ${printable(file)} now; they hold from the next start.\n`,
    )
  return exitCode('ok')
}

function read(file: string): Layer {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new CommandError('usage', `${printable(file)} cannot be read: ${whyUnread(thrown)}.`, { cause: thrown })
  }
  const found = readSettingsFile(text, file)
  if ('problems' in found) throw new CommandError('usage', found.problems.join('\n'))
  return found.layer
}

function write(own: Layer, isAll: boolean, isJson: boolean, { stdout, env }: Io): number {
  const isSandbox = !env['REPLICATE_API_TOKEN'] && !env['REPLICATE_API_TOKEN_FILE']
  const values = isAll ? resolve([shippedSettings(isSandbox), own]).values : own.values
  if (isJson) writeJson(stdout, { settings: values, locked: own.locked ?? [] })
  else stdout.write(yamlOf(values, own.locked ?? []))
  return exitCode('ok')
}

const yamlOf = (values: Layer['values'], locked: readonly string[]): string => {
  const content = { ...values, ...(locked.length > 0 && { locked }) }
  return Object.keys(content).length === 0 ? '# Nothing is set: what is shipped holds.\n' : stringify(content)
}
