import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const input = { prompt: 'Count to 5.' }
for await (const { event, data } of replicate.stream('meta/meta-llama-3-70b-instruct', { input }))
  if (event === 'output') process.stdout.write(data)
console.log()
