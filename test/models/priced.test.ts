import { expect, test } from 'vitest'
import { hardwareUsdPerSecond } from '../../src/config/hardware-prices.ts'
import { loadPrices } from '../../src/config/prices.ts'
import { withPrices } from '../../src/models/priced.ts'
import type { Prediction } from '../../src/replicate/wire.ts'
import { clientFor } from '../replicate/stand-in.ts'
import { startSandbox } from '../sandbox/start.ts'

const schnell = 'black-forest-labs/flux-schnell'

test('a caller of the client is told what a run may cost, and what it did cost (replicate-javascript #360, #369, replicate-python #243)', async () => {
  await using sandbox = await startSandbox()
  await using client = clientFor(sandbox)
  const replicate = withPrices(client, loadPrices(), hardwareUsdPerSecond)
  expect(await replicate.estimate(schnell, { prompt: 'a fox', num_outputs: 4 })).toBe(12_000)
  expect(await replicate.estimate('replicate/hello-world', { text: 'Ada' })).toBeUndefined()
  const run = await replicate.start(schnell, { input: { prompt: 'a fox', num_outputs: 2 } })
  expect(await replicate.cost(run.prediction)).toBeUndefined()
  expect(await replicate.cost(await run.wait())).toBe(6_000)
  await expect(replicate.estimate('nobody/nothing', {})).rejects.toMatchObject({ name: 'Fault', kind: 'input' })
})

test('a run of a deployment is priced by its machines, by its model where those have no price (cog #2594)', async () => {
  await using sandbox = await startSandbox()
  await using client = clientFor(sandbox)
  const run = await client.start('deployment:sandbox/flux-fast', { input: { prompt: 'a fox' } })
  const ended: Prediction = { ...(await run.wait()), metrics: { predict_time: 2, image_count: 1 } }
  const { hardware } = (await client.deployments.get('sandbox/flux-fast')).current_release.configuration
  const asked: string[] = []
  const known = withPrices(client, loadPrices(), sku => (asked.push(sku), 0.001))
  expect(await known.cost(ended)).toBe(2_000)
  expect(await known.cost({ ...ended, status: 'failed' })).toBe(2_000)
  expect(asked).toEqual([hardware, hardware])
  expect(await known.estimate('deployment:sandbox/flux-fast', { prompt: 'a fox' })).toBeUndefined()
  const unknown = withPrices(client, loadPrices(), () => undefined)
  expect(await unknown.cost(ended)).toBe(3_000)
  expect(await unknown.estimate('deployment:sandbox/flux-fast', { prompt: 'a fox' })).toBe(3_000)
  expect(await known.cost({ ...ended, deployment: 'sandbox/gone' })).toBe(3_000)
})
