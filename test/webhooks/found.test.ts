import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunOrder } from '#core/ports.ts'
import { createModels } from '../../src/models/models.ts'
import { outputFetcher } from '../../src/models/outputs.ts'
import { createReplicate } from '../../src/replicate/client.ts'
import { openStore } from '../../src/store/open.ts'
import { startSandbox } from '../sandbox/start.ts'
import { addressFor } from '../../src/webhooks/address.ts'

test('of two runs with the very same input each finds its own prediction by its webhook’s address', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-found-'))
  try {
    await using sandbox = await startSandbox()
    await using store = await openStore({ url: 'memory:', dataDir: folder })
    const replicate = createReplicate({ token: 'r8_found', baseUrl: sandbox.baseUrl })
    const parts = { replicate, cards: store.shelves.cards, fetchOutput: outputFetcher({ origins: [] }), offered: [] }
    // Nobody listens there: what counts is that Replicate repeats the address.
    const models = createModels({ ...parts, webhook: order => addressFor('http://127.0.0.1:1', order) })
    const polling = createModels(parts)
    const { signal } = new AbortController()
    const since = Date.now()
    const order = (job: string, run = 0): RunOrder => ({
      job,
      run,
      model: 'replicate/hello-world:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
      input: { text: 'twin' },
    })
    const first = await models.start(order('a'), signal)
    const second = await models.start(order('b'), signal)
    expect(await models.find(order('a'), since, signal)).toEqual([first.prediction])
    expect(await models.find(order('b'), since, signal)).toEqual([second.prediction])
    expect(await models.find(order('b', 1), since, signal)).toEqual([])
    // Without addresses both could be it, and whoever asks has to decide.
    expect(await polling.find(order('b'), since, signal)).toEqual([second.prediction, first.prediction])
    // What was created before there was an address is still found by its input.
    const third = await polling.start(order('c'), signal)
    expect(await models.find(order('c'), since, signal)).toEqual([third.prediction])
    await replicate.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
