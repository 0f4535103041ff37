import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Log } from '#core/ports.ts'
import type { Self } from './hello.ts'
import type { SlackRecords } from './tables.ts'

/** The workspaces we are installed in: one whose token the operator gave, or those that installed us by themselves. */
export interface Installations {
  /** Reads those that were kept. */
  open(): Promise<void>
  /** The token of a workspace; of the operator's own also before its name is known, under no name. */
  tokenOf(team: string): string | undefined
  self(team: string): Self | undefined
  teams(): readonly string[]
  /** Whether a workspace is the one whose token the operator gave. */
  isGiven(team: string): boolean
  /** Notes whose token the operator gave. */
  given(self: Self): void
  /** Keeps a workspace that installed us, its token encrypted. */
  add(self: Self, token: string): Promise<void>
  /** Forgets one that removed us; false where it is not there, or has another token by now than the one that is none any more. */
  remove(team: string, token?: string): Promise<boolean>
}

const info = 'replichat slack installations'

/** Opens the book. `secretKey`: 32 bytes, for what is encrypted at rest. `now` in ms since the epoch. */
export function createInstallations(options: {
  readonly records: SlackRecords
  readonly secretKey: Uint8Array
  readonly botToken: string | undefined
  readonly now: () => number
  readonly log: Log
}): Installations {
  const { records, secretKey, botToken, now, log } = options
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', info, 32))
  const known = new Map<string, { readonly self: Self; readonly token: string }>()
  let own: Self | undefined

  return {
    async open() {
      for (const { id, sealed } of await records.list('slack_installs', {})) {
        try {
          known.set(id, JSON.parse(unseal(key, id, sealed)) as { self: Self; token: string })
        } catch {
          log.error(
            { team: id },
            'Slack: what a workspace installed us with cannot be read by this SECRET_KEY; it has to install again',
          )
        }
      }
    },
    tokenOf: team => (team === '' || team === own?.team ? botToken : known.get(team)?.token),
    self: team => (own !== undefined && team === own.team ? own : known.get(team)?.self),
    teams: () => [...new Set([...(own === undefined ? [] : [own.team]), ...known.keys()])],
    isGiven: team => team === '' || team === own?.team,
    given(self) {
      own = self
    },
    async add(self, token) {
      const row = { id: self.team, at: now(), sealed: seal(key, self.team, JSON.stringify({ self, token })) }
      await records.batch([{ put: 'slack_installs', row }])
      known.set(self.team, { self, token })
    },
    async remove(team, token) {
      const before = known.get(team)
      if (before === undefined || (token !== undefined && before.token !== token)) return false
      known.delete(team)
      await records.batch([{ remove: 'slack_installs', id: team }])
      return true
    },
  }
}

/** AES-256-GCM, bound to the workspace it is of: a row put in another's place opens nothing. */
function seal(key: Uint8Array, team: string, text: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(team))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
}

function unseal(key: Uint8Array, team: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(team))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
