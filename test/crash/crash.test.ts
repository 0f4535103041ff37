import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSandbox } from '../flows/process.ts'
import { crashAt, listPoints, type Outcome, type Point, requests } from './every-point.ts'

/** `CRASH=full` dies at every point; without it a few are tried, spread over the run and others each day. */
const isFull = process.env['CRASH'] === 'full'
const fewPoints = 4
/** How many crash at once: each is two processes one after the other. */
const atOnce = 2

function chosen(points: readonly Point[]): readonly Point[] {
  if (isFull) return points
  const shift = Math.floor(Date.now() / 86_400_000) % Math.ceil(points.length / fewPoints)
  return Array.from({ length: fewPoints }, (_, index) => points[Math.floor((index * points.length) / fewPoints) + shift]).filter(
    point => point !== undefined,
  )
}

test.for(requests)(
  'killed before or after any call into the store, Replicate or the surface, $name ends once, paid at most once, with the ledger even',
  { timeout: isFull ? 60 * 60_000 : 120_000 },
  async request => {
    const folder = await mkdtemp(join(tmpdir(), 'replichat-crash-sandbox-'))
    try {
      await using sandbox = await startSandbox(folder)
      const points = await listPoints(request, sandbox.url)
      const queue = [...chosen(points)]
      const outcomes: Outcome[] = []
      const worker = async (): Promise<void> => {
        for (let point = queue.shift(); point !== undefined; point = queue.shift())
          outcomes.push(await crashAt(point, request, sandbox.url))
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      const died = outcomes.filter(outcome => outcome.died).length
      console.log(
        `crash suite, ${request.name}: ${points.length} points in an undisturbed run, ${outcomes.length} tried, ${died} died there.`,
      )
      expect(outcomes.filter(outcome => outcome.troubles.length > 0)).toEqual([])
      expect(died).toBeGreaterThan(0)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)
