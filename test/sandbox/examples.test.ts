import { expect, test } from 'vitest'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { exampleInputs } from '../../src/sandbox/models/examples.ts'
import { fullName, type SandboxModel } from '../../src/sandbox/models/model.ts'
import { faultsOf } from '../../src/sandbox/check-input.ts'
import { everyone, finished, type Json, startSandbox, type Started } from './start.ts'

const llama = 'meta/meta-llama-3-70b-instruct'
const exampleOf = async (sandbox: Started, model: string): Promise<Json | undefined> =>
  (await sandbox.json('GET', `/models/${model}/examples`)).results[0]

test('every model but the trainer has an example, whose input its own schema takes', async () => {
  const names = catalogue.map(fullName)
  expect(names.filter(name => !(name in exampleInputs))).toEqual(['ostris/flux-dev-lora-trainer'])
  expect(Object.keys(exampleInputs).filter(name => !names.includes(name))).toEqual([])
  for (const model of catalogue) {
    const input = exampleInputs[fullName(model)]?.input('http://127.0.0.1/output/x/out-0.png') ?? {}
    if (fullName(model) in exampleInputs) expect(await faultsOf(model.versions[0]!, input), fullName(model)).toEqual([])
    const taken = model.versions[0]!.schema.components.schemas['Input']!['properties'] as object
    expect(
      Object.keys(input).filter(name => !(name in taken)),
      fullName(model),
    ).toEqual([])
  }
})

test('an example is a run of the model’s own engine, made once, in no list and no count, and still there after a restart', async () => {
  const first = await startSandbox()
  expect(await first.json('GET', `/models/${llama}`)).toMatchObject({ default_example: null })
  const [one, same] = await Promise.all([exampleOf(first, llama), exampleOf(first, llama)])
  expect(one).toMatchObject({ model: llama, status: 'succeeded', source: 'web', input: { prompt: 'What is 12 * 12?' } })
  expect(one?.output.join('')).toContain('What is 12 * 12?')
  expect(same).toEqual(one)
  expect(await first.json('GET', `/models/${llama}`)).toMatchObject({ default_example: { id: one?.id }, run_count: 0 })
  expect(await everyone(first, '/predictions?created_after=1800-01-01T00:00:00Z')).toEqual([])
  await first.call('POST', '/_sandbox/clock', { advance: 2 * 60 * 60 })
  await using sandbox = await first.restart()
  const kept = await exampleOf(sandbox, llama)
  expect(kept).toMatchObject({ id: one?.id, output: one?.output, data_removed: false })
  const listed = (await everyone(sandbox, '/models')).filter(
    model => 'default_example' in model && model.default_example !== null,
  )
  expect(listed.map(({ name }) => name)).toEqual(['meta-llama-3-70b-instruct'])
})

test('a model that starts from a picture has an example that starts from a painted one, and both can be fetched', async () => {
  const first = await startSandbox({ models: catalogue })
  const made = await exampleOf(first, 'nightmareai/real-esrgan')
  const widthOf = async (link: unknown): Promise<number> =>
    Buffer.from(await (await fetch(String(link))).arrayBuffer()).readUInt32BE(16)
  expect(await widthOf(made?.output)).toBe(2 * (await widthOf(made?.input['image'])))
  // Wherever the sandbox is reached after a restart, its links lead there.
  await using sandbox = await first.restart()
  const again = await exampleOf(sandbox, 'nightmareai/real-esrgan')
  expect(again?.id).toBe(made?.id)
  expect(again?.input['image']).not.toBe(made?.input['image'])
  expect(await widthOf(again?.input['image'])).toBeGreaterThan(0)
  const body = { version: catalogue.find(({ name }) => name === 'rembg')!.versions[0]!.id, input: { image: again?.output } }
  const { id } = await sandbox.json('POST', '/predictions', body, { prefer: 'wait=60' })
  expect(await finished(sandbox, id)).toMatchObject({ status: 'succeeded' })
}, 60_000)

test('an engine that fails leaves its model without an example, and is tried again', async () => {
  let runs = 0
  const models = catalogue.map((model): SandboxModel =>
    model.name === 'hello-world'
      ? {
          ...model,
          async *engine() {
            if (++runs === 1) throw new Error('The card fell out')
            yield { type: 'value', value: 'hello' }
          },
        }
      : model,
  )
  const lines: string[] = []
  await using sandbox = await startSandbox({ models, log: line => void lines.push(line) })
  expect(await exampleOf(sandbox, 'replicate/hello-world')).toBeUndefined()
  expect(lines).toEqual(['example not made'])
  expect(await exampleOf(sandbox, 'replicate/hello-world')).toMatchObject({ output: 'hello' })
  expect((await sandbox.call('GET', '/models/nobody/nothing/examples')).status).toBe(404)
  expect((await sandbox.json('GET', '/models/ostris/flux-dev-lora-trainer/examples')).results).toEqual([])
})
