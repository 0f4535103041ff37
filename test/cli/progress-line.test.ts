import fc from 'fast-check'
import { expect, test } from 'vitest'
import { progressLine } from '../../src/cli/progress-line.ts'
import type { Prediction, PredictionStatus } from '../../src/replicate/wire.ts'

const look = (status: PredictionStatus, logs = ''): Prediction => ({
  id: 'p1',
  model: 'acme/model',
  version: 'hidden',
  input: {},
  output: null,
  logs,
  error: null,
  status,
  data_removed: false,
  created_at: '2026-11-20T09:00:00Z',
  urls: {},
})

/** What stands on a terminal's line after these looks. */
function watch(
  looks: readonly Prediction[],
  out: { readonly isTTY?: boolean; readonly columns?: number } = { isTTY: true },
): readonly string[] {
  const lines: string[] = []
  let now = 0
  const line = progressLine({ ...out, write: text => lines.push(text.replace('\r\u001b[2K', '')) }, () => now)
  for (const one of looks) {
    line.show(one)
    now += 1_000
  }
  return lines
}

test('the line says what happens, and how far it is where the log tells', () => {
  const bar = ' 36%|███▌      | 9/25 [00:01<00:03, 11.76it/s]'
  expect(watch([look('starting'), look('starting'), look('processing'), look('processing', `Using seed: 7\n${bar}`)])).toEqual([
    'Starting · 0 s',
    'Starting · 1 s',
    'Running · 2 s',
    'Generating ▰▰▰▰▱▱▱▱▱▱ 36% · 9/25 · about 3 s',
  ])
})

test('the bar never goes back, whatever the log says', () => {
  const done = fc.integer({ min: 0, max: 40 })
  fc.assert(
    fc.property(fc.array(done, { minLength: 1, maxLength: 20 }), steps => {
      const lines = watch(steps.map(step => look('processing', ` 1%|█         | ${step}/25 [00:01<00:03]`)))
      const shown = lines.map(text => Number(/ (\d+)% /.exec(text)?.[1]))
      expect(shown).toEqual([...shown].sort((a, b) => a - b))
      expect(Math.max(...shown)).toBe(Math.min(100, Math.round((Math.max(...steps) / 25) * 100)))
    }),
  )
})

test('a narrow terminal gets one line, a file none', () => {
  const bar = look('processing', ' 36%|███▌      | 9/25 [00:01<00:03, 11.76it/s]')
  expect(watch([bar], { isTTY: true, columns: 20 })[0]).toHaveLength(19)
  expect(watch([bar], {})).toEqual([])
})
