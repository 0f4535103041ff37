import { writeFile } from 'node:fs/promises'
import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// The picture of one model is the input of the next: a handle stands for its address.
const [draft] = await replicate.run('black-forest-labs/flux-schnell', {
  input: { prompt: 'a red fox', megapixels: '0.25', output_format: 'png' },
})
const [painted] = await replicate.run('stability-ai/sdxl', {
  input: { prompt: 'a red fox, oil painting', image: draft.url, width: 256, height: 256, num_inference_steps: 5 },
})
await writeFile(process.env.OUT, await painted.bytes({ types: ['image/*'], maxBytes: 20_000_000 }))
console.log('written', process.env.OUT)
await replicate.close()
