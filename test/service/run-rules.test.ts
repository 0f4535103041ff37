import { expect, test } from 'vitest'
import type { Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { anyModels } from './any-models.ts'
import { actionOf, pressAction } from './press-on.ts'
import {
  ada,
  ben,
  buttonsOf,
  closed,
  general,
  last,
  openStage,
  picturesOf,
  type Stage,
  type StageOptions,
  wordsOf,
} from './stage.ts'

const flux = 'black-forest-labs/flux-schnell'
const hello = 'replicate/hello-world'

const open = (settings: StageOptions['settings'], more: StageOptions = {}): Promise<Stage> =>
  openStage({ models: anyModels, ...more, settings: { ...settings } })
async function run(stage: Stage, values: Values): Promise<string> {
  await stage.command('run', values)
  await closed(stage)
  return last(stage)
}

test('a model that may not be used here is refused in words, pinned or not, before anything is asked about it', async () => {
  await using stage = await open({ 'allow.models': 'black-forest-labs/*' })
  expect(await run(stage, { model: hello, input: 'text=x' })).toBe(
    'The model `replicate/hello-world` may not be used here; the operator allows `black-forest-labs/*`.',
  )
  expect(await run(stage, { model: 'nobody/nothing' })).toContain('may not be used here')
  expect(await run(stage, { model: flux, input: 'prompt=x' })).toContain('“x” · black-forest-labs/flux-schnell')
  expect(await stage.predictions()).toHaveLength(1)
})

test('where the command is switched off, so are its forms and its button', async () => {
  await using stage = await open({})
  await run(stage, { model: hello, input: 'text=x' })
  const again = actionOf(stage, 'Again')
  await run(stage, { model: hello })
  const form = actionOf(stage, 'Fill in the rest')
  await stage.command('config set', { key: 'allow.commands', value: 'imagine chat config' })
  const off = '`/run` is switched off here; `/help` shows what is possible.'
  expect(await run(stage, { model: hello, input: 'text=x' })).toBe(off)
  await pressAction(stage, again, { actor: ben })
  expect(last(stage)).toBe(off)
  await expect(stage.service.desk.form(form, { actor: ada, address: general })).rejects.toThrow(off)
  expect(await stage.predictions()).toHaveLength(1)
})

test('a budget is kept by what runs, and says what is left', async () => {
  await using stage = await open({ 'budget.user': '0.3/day' })
  expect(await run(stage, { model: hello, input: 'text=one' })).toContain('hello one')
  expect(await run(stage, { model: hello, input: 'text=two' })).toMatch(/budget of \$0\.30 a day.*Nothing was (spent|charged)/)
  expect(await stage.predictions()).toHaveLength(1)
})

test('what admins locked and capped for pictures holds for every model that puts out files', async () => {
  await using stage = await open({
    'image.locked': 'disable_safety_checker=no num_outputs=1',
    'image.max': 'count=2 num_inference_steps=2',
  })
  await stage.command('run', { model: flux, input: 'prompt=x disable_safety_checker=yes num_outputs=2' })
  await closed(stage)
  expect(picturesOf(stage.shown().at(-1)!)).toHaveLength(1)
  const [made] = await stage.predictions()
  expect(made?.input).toMatchObject({ disable_safety_checker: false, num_outputs: 1, num_inference_steps: 2 })
  expect(await run(stage, { model: flux, input: 'prompt=x num_inference_steps=4' })).toBe(
    '`num_inference_steps` may be 2 at most here, got 4.',
  )
})

test('a job goes on where its models cannot be asked at first, and refuses in its message what it could not check before', async () => {
  let isAway = false
  const away: StageOptions['wrapModels'] = models => ({
    ...models,
    async describe(ref, signal) {
      if (!isAway) return models.describe(ref, signal)
      isAway = false
      throw new Fault('busy', 'Replicate is busy right now.', { retryAfterMs: 10 })
    },
  })
  await using stage = await open({}, { wrapModels: away })
  for (const [input, end] of [
    ['text=late', 'hello late'],
    ['nothing=1', 'replicate/hello-world has no input `nothing`'],
  ] as const) {
    isAway = true
    expect(await run(stage, { model: hello, input })).toContain(end)
    expect(stage.shown().at(-1)!.audience).toBe('channel')
  }
})

test('what Replicate tells by itself is understood of every kind of output', async () => {
  await using stage = await open({}, { webhookSilenceMs: 60_000 })
  expect(await run(stage, { model: 'acme/counter', input: 'most=1' })).toContain('```json\n[\n  {\n    "n": 1,')
  expect(await run(stage, { model: 'acme/tagger' })).toContain('"a fox"')
  expect(await run(stage, { model: 'acme/rambler', input: 'words=3' })).toMatch(/^word 1 word 2 word 3/)
  await run(stage, { model: 'acme/chime' })
  expect(stage.shown().flatMap(picturesOf)).toHaveLength(1)
  expect(stage.webhookAnswers.length).toBeGreaterThan(0)
})

test('an answer whose message could not be reached is said to be lost once it can, and its money is settled', async () => {
  let isAway = false
  await using stage = await open(
    {},
    {
      retryMs: () => 5,
      wrapSurface: surface => ({
        ...surface,
        async edit(...args) {
          if (isAway) throw new Error('The platform refuses every edit.')
          return surface.edit(...args)
        },
      }),
    },
  )
  isAway = true
  await stage.command('run', { model: hello, input: 'text=x' })
  await closed(stage)
  isAway = false
  await stage.service.sweep(new AbortController().signal)
  expect(last(stage)).toMatch(
    /^What it answered could not be shown here in time, and it is not kept\.\n“x” · replicate\/hello-world/,
  )
  expect(buttonsOf(stage.shown().at(-1)!)).toEqual(['Again', 'Change…', 'Delete'])
  expect((await stage.store.records.list('ledger', {})).every(({ settled }) => settled !== undefined)).toBe(true)
})

test('an output that lies elsewhere is not opened, and that is said at once and not tried again', async () => {
  let opened = 0
  await using stage = await open(
    {},
    {
      wrapModels: models => ({
        ...models,
        fetch() {
          opened++
          return Promise.reject(
            new Fault('platform', 'The model answered with an address that is not Replicate’s; it was not opened.'),
          )
        },
      }),
    },
  )
  expect(await run(stage, { model: 'acme/chime' })).toContain('an address that is not Replicate’s; it was not opened.')
  expect(opened).toBe(1)
})

test('all that is stored of a run goes with its person', async () => {
  await using stage = await open({})
  await run(stage, { model: 'acme/chime', input: 'text=ding' })
  const [sound] = stage.shown().flatMap(picturesOf)
  expect(buttonsOf(stage.shown().at(-1)!)).toContain('Delete')
  await stage.forgetMe()
  expect(wordsOf(stage.shown().at(-1)!)).toMatch(/^Forgotten: 0 messages, 1 job and 1 /)
  expect(await stage.store.records.list('jobs', {})).toEqual([])
  expect(await stage.service.desk.open(sound!)).toBeUndefined()
})
