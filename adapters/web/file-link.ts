import { isMacOf, macForm, macOf } from './mac.ts'

/** How long a link to a file is good. */
export const fileLinkLivesMs = 7 * 24 * 60 * 60_000

/** The names that files are asked for by: nothing that could lead out of the store. */
export const blobName = /^[\w-]{1,128}(\.\w{1,16})?$/
const signatureForm = new RegExp(`^([0-9a-z]{1,12})\\.(${macForm})$`)

const signed = (blob: string, ends: string): string => `${blob} ${ends}`

/**
 * The full address of a stored file under `baseUrl`, open to whoever has it and to nobody else, for seven days from
 * `now` (ms since the epoch).
 */
export function fileLink(
  blob: string,
  { secretKey, baseUrl, now }: { readonly secretKey: Uint8Array; readonly baseUrl: string; readonly now: number },
): string {
  if (!blobName.test(blob)) throw new TypeError(`"${blob.slice(0, 60)}" is no name of a stored file.`)
  const ends = (now + fileLinkLivesMs).toString(36)
  return new URL(`/files/${blob}/${ends}.${macOf(secretKey, 'file', signed(blob, ends))}`, baseUrl).href
}

/** What an address of a file opens: the file until `endsAt` (ms since the epoch), nothing any more, or it is none that we made. */
export function readFileLink(
  blob: string,
  signature: string,
  { secretKey, now }: { readonly secretKey: Uint8Array; readonly now: number },
): { readonly endsAt: number } | 'ended' | 'forged' {
  const [, ends, mac] = signatureForm.exec(signature) ?? []
  if (ends === undefined || mac === undefined || !blobName.test(blob)) return 'forged'
  if (!isMacOf(secretKey, 'file', signed(blob, ends), mac)) return 'forged'
  const endsAt = parseInt(ends, 36)
  return now < endsAt ? { endsAt } : 'ended'
}
