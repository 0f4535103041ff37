import type { Desk } from '#core/ports.ts'
import type { Deps } from './deps.ts'

/** A stored file as whoever shows it can take it. Pictures alone can be written anew; what else is too large is undefined. */
export async function openFile(
  { blobs, media }: Pick<Deps, 'blobs' | 'media'>,
  blob: string,
  { atMostBytes = Number.POSITIVE_INFINITY, types }: NonNullable<Parameters<Desk['open']>[1]> = {},
): ReturnType<Desk['open']> {
  const file = await blobs.get(blob)
  if (file === undefined) return undefined
  const isShown = types === undefined || types.includes(file.contentType) || !file.contentType.startsWith('image/')
  if (isShown && file.bytes.byteLength <= atMostBytes) return file
  return media.fit(file.bytes, { atMostBytes, ...(types !== undefined && { types }) })
}
