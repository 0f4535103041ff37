import { randomUUID } from 'node:crypto'
import { type Person, sitDown } from '../flows/console.ts'
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

/** What a person asks for at the console. */
export const consoleRequests: readonly Request[] = [
  atConsole('a picture', mark => `/imagine a red boat ${mark} --more megapixels=0.25`),
  atConsole('a streamed turn', mark => `Count to 12. ${mark}`),
]
