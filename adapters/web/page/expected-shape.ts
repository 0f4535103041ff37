import { quotedWords } from '#core/words.ts'

/** The shape that pictures of a command will have, by its `--aspect`: reserved before the first of them is there. */
export function expectedShape(asked: string | undefined): { readonly width: number; readonly height: number } {
  const words = quotedWords(asked ?? '').map(word => word.text)
  const at = words.findIndex(word => /^--aspect\b/i.test(word))
  const value = at === -1 ? undefined : (words[at]?.split('=')[1] ?? words[at + 1])
  const [, width, height] = /^(\d{1,2}):(\d{1,2})$/.exec(value ?? '') ?? []
  const w = Number(width)
  const h = Number(height)
  if (!(w > 0 && h > 0)) return { width: 1024, height: 1024 }
  return w >= h ? { width: 1024, height: Math.round((1024 * h) / w) } : { width: Math.round((1024 * w) / h), height: 1024 }
}
