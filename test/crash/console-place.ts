import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WireJobs } from '../../adapters/web/wire.ts'
import { eventually, type Person, sitDown, wordsOf } from '../flows/console.ts'
import type { Request } from './every-point.ts'

const atConsole = (name: string, text: (mark: string) => string): Request => ({
  name,
  async open(mark) {
    const id = randomUUID()
    const finished = async (person: Person, room: string) => {
      const message = await person.answer({ room }, found => found.live !== true, 60_000)
      return { message, count: (await person.messages({ room })).filter(found => found.by === 'service').length }
    }
    const asked = async (url: string) => {
      const person = sitDown(url)
      const { room } = await person.general()
      // Its answer may never come: the page repeats it under the same id.
      await person.sayAs(id, { room }, text(mark))
      return finished(person, room)
    }
    return {
      env: {},
      ask: async product => void (await asked(product.url)),
      async look(product) {
        const { message, count } = await asked(product.url)
        const words = JSON.stringify(message.blocks)
        return [
          ...(count === 1 ? [] : [`${count} messages of the service`]),
          ...(words.includes('Something broke') ? [`the message says ${words}`] : []),
        ]
      },
      async [Symbol.asyncDispose]() {},
    }
  },
})

const jobsAt = async (url: string): Promise<WireJobs['rows']> =>
  ((await (await fetch(`${url}/api/jobs`)).json()) as WireJobs).rows

/** How long a summary may take to begin after the answer that asks for it: where a crash took that moment away, none does. */
const beginsWithinMs = 1_500

/** Two answers in a row where one turn is remembered: beside the second, what was said before is summed up. */
const summedUp: Request = {
  name: 'a conversation that is summed up',
  most: 3,
  async open(mark) {
    const folder = await mkdtemp(join(tmpdir(), 'replichat-crash-config-'))
    const CONFIG_FILE = join(folder, 'replichat.yaml')
    await writeFile(CONFIG_FILE, 'chat.memory: 1\n')
    const questions = [`Count to 4. ${mark}`, `Count to 6. ${mark}`].map(text => ({ id: randomUUID(), text }))
    const asked = async (url: string): Promise<readonly string[]> => {
      const person = sitDown(url)
      const { room } = await person.general()
      const answers: string[] = []
      for (const { id, text } of questions) {
        await person.sayAs(id, { room }, text)
        const answer = await person.answer({ room }, found => found.answers === id && found.live !== true, 60_000)
        answers.push(wordsOf(answer))
      }
      const end = performance.now() + beginsWithinMs
      await eventually(
        'The end of the summary',
        async () => {
          const jobs = await jobsAt(url)
          const isThere = jobs.some(({ kind }) => kind === 'aside') || performance.now() > end
          return isThere && jobs.every(({ endedAt }) => endedAt !== undefined) ? true : undefined
        },
        60_000,
      )
      return answers
    }
    return {
      env: { CONFIG_FILE },
      ask: async product => void (await asked(product.url)),
      async look(product) {
        const answers = await asked(product.url)
        const jobs = await jobsAt(product.url)
        const person = sitDown(product.url)
        const count = (await person.messages(await person.general())).filter(({ by }) => by === 'service').length
        const ended = jobs.filter(({ kind }) => kind === 'aside').map(({ phase }) => phase)
        return [
          ...(count === 2 ? [] : [`${count} messages of the service`]),
          ...(ended.length <= 1 && ended.every(phase => phase === 'done') ? [] : [`summaries: ${ended.join(', ')}`]),
          ...answers.filter(words => words.includes('Something broke')).map(words => `a message says ${words}`),
        ]
      },
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    }
  },
}

/** What a person asks for at the console. */
export const consoleRequests: readonly Request[] = [
  atConsole('a picture', mark => `/imagine a red boat ${mark} --more megapixels=0.25`),
  atConsole('a streamed turn', mark => `Count to 12. ${mark}`),
  atConsole('words of any model', mark => `/run meta/meta-llama-3-70b-instruct prompt="Count to 12. ${mark}" max_tokens=60`),
  atConsole('a sound of any model', mark => `/run jaaari/kokoro-82m text="${mark}" speed=3`),
  summedUp,
]
