import sharp from 'sharp'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readZip } from '../../src/sandbox/engines/train/zip.ts'
import { finished, startReceiver, startSandbox, type Started, until } from './start.ts'
import { zipOf } from './zip.ts'

const picture = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 48, height: 48, channels: 3, background } })
    .png()
    .toBuffer()
const asData = (bytes: Uint8Array): string => `data:application/zip;base64,${Buffer.from(bytes).toString('base64')}`
const quick = { steps: 3 }

type Training = {
  id: string
  status: string
  error: string | null
  logs: string
  output: { version: string; weights: string } | null
}

async function train(sandbox: Started, input: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Training> {
  const model = await sandbox.json('GET', '/models/ostris/flux-dev-lora-trainer')
  const { id } = model.latest_version as unknown as { id: string }
  const path = `/models/ostris/flux-dev-lora-trainer/versions/${id}/trainings`
  return (await sandbox.json('POST', path, { destination: 'sandbox/mine', input, ...more })) as unknown as Training
}
const destination = (sandbox: Started, name = 'mine') =>
  sandbox.json('POST', '/models', { owner: 'sandbox', name, visibility: 'private', hardware: 'cpu' })
const ended = async (sandbox: Started, { id }: { id: string }): Promise<Training> =>
  (await finished(sandbox, id)) as unknown as Training

test('a training reads the zip, and its version paints in the colours of the pictures', async () => {
  await using sandbox = await startSandbox()
  await destination(sandbox)
  const archive = zipOf({
    'set/a.png': await picture('#20c040'),
    'stored/b.png': await picture('#10a030'),
    'notes.txt': Buffer.from('not a picture'),
    'broken.jpg': Buffer.from('neither'),
    '__MACOSX/._a.png': Buffer.from('nor this'),
  })
  const made = await train(sandbox, { input_images: asData(archive), trigger_word: 'LEAF', ...quick })
  expect(made).toMatchObject({ status: 'starting', output: null, error: null })
  const done = await ended(sandbox, made)
  expect(done).toMatchObject({ status: 'succeeded' })
  expect(done.logs).toContain('Extracted 3 files of pictures')
  expect(done.logs).toContain('note: broken.jpg is no picture')
  expect(done.logs).toMatch(/100%\|█+\| 3\/3/)
  const { version, weights } = done.output!
  expect(version).toMatch(/^sandbox\/mine:[0-9a-f]{64}$/)
  const tar = Buffer.from(await (await fetch(weights)).arrayBuffer()).toString('latin1')
  expect(tar).toContain('"trigger": "LEAF"')

  const greenness = async (reference: Record<string, unknown>, path: string): Promise<number> => {
    const input = { prompt: 'a red fox on a red LEAF', seed: 7, megapixels: '0.25', output_format: 'png' }
    const run = await sandbox.json('POST', path, { ...reference, input })
    const { output } = await finished(sandbox, run.id)
    const { channels } = await sharp(Buffer.from(await (await fetch(output[0]!)).arrayBuffer())).stats()
    return channels[1]!.mean - channels[0]!.mean
  }
  const styled = await greenness({ version }, '/predictions')
  expect(styled).toBeGreaterThan(60)
}, 60_000)

test('a training is told by webhooks, is answered under both addresses, and is on no list of predictions', async () => {
  await using sandbox = await startSandbox()
  await using receiver = await startReceiver()
  await destination(sandbox)
  const input = { input_images: asData(zipOf({ 'a.png': await picture('#fff') })), ...quick }
  const { id } = await train(sandbox, input, { webhook: receiver.url, webhook_events_filter: ['completed'] })
  const told = await until(() => receiver.deliveries[0])
  expect(told.prediction).toMatchObject({ id, status: 'succeeded', output: { version: expect.any(String) as string } })
  expect(await sandbox.json('GET', `/predictions/${id}`)).toEqual(await sandbox.json('GET', `/trainings/${id}`))
  expect((await sandbox.json('GET', '/predictions')).results).toEqual([])
  expect((await sandbox.json('GET', '/trainings')).results).toMatchObject([{ id }])
})

test('what cannot be trained is refused in the words of the service', async () => {
  await using sandbox = await startSandbox()
  expect(await train(sandbox, { input_images: 'data:,x' })).toMatchObject({
    detail: 'The specified training destination does not exist',
    status: 404,
  })
  await destination(sandbox)
  expect(await train(sandbox, {})).toMatchObject({
    invalid_fields: [{ field: 'input', description: 'input_images is required' }],
  })
  const none = await sandbox.json('POST', `/models/replicate/hello-world/versions/${'0'.repeat(64)}/trainings`, {
    destination: 'sandbox/mine',
    input: {},
  })
  expect(none).toMatchObject({ status: 422, title: 'Invalid version or not permitted' })
  const failed = await ended(sandbox, await train(sandbox, { input_images: 'data:,x', ...quick }))
  expect(failed).toMatchObject({ status: 'failed', error: 'The file is not a zip archive.', output: null })
  const empty = await ended(
    sandbox,
    await train(sandbox, { input_images: asData(zipOf({ 'a.txt': Buffer.from('x') })), ...quick }),
  )
  expect(empty.error).toMatch(/holds no picture/)
})

test('a canceled training makes no version, and one that a restart interrupted makes one', async () => {
  const sandbox = await startSandbox()
  await destination(sandbox)
  await destination(sandbox, 'other')
  const input = { input_images: asData(zipOf({ 'a.png': await picture('#fff') })), steps: 6_000 }
  const { id } = await train(sandbox, input, { destination: 'sandbox/other' })
  expect(await sandbox.json('POST', `/trainings/${id}/cancel`)).toMatchObject({ status: 'canceled', output: null })
  expect((await sandbox.json('GET', '/models/sandbox/other/versions')).results).toEqual([])
  const running = await train(sandbox, { ...input, steps: 20 })
  await using again = await sandbox.restart()
  expect((await ended(again, running)).status).toBe('succeeded')
  expect((await again.json('GET', '/models/sandbox/mine/versions')).results).toHaveLength(1)
}, 60_000)

test('a zip is read whatever is in it, and whatever is broken in it is said in a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.stringMatching(/^(stored)?[a-z]{1,8}$/), fc.uint8Array({ maxLength: 300 }), { maxKeys: 6 }),
      fc.nat(),
      fc.nat(255),
      async (files, where, byte) => {
        const archive = zipOf(files)
        expect(Object.fromEntries((await readZip(archive)).map(({ name, bytes }) => [name, [...bytes]]))).toEqual(
          Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [...bytes]])),
        )
        archive[where % archive.length] = byte
        await readZip(archive).catch((thrown: Error) => expect(thrown.message).toMatch(/^The (file|zip archive) /))
        await readZip(archive.subarray(0, where % archive.length)).catch((thrown: Error) =>
          expect(thrown.message).toMatch(/^The (file|zip archive) /),
        )
      },
    ),
    { numRuns: 60 },
  )
})
