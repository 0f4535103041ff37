import { BlockList, isIP } from 'node:net'

// The special-purpose registries of IANA (RFC 6890 and what was added since), and one address outside them:
// 168.63.129.16 is a virtual address inside every Azure machine.
const specialIPv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

// Of IPv6 only 2000::/3 is given out for global use. What carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo)
// lies outside it or is listed here: its inner address may be private.
const globalIPv6 = '2000::/3'
const specialIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const listOf = (subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [network = '', bits = ''] = subnet.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}
const refusedIPv4 = listOf(specialIPv4, 'ipv4')
const allowedIPv6 = listOf([globalIPv6], 'ipv6')
const refusedIPv6 = listOf(specialIPv6, 'ipv6')

/** Whether an IP address, written in its usual form, is one that anybody on the Internet may own. Anything else is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedIPv4.check(address, 'ipv4')
    case 6:
      return !address.includes('%') && allowedIPv6.check(address, 'ipv6') && !refusedIPv6.check(address, 'ipv6')
    default:
      return false
  }
}
