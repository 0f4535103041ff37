// The client alone: reads the streams as the product does, and keeps nothing. `client.ts <origin> <plan>`.
import { createReplicate } from '../../src/replicate/client.ts'
import { measureAnswers } from './answers.ts'
import type { Plan } from './words.ts'

const [origin = '', written = ''] = process.argv.slice(2)
const replicate = createReplicate({ token: 'r8_bench', baseUrl: `${origin}/v1` })

await measureAnswers(JSON.parse(written) as Plan, async onToken => {
  const readings: Promise<{ readonly reason: string }>[] = []
  return {
    begin(nth) {
      const reading = replicate.predictions.listen(
        `${origin}/streams/p${nth}`,
        ({ event, data }) => {
          if (event === 'output') onToken(data)
        },
        { silenceMs: 5_000 },
      )
      readings.push(reading)
    },
    frames: () => 0,
    async end() {
      for (const { reason } of await Promise.all(readings)) if (reason !== 'finished') throw new Error(`A stream was ${reason}.`)
    },
  }
})
await replicate.close()
process.disconnect()
