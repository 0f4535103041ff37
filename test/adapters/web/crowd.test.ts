import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCrowd } from '../../../adapters/web/page/crowd.ts'

test('however tabs are used in turn, the four used last keep their lines and all others step back', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 60 }), uses => {
      const tabs = Array.from({ length: 10 }, () => createCrowd())
      for (const user of uses) {
        tabs[user]?.used()
        for (const [index, tab] of tabs.entries()) if (index !== user) tab.other(`${user}`)
      }
      const inOrder = [...new Set([...uses].reverse())]
      for (const [place, index] of inOrder.entries()) expect(tabs[index]?.isCrowded()).toBe(place >= 4)
    }),
  )
})
