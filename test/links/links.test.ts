import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LinksOptions, createLinks } from '../../src/links/links.ts'
import { isPublicAddress } from '../../src/links/public-address.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const answers = new Map<string, Answer>()
const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`)
  const answer = answers.get(new URL(request.url ?? '/', 'http://x').pathname)
  if (answer === undefined) response.writeHead(404).end()
  else answer(request, response)
})
let port = 0

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

// 127.0.0.1 stands in for a public machine; every other loopback and private address stays what it is.
const standIn: LinksOptions = {
  resolve: async name => {
    if (name === 'missing.example') throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    if (name === 'empty.example') return []
    if (name === 'inside.example') return [{ address: '10.0.0.5', family: 4 }]
    if (name === 'mixed.example')
      return [
        { address: '127.0.0.1', family: 4 },
        { address: 'fd00::1', family: 6 },
      ]
    return [{ address: '127.0.0.1', family: 4 }]
  },
  isPublic: address => address === '127.0.0.1' || isPublicAddress(address),
  isPort: () => true,
}
const never = new AbortController().signal
const get = async (link: string, options: LinksOptions = {}, maxBytes = 1024 * 1024): Promise<string> =>
  Buffer.from(await createLinks({ ...standIn, ...options }).fetch(link, { maxBytes, signal: never })).toString()
const refusal = async (link: string, options: LinksOptions = {}, maxBytes?: number): Promise<string> => {
  const thrown: unknown = await get(link, options, maxBytes).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toMatchObject({ name: 'Fault', kind: 'input' })
  return (thrown as Error).message
}
const at = (path: string): string => `http://pictures.example:${port}${path}`

const inPrivate = 'That link points into a private network; only public addresses can be fetched.'

test('a public file is fetched whole, by its name', async () => {
  const bytes = 'x'.repeat(200_000)
  answers.set('/fox.png', (_, response) => void response.end(bytes))
  expect(await get(at('/fox.png?size=large#top'))).toBe(bytes)
  expect(asked.at(-1)).toBe(`pictures.example:${port}/fox.png?size=large`)
})

describe('no form of a private address is dialled', () => {
  // Without a stand-in: the resolver and the check of production. A request would reach our own server.
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://127。0。0。1:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://[::]:PORT/',
    'http://[::1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://[fe80::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://metadata.google.internal/',
    'http://metadata/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://localhost.:PORT/',
    'http://a.localhost:PORT/',
    'http://printer.local/',
    'http://router.home.arpa/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http:127.0.0.1:PORT',
    'http:\\\\127.0.0.1:PORT\\',
    ' http://127.0.0.1:PORT/ ',
    'ht\ntp://127.0.0.1:PORT/',
  ])('%j', async link => {
    const before = asked.length
    const { resolve: _resolve, isPublic: _isPublic, ...ports } = standIn
    const thrown: unknown = await createLinks(ports)
      .fetch(link.replace('PORT', String(port)), { maxBytes: 10, signal: never })
      .catch((error: unknown) => error)
    expect(thrown).toMatchObject({ kind: 'input', message: inPrivate })
    expect(asked).toHaveLength(before)
  })

  test.each(['inside.example', 'mixed.example'])('a name that resolves to one: %s', async name => {
    expect(await refusal(`http://${name}:${port}/fox.png`)).toBe(inPrivate)
  })

  test('a name that is public when asked first and private when asked again is asked once', async () => {
    answers.set('/once', (_, response) => void response.end('public'))
    let times = 0
    const resolve = async () => (times++ === 0 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '127.0.0.2', family: 4 }])
    expect(await get(at('/once'), { resolve })).toBe('public')
    expect(times).toBe(1)
  })

  test('whom the connection really reached is looked at again', async () => {
    let times = 0
    const before = asked.length
    expect(await refusal(at('/fox.png'), { isPublic: () => times++ === 0 })).toBe(inPrivate)
    expect(asked).toHaveLength(before)
  })
})

describe('redirects', () => {
  const leadTo = (path: string, location: string, status = 302): void =>
    void answers.set(path, (_, response) => void response.writeHead(status, { location }).end('moved'))

  test('are followed up to three times, relative ones too', async () => {
    answers.set('/end', (_, response) => void response.end('here'))
    leadTo('/one', '/two', 301)
    leadTo('/two', `http://other.example:${port}/three`, 307)
    leadTo('/three', 'end', 308)
    expect(await get(at('/one'))).toBe('here')
    expect(asked.at(-1)).toBe(`other.example:${port}/end`)
    leadTo('/zero', '/one')
    expect(await refusal(at('/zero'))).toBe('That link leads on and on: more than 3 redirects.')
    leadTo('/circle', '/circle')
    expect(await refusal(at('/circle'))).toBe('That link leads on and on: more than 3 redirects.')
  })

  test.each([
    ['http://127.0.0.2:PORT/inside', inPrivate],
    ['http://[::1]:PORT/inside', inPrivate],
    ['//localhost:PORT/inside', inPrivate],
    ['http://inside.example:PORT/inside', inPrivate],
    ['http://169.254.169.254/', inPrivate],
    ['file:///etc/passwd', 'Only links that begin with https:// or http:// can be fetched; this one begins with “file:”.'],
    ['gopher://x/', 'Only links that begin with https:// or http:// can be fetched; this one begins with “gopher:”.'],
    ['http://a:b@pictures.example:PORT/', 'That link holds a user name or a password; only links that need none can be fetched.'],
    ['http://', 'pictures.example leads to nowhere.'],
  ])('to %s are refused', async (location, sentence) => {
    leadTo('/away', location.replace('PORT', String(port)))
    expect(await refusal(at('/away'))).toBe(sentence)
    expect(asked.at(-1)).toBe(`pictures.example:${port}/away`)
  })
})

test.each([
  ['file:///etc/passwd', 'Only links that begin with https:// or http:// can be fetched; this one begins with “file:”.'],
  ['data:text/plain,hello', 'Only links that begin with https:// or http:// can be fetched; this one begins with “data:”.'],
  [
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'Only links that begin with https:// or http:// can be fetched; this one begins with “gopher:”.',
  ],
  ['ftp://pictures.example/', 'Only links that begin with https:// or http:// can be fetched; this one begins with “ftp:”.'],
  ['http://pictures.example@127.0.0.1/', 'That link holds a user name or a password; only links that need none can be fetched.'],
  [
    'http://127.0.0.1:80@pictures.example/',
    'That link holds a user name or a password; only links that need none can be fetched.',
  ],
  ['a red fox', '“a red fox” is not a link.'],
  ['http://', '“http://” is not a link.'],
  [`http://pictures.example/${'x'.repeat(3_000)}`, 'That link is too long; 2048 characters are the most.'],
  ['http://missing.example/', 'missing.example could not be found.'],
  ['http://empty.example/', 'empty.example could not be found.'],
])('%s is refused in words', async (link, sentence) => {
  expect(await refusal(link)).toBe(sentence)
})

test.each([22, 25, 6379, 8000])('port %i is not fetched from', async refused => {
  const { isPort: _, ...rest } = standIn
  const thrown: unknown = await createLinks(rest)
    .fetch(`http://pictures.example:${refused}/`, { maxBytes: 10, signal: never })
    .catch((error: unknown) => error)
  expect(thrown).toMatchObject({
    kind: 'input',
    message: `That link names port ${refused}; only the usual ports of the web can be fetched from.`,
  })
})

test.each([
  [404, /^There is nothing at that link: pictures\.example answered 404\.$/],
  [403, /^That link is not open to everybody: pictures\.example answered 403\. Send the file itself instead\.$/],
  [500, /^That link cannot be fetched: pictures\.example answered 500\.$/],
  [204, /^That link cannot be fetched: pictures\.example answered 204\.$/],
])('an answer of %i is told', async (status, sentence) => {
  answers.set('/status', (_, response) => void response.writeHead(status).end())
  expect(await refusal(at('/status'))).toMatch(sentence)
})

describe('size', () => {
  test('announced, is refused before the body is read', async () => {
    answers.set('/announced', (_, response) => void response.writeHead(200, { 'content-length': 3 * 1024 * 1024 }).write('x'))
    expect(await refusal(at('/announced'))).toBe('What is at that link is larger than 1 MB.')
  })

  test('not announced, is counted', async () => {
    let written = 0
    answers.set('/endless', (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536
      }
      response.on('drain', more)
      more()
    })
    expect(await refusal(at('/endless'))).toBe('What is at that link is larger than 1 MB.')
    expect(written).toBeLessThan(20 * 1024 * 1024)
  })

  test('is counted after unpacking', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    answers.set('/bomb', (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    expect(bomb.length).toBeLessThan(100_000)
    expect(await refusal(at('/bomb'))).toBe('What is at that link is larger than 1 MB.')
  })

  test('exactly at the limit is taken', async () => {
    answers.set('/exact', (_, response) => void response.end('x'.repeat(100)))
    expect(await get(at('/exact'), {}, 100)).toHaveLength(100)
    expect(await refusal(at('/exact'), {}, 99)).toBe('What is at that link is larger than 1 kB.')
  })

  test('of nothing is told', async () => {
    answers.set('/nothing', (_, response) => void response.end())
    expect(await refusal(at('/nothing'))).toBe('There is nothing at that link: the file is empty.')
  })
})

test('a packed answer is unpacked, a broken or an unknown one is told', async () => {
  const packed = { gzip: gzipSync('hello'), deflate: deflateSync('hello'), br: brotliCompressSync('hello') }
  for (const [encoding, bytes] of Object.entries(packed)) {
    answers.set('/packed', (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    expect(await get(at('/packed'))).toBe('hello')
    answers.set('/packed', (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end('no such thing'))
    expect(await refusal(at('/packed'))).toBe('What pictures.example sent is broken.')
  }
  answers.set('/packed', (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x'))
  expect(await refusal(at('/packed'))).toBe('pictures.example packed the file in a way that is not known here.')
})

test('a connection that breaks half-way is told, and so is nobody there', async () => {
  answers.set('/half', (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setImmediate(() => response.destroy())
  })
  expect(await refusal(at('/half'))).toBe('pictures.example could not be reached.')
  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const { port: free } = nobody.address() as AddressInfo
  nobody.close()
  await once(nobody, 'close')
  expect(await refusal(`http://pictures.example:${free}/`)).toBe('pictures.example could not be reached.')
})

test('a server that drips is left after the time for everything', async () => {
  answers.set('/drip', (_, response) => {
    const drip = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(drip))
  })
  expect(await refusal(at('/drip'), { withinMs: 150 })).toBe('pictures.example took longer than 1 s to answer.')
  expect(await refusal(at('/drip'), { withinMs: 50, resolve: () => new Promise(() => {}) })).toMatch(/took longer than 1 s/)
})

test("the caller's own end is thrown as it is", async () => {
  const stop = new AbortController()
  answers.set('/wait', () => stop.abort(new Error('the job was canceled')))
  await expect(createLinks(standIn).fetch(at('/wait'), { maxBytes: 10, signal: stop.signal })).rejects.toThrow(
    'the job was canceled',
  )
})
