import { readFile } from 'node:fs/promises'
import { fileAt } from '../../../src/replicate/inputs.ts'
import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// A path, bytes, a Blob or an address: what is a file is uploaded once, or goes along where it is small.
const path = process.env.PICTURE
const bytes = await readFile(path)
const size = { width: 64, height: 64, num_inference_steps: 1 }
const uploaded = await replicate.files.create({ content: bytes, name: 'fox.png', contentType: 'image/png' })
for (const image of [fileAt(path), bytes, new Blob([bytes], { type: 'image/png' }), new URL(uploaded.urls.get)]) {
  const pictures = await replicate.run('stability-ai/sdxl', { input: { prompt: 'a fox', image, ...size } })
  console.log(image.constructor.name, pictures.length)
}
await replicate.close()
