import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Address, addressKey, addressOfKey, channelOf, personKey, scopeKeys } from '../../src/core/address.ts'
import { anyText } from './any-text.ts'

const id = fc.oneof(anyText(3), fc.constantFrom('', '/', '%', '%2F', 'a/b', 'undefined', '\ud800', '%ud800', '\udc00'))
const anyAddress: fc.Arbitrary<Address> = fc
  .record({ platform: id, workspace: id, channel: id, thread: fc.option(id, { nil: undefined }) })
  .map(({ thread, ...rest }) => ({ ...rest, ...(thread !== undefined && { thread }) }))

test('two places share a key only when they are one place, whatever their ids hold', () => {
  fc.assert(
    fc.property(anyAddress, anyAddress, (one, other) => {
      expect(addressKey(one) === addressKey(other)).toBe(
        JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(other)),
      )
      const person = ({ platform, channel }: Address): string => personKey({ ...one, platform }, { id: channel, name: 'x' })
      expect(person(one) === person(other)).toBe(one.platform === other.platform && one.channel === other.channel)
    }),
    { numRuns: 2_000 },
  )
})

test('the address is found again in its key, whatever its ids hold', () => {
  fc.assert(
    fc.property(anyAddress, address => {
      expect(addressOfKey(addressKey(address))).toEqual(address)
    }),
  )
  expect(() => addressOfKey('web/home')).toThrow('no key')
})

test('the scopes of a place are its workspace, its channel and, in one, its thread: never the same key twice', () => {
  fc.assert(
    fc.property(anyAddress, address => {
      const keys = scopeKeys(address)
      expect(keys.channel).toBe(addressKey(channelOf(address)))
      expect(keys.thread).toBe(address.thread === undefined ? undefined : addressKey(address))
      expect(new Set(Object.values(keys)).size).toBe(address.thread === undefined ? 2 : 3)
    }),
  )
  expect(scopeKeys({ platform: 'web', workspace: 'w', channel: 'general' })).toEqual({
    workspace: 'web/w',
    channel: 'web/w/general',
  })
})

test('a person is one in all channels of a platform, and another one on another platform', () => {
  const ada = { id: 'u1', name: 'Ada' }
  const here: Address = { platform: 'web', workspace: 'w', channel: 'c' }
  expect(personKey(here, ada)).toBe(personKey({ ...here, workspace: 'v', channel: 'd', thread: 't' }, { ...ada, name: 'Ada L.' }))
  expect(personKey(here, ada)).not.toBe(personKey({ ...here, platform: 'other' }, ada))
})
