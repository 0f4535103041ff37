import { serveSandbox } from '../../src/sandbox/serve.ts'
import { quickModels } from './start.ts'

// A sandbox for tests that kill it: its folder is the first argument, its address the first line.
const { baseUrl } = await serveSandbox({ dataDir: process.argv[2] ?? '', port: 0, models: quickModels })
process.stdout.write(`${baseUrl}\n`)
