// Puts the brought-along Node 24 first on the PATH of npm scripts: npm 10 drops node_modules/.bin/node
// when the package of a sibling platform was skipped.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'

const folder = new URL('../../node_modules/.bin/', import.meta.url)
const target = `../node-${process.platform}-${process.arch}/bin/node`

if (process.platform !== 'win32' && existsSync(new URL(target, folder))) {
  mkdirSync(folder, { recursive: true })
  rmSync(new URL('node', folder), { force: true })
  symlinkSync(target, new URL('node', folder))
}
