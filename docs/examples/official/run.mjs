import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const [picture] = await replicate.run('black-forest-labs/flux-schnell', {
  input: { prompt: 'a red fox in the snow', megapixels: '0.25' },
})
console.log(String(picture))
