import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most tests wait for a stream or a painter at its own pace, not for a core.
    maxWorkers: 4,
    // On a machine that others use too a wait may end early once; what fails twice is broken. The first failure is still printed.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
})
