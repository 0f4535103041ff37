import { describe, expect, test } from 'vitest'
import { inOwnNetwork, peerIsMissing } from '../platforms/slack/peer.ts'

const missing = peerIsMissing()
if (missing !== null) console.log(`The product is not tried on a Slack that nobody here wrote: ${missing}.`)

type Scene = {
  readonly answer: { readonly text: string; readonly blocks: readonly { readonly type: string; readonly text?: unknown }[] }
  readonly picture: { readonly blocks: readonly { readonly type: string; readonly slack_file?: { readonly id: string } }[] }
  readonly code: number
  readonly own: number
  readonly errors: readonly string[]
}

describe.skipIf(missing !== null)('on a Slack that nobody here wrote and that has no streams', () => {
  test.each(['socket', 'http'])(
    'by %s, an answer is one message and a picture another',
    async mode => {
      const scene = JSON.parse(await inOwnNetwork('test/flows/slack-peer-scene.ts', [mode], 100_000)) as Scene
      expect(scene.answer.text.length).toBeGreaterThan(20)
      expect(scene.picture.blocks.filter(({ type }) => type === 'image')).toHaveLength(1)
      expect(scene.picture.blocks[0]?.slack_file?.id).toMatch(/^F[A-Z0-9]+$/)
      expect(scene).toMatchObject({ code: 0, own: 2, errors: [] })
    },
    120_000,
  )
})
