import { readFile } from 'node:fs/promises'
import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const bytes = await readFile(process.env.PICTURE)
const { latest_version: version } = await replicate.models.get('stability-ai', 'sdxl')
const size = { width: 64, height: 64, num_inference_steps: 1 }
const uploaded = await replicate.files.create(bytes)
for (const image of [bytes, new Blob([bytes], { type: 'image/png' }), uploaded.urls.get]) {
  const pictures = await replicate.run(`stability-ai/sdxl:${version.id}`, { input: { prompt: 'a fox', image, ...size } })
  console.log(image.constructor.name, pictures.length)
}
