import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '#core/fault.ts'
import type { Secret } from './secret.ts'

const keyBytes = 32

/** The key for what is signed or encrypted at rest: the given one, else the one in `dataDir/secret.key`, made once with mode 600. */
export function openSecretKey(given: Secret | undefined, dataDir: string): Uint8Array {
  if (given !== undefined) return Buffer.from(given.reveal(), 'base64')
  const file = join(dataDir, 'secret.key')
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new Fault('config', `${file} cannot be written; DATA_DIR must be a folder this process may write to.`, {
        cause: thrown,
      })
    }
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== keyBytes)
    throw new Fault(
      'config',
      `${file} does not hold ${keyBytes} bytes in base64. Put the right file back, or delete it: then links and logins end.`,
    )
  return key
}
