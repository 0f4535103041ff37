import { writeFile } from 'node:fs/promises'
import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const [draft] = await replicate.run('black-forest-labs/flux-schnell', {
  input: { prompt: 'a red fox', megapixels: '0.25', output_format: 'png' },
})
// A community model must be named with its version.
const { latest_version: version } = await replicate.models.get('stability-ai', 'sdxl')
const [painted] = await replicate.run(`stability-ai/sdxl:${version.id}`, {
  input: { prompt: 'a red fox, oil painting', image: String(draft), width: 256, height: 256, num_inference_steps: 5 },
})
const response = await fetch(String(painted))
await writeFile(process.env.OUT, Buffer.from(await response.arrayBuffer()))
console.log('written', process.env.OUT)
