import { createHash, randomBytes, randomUUID } from 'node:crypto'

const crockford = '0123456789abcdefghjkmnpqrstvwxyz'
const rfc4648 = 'abcdefghijklmnopqrstuvwxyz234567'

const draw = (alphabet: string, chars: number): string => Array.from(randomBytes(chars), byte => alphabet[byte & 31]).join('')

/** A prediction's id: 26 characters of Crockford's base 32, as current traffic has them. */
export const predictionId = (): string => draw(crockford, 26)

/** A link nobody can guess: 52 characters, 260 bits. Who knows it may read, so it needs no token. */
export const capability = (): string => draw(rfc4648, 52)

/** The same, with the four characters and the dash that streams of file models begin with. */
export const fileCapability = (): string => `${draw(rfc4648, 4)}-${capability()}`

/** A file's id: base64 of the beginning of a UUID, 24 characters without padding. */
export const fileId = (): string => Buffer.from(randomUUID().slice(0, 18)).toString('base64')

/** A version id for models whose real one is not known: 64 hex characters that only change with `name`. */
export const versionIdOf = (name: string): string => createHash('sha256').update(`replichat sandbox ${name}`).digest('hex')
