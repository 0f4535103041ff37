import { connect } from 'node:net'
import { once } from 'node:events'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { mostFileBytes } from '../../../adapters/web/limits.ts'
import type { WireFile } from '../../../adapters/web/wire.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { visitor } from './visitor.ts'

const png = (): Promise<Buffer> =>
  sharp({ create: { width: 30, height: 20, channels: 3, background: '#c84' } })
    .png()
    .toBuffer()

const upload = (
  service: TestConsole,
  body: string | Uint8Array<ArrayBuffer> | FormData | ReadableStream<Uint8Array>,
  query: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
) =>
  fetch(`${service.url}/api/uploads?${new URLSearchParams({ id: crypto.randomUUID(), ...query }).toString()}`, {
    method: 'POST',
    headers: { origin: service.url, ...headers },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' as const }),
  })

const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error

describe('sending a file', () => {
  test('the bytes come back as they were, with the type of their content whatever was claimed', async () => {
    await using service = await startConsole()
    const bytes = await png()
    const raw = await upload(
      service,
      Uint8Array.from(bytes),
      { name: '../../a/hill.html', width: '30', height: '20' },
      { 'content-type': 'text/html' },
    )
    expect(raw.status).toBe(201)
    const file = (await raw.json()) as WireFile
    expect(file).toMatchObject({ name: 'hill.html', contentType: 'image/png', bytes: bytes.length, width: 30, height: 20 })
    const form = new FormData()
    form.set('file', new Blob([Uint8Array.from(bytes)]), 'hill.png')
    expect(await (await upload(service, form)).json()).toMatchObject({
      name: 'hill.png',
      blob: file.blob,
      contentType: 'image/png',
    })

    const back = await fetch(`${service.url}/files/${file.blob}`)
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
    expect(back.headers.get('content-type')).toBe('image/png')
    expect(back.headers.get('x-content-type-options')).toBe('nosniff')
    expect(back.headers.get('content-security-policy')).toContain('sandbox')
    expect(back.headers.get('cache-control')).toContain('immutable')
    expect(back.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    const again = await fetch(`${service.url}/files/${file.blob}`, {
      headers: { 'if-none-match': back.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  test('a file is served in the parts that a player asks for, and never beyond its end', async () => {
    await using service = await startConsole()
    const file = (await (await upload(service, '0123456789', { name: 'digits.txt' })).json()) as WireFile
    const part = async (range: string): Promise<readonly unknown[]> => {
      const answer = await fetch(`${service.url}/files/${file.blob}`, { headers: { range } })
      return [answer.status, answer.headers.get('content-range'), await answer.text()]
    }
    expect(await part('bytes=0-')).toEqual([206, 'bytes 0-9/10', '0123456789'])
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await part('bytes=7-99')).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await part('bytes=-99')).toEqual([206, 'bytes 0-9/10', '0123456789'])
    for (const outside of ['bytes=10-', 'bytes=5-2', 'bytes=-0']) expect(await part(outside)).toEqual([416, 'bytes */10', ''])
    for (const whole of ['bytes=-', 'bytes=0-1,3-4', 'lines=1-2']) expect(await part(whole)).toEqual([200, null, '0123456789'])
  })

  test('a page, a script or a drawing that somebody sends is never served as one', async () => {
    await using service = await startConsole()
    for (const [name, text] of [
      ['page.html', '<!doctype html><script>alert(1)</script>'],
      ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
      ['script.js', 'alert(1)'],
    ] as const) {
      const file = (await (await upload(service, text, { name })).json()) as WireFile
      const back = await fetch(`${service.url}/files/${file.blob}`)
      expect(back.headers.get('content-type')).toBe('application/octet-stream')
      expect(back.headers.get('content-disposition')).toMatch(/^attachment; filename="\w+\.txt"$/)
    }
  })

  test('a file goes along with a message as an attachment that the service can open', async () => {
    await using service = await startConsole()
    const bytes = await png()
    const file = (await (await upload(service, Uint8Array.from(bytes), { name: 'hill.png' })).json()) as WireFile
    await visitor(service).say('look', { files: [file.id] })
    const [event] = service.desk.events
    if (event?.type !== 'message') throw new Error('A message should have come.')
    const [attachment] = event.attachments
    expect(attachment).toEqual({ ref: `web:${file.id}`, name: 'hill.png', type: 'image/png', bytes: bytes.length })
    const signal = new AbortController().signal
    const { directory } = service.web.platform
    if (attachment === undefined) return
    expect(Buffer.from(await directory.open(attachment, { maxBytes: 1_000_000, signal })).equals(bytes)).toBe(true)
    await expect(directory.open(attachment, { maxBytes: 10, signal })).rejects.toMatchObject({ kind: 'input' })
    await expect(directory.open({ ...attachment, ref: 'web:gone' }, { maxBytes: 10, signal })).rejects.toThrow('hill.png is gone')
  })

  test('what is empty or has no name of its own kind is refused with a sentence', async () => {
    await using service = await startConsole()
    expect(await errorOf(await upload(service, ''))).toBe('The file is empty.')
    expect(await errorOf(await upload(service, 'x', { id: '1' }))).toBe('`id` must be a UUID.')
    expect(await errorOf(await upload(service, 'no form', {}, { 'content-type': 'multipart/form-data; boundary=x' }))).toBe(
      'The form holds no `file`.',
    )
    for (const name of ['..%2F..%2Fetc%2Fpasswd', 'nothing', '%00', 'a'.repeat(300), '__proto__'])
      expect([name, (await fetch(`${service.url}/files/${name}`)).status]).toEqual([name, 410])
  })

  test('a file that was never sent is swept after a day, one that was sent stays', async () => {
    let now = Date.now()
    await using service = await startConsole({ now: () => now })
    const [sent, unsent] = await Promise.all(
      ['one', 'two'].map(async text => (await (await upload(service, text)).json()) as WireFile),
    )
    await visitor(service).say('look', { files: [sent?.id ?? ''] })
    now += 25 * 60 * 60_000
    await service.restart()
    expect((await fetch(`${service.url}/files/${sent?.blob}`)).status).toBe(200)
    expect((await fetch(`${service.url}/files/${unsent?.blob}`)).status).toBe(410)
  })
})

describe('a file that is too large', () => {
  test('is refused at once by what it says it has, before its bytes come', async () => {
    await using service = await startConsole()
    const socket = connect(service.port, '127.0.0.1')
    socket.write(
      [
        `POST /api/uploads?id=${crypto.randomUUID()} HTTP/1.1`,
        `Host: 127.0.0.1:${service.port}`,
        `Origin: ${service.url}`,
        `Content-Length: ${200 * 1024 * 1024}`,
        '',
        '',
      ].join('\r\n'),
    )
    const [first] = (await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })) as [Buffer]
    expect(first.toString()).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  test('gets its sentence also when all of its 200 MB are sent, and costs no memory', async () => {
    await using service = await startConsole()
    const piece = new Uint8Array(1024 * 1024)
    const before = process.memoryUsage().rss
    let peak = before
    for (const length of [`${200 * 1024 * 1024}`, undefined]) {
      let left = 200
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          peak = Math.max(peak, process.memoryUsage().rss)
          if (left-- > 0) controller.enqueue(piece)
          else controller.close()
        },
      })
      const response = await upload(service, body, {}, length === undefined ? {} : { 'content-length': length })
      expect(response.status).toBe(413)
      expect(await errorOf(response)).toMatch(/^Files may have 25 MB, this one has (200 MB|more); send a smaller one\.$/)
    }
    expect((peak - before) / 1024 / 1024).toBeLessThan(150)
    expect((await fetch(`${service.url}/api/state`)).status).toBe(200)
  })

  test('begins one byte above the limit', async () => {
    await using service = await startConsole()
    expect((await upload(service, new Uint8Array(mostFileBytes))).status).toBe(201)
    expect((await upload(service, new Uint8Array(mostFileBytes + 1))).status).toBe(413)
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(mostFileBytes + 1)]), 'large.bin')
    expect((await upload(service, form)).status).toBe(413)
  })
})
