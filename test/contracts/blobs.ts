import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Blobs } from '../../src/core/ports.ts'

export type BlobsBed = AsyncDisposable & { readonly blobs: Blobs }

/** What every store of blobs promises. */
export function blobsPromises(name: string, make: () => Promise<BlobsBed>): void {
  describe(name, () => {
    test('gives back the same bytes under a name made of their SHA-256 and their type', async () => {
      await using bed = await make()
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async bytes => {
          const told = bed.blobs.nameOf(bytes, 'image/webp')
          const name = await bed.blobs.put(bytes, 'image/webp')
          expect(told).toBe(name)
          expect(name).toBe(`${createHash('sha256').update(bytes).digest('hex')}.webp`)
          const found = await bed.blobs.get(name)
          expect(found?.contentType).toBe('image/webp')
          expect(Buffer.from(found?.bytes ?? []).equals(bytes)).toBe(true)
        }),
        { numRuns: 40 },
      )
    })

    test('keeps the type where it is one of ours, else gives out plain bytes', async () => {
      await using bed = await make()
      const bytes = new Uint8Array([1, 2, 3])
      const typeAfter = async (type: string): Promise<string | undefined> =>
        (await bed.blobs.get(await bed.blobs.put(bytes, type)))?.contentType
      expect(await typeAfter('image/png')).toBe('image/png')
      expect(await typeAfter('Text/Plain; charset=utf-8')).toBe('text/plain')
      expect(await typeAfter('video/mp4')).toBe('video/mp4')
      expect(await typeAfter('text/html')).toBe('application/octet-stream')
      expect(await typeAfter('../../x')).toBe('application/octet-stream')
      expect(await typeAfter('')).toBe('application/octet-stream')
    })

    test('takes the same bytes many times at once as one blob', async () => {
      await using bed = await make()
      const bytes = new Uint8Array(100_000).fill(7)
      const names = await Promise.all(Array.from({ length: 8 }, () => bed.blobs.put(bytes, 'image/png')))
      expect(new Set(names).size).toBe(1)
      expect((await bed.blobs.get(names[0] ?? ''))?.bytes.byteLength).toBe(100_000)
    })

    test('has nothing under a name that is not made by it, and removes without complaint', async () => {
      await using bed = await make()
      const name = await bed.blobs.put(new Uint8Array([1]), 'image/png')
      const hash = name.slice(0, 64)
      const strange = ['', '.', '../secret', `../${name}`, `${hash}.html`, `${hash}.toString`, hash, `${name}\0`, `${name}/`]
      for (const other of [...strange, `${hash.toUpperCase()}.png`, `/etc/passwd`, `${'0'.repeat(64)}.png`]) {
        expect(await bed.blobs.get(other)).toBeUndefined()
        await bed.blobs.remove(other)
      }
      expect(await bed.blobs.get(name)).toBeDefined()
      await bed.blobs.remove(name)
      await bed.blobs.remove(name)
      expect(await bed.blobs.get(name)).toBeUndefined()
    })

    test('does not change with the bytes that were given or handed out', async () => {
      await using bed = await make()
      const bytes = new Uint8Array([1, 2, 3])
      const name = await bed.blobs.put(bytes, 'image/png')
      bytes[0] = 9
      const found = await bed.blobs.get(name)
      found?.bytes.fill(9)
      expect([...((await bed.blobs.get(name))?.bytes ?? [])]).toEqual([1, 2, 3])
    })
  })
}
