import { openStore } from '../../src/store/open.ts'

// Opens the store, tells so on its one line of output, and lives until it is killed.
const [url = '', dataDir = '', user] = process.argv.slice(2)
if (user !== undefined) process.setuid?.(Number(user))
try {
  await openStore({ url, dataDir })
  process.stdout.write('open\n')
  setInterval(() => {}, 60_000)
} catch (thrown) {
  process.stdout.write(`${(thrown as Error).message}\n`)
}
