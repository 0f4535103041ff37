// The whole service with many answers at once, each in a conversation of its own: `service.ts <origin> <plan>`.
import { setTimeout as sleep } from 'node:timers/promises'
import { textOf } from './answer.ts'
import { measureAnswers } from './answers.ts'
import { openHouse } from './house.ts'
import type { Plan } from './words.ts'

const [origin = '', written = ''] = process.argv.slice(2)
const plan = JSON.parse(written) as Plan

await using parts = new AsyncDisposableStack()
await measureAnswers(plan, async onToken => {
  let chars = 0
  const house = parts.use(
    await openHouse({
      origin,
      onToken(text) {
        chars += text.length
        onToken(text)
      },
    }),
  )
  const all = plan.firstAnswers + plan.answers
  return {
    // What is refused ends the process.
    begin: nth => void house.ask(`room ${nth}`, `person ${nth}`, `What did the fox carry on day ${nth}?`),
    frames: house.frames,
    async end() {
      for (let tries = 0; house.ended() < all && tries < 1_000; tries++) await sleep(50)
      const answers = (await house.store.records.list('turns', {})).filter(({ by }) => by === 'model')
      const whole = textOf(Math.max(...answers.map(({ text }) => text.length)))
      const stored = answers.reduce((sum, { text }) => sum + text.length, 0)
      if (answers.length !== all || stored !== chars || !answers.every(({ text }) => whole.startsWith(text)))
        throw new Error(`${answers.length} of ${all} answers are stored, with ${stored} of ${chars} characters.`)
    },
  }
})
await parts.disposeAsync()
process.disconnect()
