#!/usr/bin/env node
// Plain JavaScript, so that an older Node can read it and say what is wrong, instead of failing on the first type it meets.
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 24 || (major === 24 && minor < 12)) {
  process.stderr.write(
    `Replichat needs Node 24.12 or newer; this is Node ${process.versions.node}. In a clone, \`npm ci && npm start\` brings it along.\n`,
  )
  process.exitCode = 1
} else {
  // Compiled once and kept beside the packages: the next start takes half the processor time. Where it cannot be
  // written, nothing is kept.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/replichat', import.meta.url)))
  const { cli } = await import('./cli/cli.ts')
  await cli(process.argv.slice(2))
}
