import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { capability, fileCapability, predictionId } from '../../src/sandbox/ids.ts'
import { openPredictions, outputFolder } from '../../src/sandbox/prediction-store.ts'
import type { Prediction } from '../../src/sandbox/prediction.ts'
import { openStore } from '../../src/sandbox/store.ts'
import { startSandbox, until } from './start.ts'

const hourMs = 60 * 60_000

const completed = (completedAt: number, more: Partial<Prediction> = {}): Prediction => ({
  id: predictionId(),
  streamKey: fileCapability(),
  outputKey: capability(),
  base: 'http://127.0.0.1:4000/v1',
  model: 'replicate/hello-world',
  versionId: 'a'.repeat(64),
  shownVersion: 'a'.repeat(64),
  form: 'value',
  input: { text: 'Ada' },
  webhookEvents: [],
  webhookFiltered: false,
  createdAt: completedAt - 1_000,
  startedAt: completedAt - 500,
  completedAt,
  status: 'succeeded',
  logs: 'Using seed: 1\n',
  parts: [{ value: 'hello Ada' }],
  error: null,
  metrics: {},
  dataRemoved: false,
  ...more,
})

test('after a long pause all that is over is removed, part by part, and nothing else', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'))
  const now = Date.now()
  const file = { file: 'out-0.png', contentType: 'image/png' }
  const pictures = Array.from({ length: 3 }, (_, nth) =>
    completed(now - 9 * hourMs + nth, { form: 'files', parts: [file], model: 'stability-ai/sdxl' }),
  )
  const old = [...pictures, ...Array.from({ length: 700 }, (_, nth) => completed(now - 2 * hourMs - nth))]
  const fresh = completed(now - hourMs / 2)
  const store = openStore(dataDir)
  const predictions = openPredictions(store)
  store.database.exec('begin')
  for (const prediction of [...old, fresh]) {
    predictions.add({ ...prediction, status: 'starting' })
    predictions.put(prediction)
  }
  store.database.exec('commit')
  store.close()
  for (const { id } of pictures) {
    await mkdir(outputFolder(dataDir, id), { recursive: true })
    await writeFile(join(outputFolder(dataDir, id), file.file), 'bytes')
  }

  await using sandbox = await startSandbox({ dataDir })
  const look = (id: string) => sandbox.json('GET', `/predictions/${id}`)
  // The oldest go first, so the newest of the old ones is the last of all.
  await until(async () => ((await look(old[pictures.length]!.id)).data_removed ? true : undefined))
  for (const { id } of [...pictures, ...old.slice(-2)])
    expect(await look(id)).toMatchObject({ data_removed: true, input: {}, logs: '', status: 'succeeded' })
  expect(await look(fresh.id)).toMatchObject({ data_removed: false, input: { text: 'Ada' }, output: 'hello Ada' })
  expect(await readdir(join(dataDir, 'output'))).toEqual([])
})
