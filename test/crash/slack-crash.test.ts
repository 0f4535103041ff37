import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSandbox } from '../flows/process.ts'
import { slackRequests } from './slack-place.ts'
import { crashAround, isFull } from './every-point.ts'

test.for(slackRequests)(
  'killed before or after any call into the store, Replicate or the surface, $name ends once, paid at most once, with the ledger even',
  { timeout: isFull ? 60 * 60_000 : 300_000 },
  async request => {
    const folder = await mkdtemp(join(tmpdir(), 'replichat-crash-sandbox-'))
    try {
      await using sandbox = await startSandbox(folder)
      const outcomes = await crashAround(request, sandbox.url, 3)
      expect(outcomes.filter(outcome => outcome.troubles.length > 0)).toEqual([])
      expect(outcomes.some(outcome => outcome.died)).toBe(true)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)
