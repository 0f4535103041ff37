import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// Starts, does something else, looks from time to time.
const live = await replicate.start('black-forest-labs/flux-schnell', { input: { prompt: 'a lighthouse', megapixels: '0.25' } })
console.log('started', live.id)
const prediction = await live.wait({ everyMs: 200, onProgress: ({ status }) => console.log(status) })
console.log(prediction.status, prediction.output)
await replicate.close()
