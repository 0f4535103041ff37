// The door of the benchmarks: `npm run bench -- [names] [--full] [--write] [--plot file.svg]`. The plot is that of `freshness`.
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchAccept } from './accept/accept.ts'
import { benchClient } from './client/client.ts'
import { benchConversations } from './conversations/conversations.ts'
import { benchDiscord } from './discord/discord.ts'
import { benchFreshness } from './freshness/freshness.ts'
import { benchSandbox } from './sandbox/sandbox.ts'
import { benchStore } from './store/store.ts'
import { benchStream } from './stream/stream.ts'
import { number } from './table.ts'

const benches = {
  stream: benchStream,
  client: benchClient,
  store: benchStore,
  accept: benchAccept,
  discord: benchDiscord,
  freshness: benchFreshness,
  conversations: benchConversations,
  sandbox: benchSandbox,
} as const
type Name = keyof typeof benches

const isName = (word: string): word is Name => Object.hasOwn(benches, word)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, plot: { type: 'string' } },
})
const unknown = positionals.find(word => !isName(word))
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}"; there are ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
const asked = positionals.filter(isName)
const names = asked.length > 0 ? asked : (Object.keys(benches) as Name[])

const parts = ['# Results']
const print = (part: string): void => {
  parts.push(part)
  console.log(`${part}\n`)
}
/** How many processes wanted the processor in the last minute: above the number of cores, the times below are others' too. */
const load = (): string => number(loadavg()[0] ?? 0)

const before = load()
const { plot } = values
for (const name of names) print(await benches[name]({ full: values.full, ...(plot !== undefined && { plot }) }))
print(
  `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ` +
    `load ${before} before and ${load()} after.`,
)

if (values.write) await writeFile(join(import.meta.dirname, 'results.md'), `${parts.join('\n\n')}\n`)
