import { ReplicateError } from '../../../src/replicate/errors.ts'
import { ModelError } from '../../../src/replicate/failure.ts'
import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// The kind says who can act; a model's failure brings its prediction along.
const attempts = {
  'a wrong input': { prompt: 'a fox', num_outputs: 9 },
  'a model out of memory': { prompt: 'a fox [sandbox:fail=oom]' },
  'a safety filter': { prompt: 'a fox [sandbox:nsfw]' },
}
for (const [what, input] of Object.entries(attempts))
  try {
    await replicate.run('black-forest-labs/flux-schnell', { input })
  } catch (error) {
    if (!(error instanceof ReplicateError)) throw error
    const more = error instanceof ModelError ? error.prediction.status : error.fields.map(({ field }) => field).join()
    console.log(`${what}: ${error.kind} (${more})`)
  }
await replicate.close()
