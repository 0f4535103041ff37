import { configDefaults, defineConfig } from 'vitest/config'

/** Real processes killed at every kind of moment, and a platform that breaks everything it can: `npm run chaos`. */
const chaos = [
  'test/crash/**/*.test.ts',
  'test/ledger/killed.test.ts',
  'test/flows/killed.test.ts',
  'test/flows/discord-troubles*.test.ts',
  'test/flows/slack-troubles*.test.ts',
]

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'chaos' ? chaos : ['test/**/*.test.ts'],
    exclude: mode === 'chaos' ? configDefaults.exclude : [...configDefaults.exclude, ...chaos],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most tests wait for a stream or a painter at its own pace, not for a core.
    maxWorkers: 4,
    // On a machine that others use too a wait may end early once; what fails twice is broken. The first failure is still printed.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
}))
