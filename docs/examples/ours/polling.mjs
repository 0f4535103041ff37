import { hardwareUsdPerSecond } from '../../../src/config/hardware-prices.ts'
import { loadPrices } from '../../../src/config/prices.ts'
import { withPrices } from '../../../src/models/priced.ts'
import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = withPrices(createReplicate({ token, baseUrl }), loadPrices(), hardwareUsdPerSecond)

// Starts, does something else, looks from time to time.
const live = await replicate.start('black-forest-labs/flux-schnell', { input: { prompt: 'a lighthouse', megapixels: '0.25' } })
console.log('started', live.id)
const prediction = await live.wait({ everyMs: 200, onProgress: ({ status }) => console.log(status) })
console.log(prediction.status, prediction.output)

// No API tells a price: this is an estimate from a table, in millionths of a dollar.
console.log('cost about', (await replicate.cost(prediction)) / 1e6, 'dollars')
await replicate.close()
