import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

let prediction = await replicate.predictions.create({
  model: 'black-forest-labs/flux-schnell',
  input: { prompt: 'a lighthouse', megapixels: '0.25' },
})
console.log('started', prediction.id)
prediction = await replicate.wait(prediction, { interval: 200 })
console.log(prediction.status, prediction.output)
