import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// Runs to the end. Files come as handles: nothing is downloaded before it is read.
const [picture] = await replicate.run('black-forest-labs/flux-schnell', {
  input: { prompt: 'a red fox in the snow', megapixels: '0.25' },
  onProgress: (prediction, progress) => console.log(prediction.status, progress?.fraction ?? ''),
})
console.log(picture.url)
await replicate.close()
