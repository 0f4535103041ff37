import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileAt } from '../../src/replicate/inputs.ts'
import { clientFor, prediction, sendJson, startStandIn, token } from './stand-in.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-inputs-'))
  await writeFile(join(folder, 'fox.png'), Buffer.alloc(20_000, 7))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Keeps uploads, each under an address of its own, and shows how many were under way at once. */
async function startFiles(delayMs = 0, refuse: (nth: number) => boolean = () => false) {
  let [running, most] = [0, 0]
  const contents: string[] = []
  const server = await startStandIn((response, { path, headers, body }, nth) => {
    if (path !== '/v1/files') return sendJson(response, 201, prediction({ status: 'succeeded', output: 'x' }))
    most = Math.max(most, ++running)
    setTimeout(() => {
      running--
      if (refuse(nth)) return sendJson(response, 422, { detail: 'no' })
      const name = /filename="([^"]*)"/.exec(body.toString('latin1'))?.[1] ?? ''
      contents.push(`${name} ${headers['content-length'] ?? ''}`)
      const url = `https://api.example/v1/files/${name}-${contents.length}`
      sendJson(response, 201, {
        id: name,
        content_type: 'x',
        size: 1,
        checksums: {},
        metadata: {},
        created_at: '',
        urls: { get: url },
      })
    }, delayMs)
  })
  return { ...server, contents, most: () => most, [Symbol.asyncDispose]: server[Symbol.asyncDispose].bind(server) }
}
const big = (fill: number): Uint8Array<ArrayBuffer> => new Uint8Array(20_000).fill(fill)
const sentInput = (server: { requests: readonly { path: string; body: Buffer }[] }): Record<string, unknown> =>
  (JSON.parse(server.requests.at(-1)!.body.toString()) as { input: Record<string, unknown> }).input

test('files anywhere in an input are uploaded once each, before the prediction is created', async () => {
  await using server = await startFiles()
  await using replicate = clientFor(server)
  const blob = new Blob([big(1)], { type: 'image/png' })
  const path = join(folder, 'fox.png')
  await replicate.run('acme/hello', {
    input: {
      prompt: 'a fox',
      image: blob,
      more: [{ deep: [blob, Buffer.from(big(2)), big(3).buffer] }],
      file: fileAt(path),
      same: pathToFileURL(path),
      stream: Readable.from([big(4)]),
      web: new Blob([big(5)]).stream(),
      named: new File([big(6)], 'cat.webp', { type: 'image/webp' }),
      link: new URL('https://example.com/x.png'),
      day: new Date(0),
      steps: 4,
      none: null,
    },
  })
  const input = sentInput(server)
  expect(server.contents).toHaveLength(7)
  expect(input).toMatchObject({
    prompt: 'a fox',
    link: 'https://example.com/x.png',
    day: '1970-01-01T00:00:00.000Z',
    steps: 4,
    none: null,
  })
  expect(input['same']).toBe(input['file'])
  expect((input['more'] as [{ deep: string[] }])[0].deep[0]).toBe(input['image'])
  expect(input['named']).toContain('/cat.webp-')
  expect(input['file']).toContain('/fox.png-')
})

test('ten files are uploaded side by side', async () => {
  await using server = await startFiles(40)
  await using replicate = clientFor(server)
  await replicate.files.prepare({ images: Array.from({ length: 10 }, (_, i) => big(i)) })
  expect(server.contents).toHaveLength(10)
  expect(server.most()).toBeGreaterThanOrEqual(4)
})

test('small files go inline, large ones as well where that is asked for, and small ones are uploaded where that is', async () => {
  await using server = await startFiles()
  await using replicate = clientFor(server)
  const small = new Blob(['hi'], { type: 'text/plain' })
  expect(await replicate.files.prepare({ small })).toEqual({ small: 'data:text/plain;base64,aGk=' })
  const { image } = await replicate.files.prepare({ image: big(1) }, undefined, 'inline')
  expect(image).toBe(`data:application/octet-stream;base64,${Buffer.from(big(1)).toString('base64')}`)
  expect(server.requests).toHaveLength(0)
  expect((await replicate.files.prepare({ small }, undefined, 'upload'))['small']).toContain('/files/small-1')
  await expect(replicate.files.prepare({ x: new Uint8Array(10_000_001) }, undefined, 'inline')).rejects.toMatchObject({
    kind: 'too-large',
  })
})

test('no prediction is created when a file cannot be uploaded, and the other uploads are stopped', async () => {
  await using server = await startFiles(20, nth => nth === 1)
  await using replicate = clientFor(server)
  const images = Array.from({ length: 30 }, (_, i) => big(i))
  await expect(replicate.run('acme/hello', { input: { images } })).rejects.toMatchObject({ kind: 'invalid-input' })
  expect(server.requests.length).toBeLessThanOrEqual(9)
  expect(server.requests.every(({ path }) => path === '/v1/files')).toBe(true)
})

const circle: Record<string, unknown> = {}
circle['self'] = circle
test.each<[Record<string, unknown>, RegExp]>([
  [circle, /^input\.self contains itself/],
  [{ n: 1n }, /^input\.n is a bigint/],
  [{ f: () => 1 }, /^input\.f is a function/],
  [{ image: fileAt('/none/fox.png') }, /^input\.image names the file \/none\/fox\.png, which cannot be read\.$/],
  [{ image: Readable.from([1, 2]) }, /^input\.image is a stream of something else than bytes\.$/],
])('what cannot be sent is refused by its name (%#)', async (input, sentence) => {
  await using server = await startFiles()
  await using replicate = clientFor(server)
  await expect(replicate.run('acme/hello', { input })).rejects.toThrow(sentence)
  expect(server.requests).toHaveLength(0)
})

test('an input without files is sent as it is', async () => {
  await using server = await startFiles()
  await using replicate = clientFor(server)
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), async input => {
      expect(JSON.stringify(await replicate.files.prepare(input))).toBe(JSON.stringify(input))
    }),
  )
})

test('no input ever holds the token', async () => {
  await using server = await startFiles()
  await using replicate = clientFor(server)
  for (const policy of ['auto', 'inline', 'upload'] as const)
    await replicate.run('acme/hello', { input: { image: new Blob(['x']), big: big(1) }, files: policy })
  for (const { body } of server.requests) expect(body.toString('latin1')).not.toContain(token)
})
