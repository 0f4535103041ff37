import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// Text as it is written. Where the connection breaks it goes on after the last word.
const input = { prompt: 'Count to 5.' }
for await (const { event, data } of replicate.stream('meta/meta-llama-3-70b-instruct', { input }))
  if (event === 'output') process.stdout.write(data)
console.log()
await replicate.close()
