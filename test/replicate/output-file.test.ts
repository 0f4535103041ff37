import { expect, test } from 'vitest'
import { clientFor, collect, type Script, startStandIn, until } from './stand-in.ts'

const answer =
  (status: number, headers: Record<string, string>, body = ''): Script =>
  response =>
    void response.writeHead(status, headers).end(body)

test('a file is read whole or piece by piece, each read anew', async () => {
  await using server = await startStandIn(answer(200, { 'content-type': 'image/png' }, 'picture'))
  await using replicate = clientFor(server)
  const file = replicate.files.open(`${server.origin}/out.png`)
  expect(Buffer.concat(await collect(file.stream())).toString()).toBe('picture')
  expect(Buffer.from(await file.bytes()).toString()).toBe('picture')
  expect(server.requests).toHaveLength(2)
  expect(String(file)).toBe(`${server.origin}/out.png`)
})

test('more than the limit is not read, said before or while it comes', async () => {
  await using server = await startStandIn((response, { path }) => {
    if (path === '/said') return answer(200, { 'content-length': '2000' }, 'x'.repeat(2_000))(response, undefined!, 0)
    response.writeHead(200)
    const pump = setInterval(() => response.write('x'.repeat(1_000)), 1)
    response.on('close', () => clearInterval(pump))
  })
  await using replicate = clientFor(server)
  for (const path of ['/said', '/unsaid'])
    await expect(replicate.files.open(server.origin + path).bytes({ maxBytes: 1_500 })).rejects.toMatchObject({
      kind: 'too-large',
    })
  await until(() => server.open() === 0)
  await expect(replicate.files.open(`data:,${'x'.repeat(20)}`).bytes({ maxBytes: 10 })).rejects.toMatchObject({
    kind: 'too-large',
  })
})

test.each<[string, readonly string[], boolean]>([
  ['image/png', ['image/*'], true],
  ['image/png; charset=x', ['image/png'], true],
  ['text/html', ['image/*', 'video/mp4'], false],
  ['', ['image/*'], false],
])('of type "%s" where %j is taken: %s', async (type, types, isTaken) => {
  await using server = await startStandIn(answer(200, { 'content-type': type }, 'x'))
  await using replicate = clientFor(server)
  const reading = replicate.files.open(`${server.origin}/x`).bytes({ types })
  if (isTaken) expect(await reading).toHaveLength(1)
  else await expect(reading).rejects.toMatchObject({ kind: 'protocol' })
})

test.each([
  'https://example.com/x.png',
  'http://replicate.delivery/x.png',
  'https://replicate.delivery:8443/x.png',
  'https://evil-replicate.delivery.example/x.png',
  'https://user@replicate.delivery/x.png',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'nothing',
])('%s is not opened', async address => {
  await using server = await startStandIn(answer(200, {}, 'x'))
  await using replicate = clientFor(server)
  await expect(replicate.files.open(address).bytes()).rejects.toThrow('at an address that is not Replicate’s')
  expect(server.requests).toHaveLength(0)
})

test.each<[number, string]>([
  [404, 'not-found'],
  [302, 'protocol'],
  [503, 'platform'],
])('an output that is answered with %i is %s', async (status, kind) => {
  await using server = await startStandIn(answer(status, { location: 'http://169.254.169.254/' }))
  await using replicate = clientFor(server)
  await expect(replicate.files.open(`${server.origin}/x`).bytes()).rejects.toMatchObject({ kind })
})

test('leaving a read ends its connection, and a signal ends the read', async () => {
  await using server = await startStandIn(response => void response.writeHead(200).write('first'))
  await using replicate = clientFor(server)
  const file = replicate.files.open(`${server.origin}/x`)
  for await (const piece of file.stream()) {
    expect(Buffer.from(piece).toString()).toBe('first')
    break
  }
  await until(() => server.open() === 0)
  const reading = file.bytes({ signal: AbortSignal.timeout(30) })
  await expect(reading).rejects.toMatchObject({ name: 'TimeoutError' })
})
