import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, parseConfig } from '../config/config.ts'
import { openSecretKey } from '../config/secret-key.ts'
import { CommandError } from './exit.ts'
import type { Io } from './io.ts'

/** The operator's own settings, as the service reads them. Every problem is a sentence of the error. */
export function operatorConfig(env: Io['env']): Config {
  const read = parseConfig(env, { readFile: path => readFileSync(path, 'utf8') })
  if ('config' in read) return read.config
  throw new CommandError('usage', read.problems.join(' '))
}

/** The key the service signs with. One made here would open nothing, so it must be there already. */
export function serviceKey({ secretKey, dataDir }: Config): Uint8Array {
  const file = join(dataDir, 'secret.key')
  if (secretKey === undefined && !existsSync(file))
    throw new CommandError(
      'usage',
      `There is no ${file} yet. Start Replichat once, and run this in the same folder with the same settings (DATA_DIR, SECRET_KEY).`,
    )
  return openSecretKey(secretKey, dataDir)
}

/** Where the service is reached from this machine: an address that stands for all of them is reached as loopback. */
export function localUrl({ host, port }: Config): string {
  if (port === 0)
    throw new CommandError(
      'usage',
      'PORT is 0: the service took a port of its own choice. Set PORT to the one its start log shows.',
    )
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const reached = bare === '0.0.0.0' ? '127.0.0.1' : bare === '::' ? '::1' : bare
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}
