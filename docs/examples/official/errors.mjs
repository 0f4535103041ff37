import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const attempts = {
  'a wrong input': { prompt: 'a fox', num_outputs: 9 },
  'a model out of memory': { prompt: 'a fox [sandbox:fail=oom]' },
}
for (const [what, input] of Object.entries(attempts))
  try {
    await replicate.run('black-forest-labs/flux-schnell', { input })
  } catch (error) {
    console.log(`${what}: ${error.response?.status ?? error.message}`)
  }
