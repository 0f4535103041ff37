import { Fault } from '#core/fault.ts'
import { mostFileBytes } from './limits.ts'
import { isUuid, receive, TooLarge } from './receive.ts'

/** A file as it came in. */
export type Upload = {
  readonly id: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly width?: number
  readonly height?: number
}

/** A form carries a few hundred bytes around its file. */
const formRoomBytes = 16 * 1024

/** A file's name without its folders and without what no name should hold. */
export const fileName = (given: string): string =>
  (given.split(/[\\/]/).at(-1) ?? '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, 120) || 'file'

const side = (text: string | null): number | undefined => {
  const number = Number(text ?? Number.NaN)
  return Number.isSafeInteger(number) && number > 0 && number <= 100_000 ? number : undefined
}

/** Reads an upload: the raw bytes as the body, or a form with one `file`; what it is called stands in the address. Throws `TooLarge`. */
export async function readUpload(request: Request): Promise<Upload> {
  const query = new URL(request.url).searchParams
  const id = query.get('id')
  if (!isUuid(id)) throw new Fault('input', '`id` must be a UUID.')
  const width = side(query.get('width'))
  const height = side(query.get('height'))
  const size = width !== undefined && height !== undefined ? { width, height } : {}
  const named = query.get('name')

  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data/i.test(type)) {
    const bytes = await receive(request, mostFileBytes)
    if (bytes.length === 0) throw new Fault('input', 'The file is empty.')
    return { id, name: fileName(named ?? ''), bytes, ...size }
  }
  const body = await receive(request, mostFileBytes + formRoomBytes)
  const file = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } })
    .formData()
    .then(form => form.get('file'))
    .catch(() => undefined)
  if (!(file instanceof File)) throw new Fault('input', 'The form holds no `file`.')
  if (file.size > mostFileBytes) throw new TooLarge(file.size)
  if (file.size === 0) throw new Fault('input', 'The file is empty.')
  return { id, name: fileName(named ?? file.name), bytes: new Uint8Array(await file.arrayBuffer()), ...size }
}
