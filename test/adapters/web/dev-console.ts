// The console with a scripted service behind it, to look at while its page is being made:
// node_modules/.bin/node test/adapters/web/dev-console.ts [port]
import { startConsole } from './harness.ts'

const test = await startConsole({ port: Number(process.argv[2] ?? 3210), stepMs: 120 })
process.stdout.write(`${test.url}\n`)
process.once('SIGINT', () => void test[Symbol.asyncDispose]())
