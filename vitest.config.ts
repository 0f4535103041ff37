import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// What tests start, be it a process or a painter's thread, is compiled once for all of them, where the door keeps it too.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/replichat')

/** Real processes killed at every kind of moment, a platform that breaks everything it can, and histories by the thousand: `npm run chaos`. */
const chaos = [
  'test/crash/**/*.test.ts',
  'test/ledger/killed.test.ts',
  'test/streams/**/*.test.ts',
  'test/flows/killed.test.ts',
  'test/flows/discord-troubles*.test.ts',
  'test/flows/slack-troubles*.test.ts',
]

/** Every call to Slack broken in every way takes minutes: `TROUBLES=full npm run chaos`. */
const long = process.env['TROUBLES'] === 'full' ? [] : ['test/flows/slack-troubles-calls.test.ts']

/** Where a file may take a minute. A long one that comes last is waited for alone. */
const longest = ['/test/browser/', '/test/flows/', '/test/cli/']

/** The folders with the longest files first; in each the order that vitest knows of, the slowest first. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => longest.some(folder => moduleId.includes(folder))
    return (await super.sort(files)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)))
  }
}

/** discord.js sends files by whichever undici was loaded first in its process, and can do so by its own alone. */
const alone = ['test/adapters/discord/stand-in-library.test.ts']

export default defineConfig(({ mode }) => {
  const include = mode === 'chaos' ? chaos : ['test/**/*.test.ts']
  const exclude = [...configDefaults.exclude, ...(mode === 'chaos' ? long : chaos)]
  return {
    test: {
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // Most tests wait for a stream or a painter at its own pace, not for a core.
      maxWorkers: 4,
      sequence: { sequencer: LongestFirst },
      // On a machine that others use too a wait may end early once; what fails twice is broken. The first failure is still printed.
      retry: process.env['CI'] === undefined ? 0 : 1,
      projects: [
        // Files share their worker, one after the other: modules are loaded four times, not two hundred.
        { extends: true, test: { name: 'tests', include, exclude: [...exclude, ...alone], isolate: false } },
        { extends: true, test: { name: 'alone', include: mode === 'chaos' ? [] : alone, exclude } },
      ],
    },
  }
})
