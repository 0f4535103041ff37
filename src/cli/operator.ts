import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, parseConfig } from '../config/config.ts'
import { openSecretKey } from '../config/secret-key.ts'
import { CommandError } from './exit.ts'
import { isEveryAddress, openableHost } from '../server/openable-host.ts'
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

/** Where the service is called from this machine: an address that stands for all of them is called as loopback. */
export function localUrl({ host, port }: Config): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  // Not by name: another program may have the port on the other loopback.
  const called = !isEveryAddress(bare) ? host : bare.includes(':') ? '::1' : '127.0.0.1'
  return `http://${openableHost(called)}:${knownPort(port)}`
}

/** Where people open the console: as the start prints it. */
export const consoleUrl = ({ publicUrl, host, port }: Config): string =>
  publicUrl ?? `http://${openableHost(host)}:${knownPort(port)}`

function knownPort(port: number): number {
  if (port !== 0) return port
  throw new CommandError(
    'usage',
    'PORT is 0: the service took a port of its own choice. Set PORT to the one its start log shows.',
  )
}
