import { lookup as resolve } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const fileBytesAtMost = 100 * 1024 * 1024
const redirectsAtMost = 3
const withinMs = 30_000

const inner = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inner.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(net, prefix, 'ipv6')

/** Whether an IP address belongs to the public internet; IPv4 written as IPv6 counts as what it is. */
export function isPublicAddress(address: string): boolean {
  const kind = isIP(address)
  return kind !== 0 && !inner.check(address, kind === 6 ? 'ipv6' : 'ipv4')
}

// The check sits where the connection asks for the address, so no second answer of a name server slips past it.
const publicLookup: LookupFunction = (host, options, answer) =>
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return answer(error, '')
    const usable = found.filter(({ address }) => isPublicAddress(address))
    const [first] = usable
    if (first === undefined) return answer(new Error(`${host} is not a public address`), '')
    if (options.all === true) return answer(null, usable)
    answer(null, first.address, first.family)
  })

const get = (url: URL, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((done, failed) => {
    request(url, { signal, lookup: publicLookup }, done).on('error', failed).end()
  })

/** The bytes at a public https address, 100 MB at most. Throws a sentence that names the host. */
export async function fetchFile(address: string, signal: AbortSignal): Promise<Uint8Array> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  let url = new URL(address)
  for (let hops = 0; hops <= redirectsAtMost; hops++) {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (url.protocol !== 'https:') throw new Error(`Files are fetched from https addresses, got ${url.protocol}//${url.host}`)
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw new Error(`${host} is not a public address`)
    const answer = await get(url, limit)
    const status = answer.statusCode ?? 0
    if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
      answer.destroy()
      url = new URL(answer.headers.location, url)
      continue
    }
    if (status !== 200) {
      answer.destroy()
      throw new Error(`${url.host} answered ${status} instead of a file`)
    }
    const chunks: Buffer[] = []
    let fileBytes = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      fileBytes += chunk.length
      if (fileBytes > fileBytesAtMost) throw new Error(`The file at ${url.host} is larger than 100 MB`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
  throw new Error(`${url.host} redirects too often`)
}
