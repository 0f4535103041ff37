import { fileAt } from '../../../src/replicate/inputs.ts'
import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// PICTURES is a zip of pictures. The model that gets the new version must exist first.
const { username } = await replicate.account.get()
const destination = `${username}/foxes`
await replicate.models.create({ reference: destination, visibility: 'private', hardware: 'cpu' })
const trainer = await replicate.models.get('ostris/flux-dev-lora-trainer')
const training = await replicate.trainings.create({
  trainer: `ostris/flux-dev-lora-trainer:${trainer.latest_version.id}`,
  destination,
  input: { input_images: fileAt(process.env.PICTURES), trigger_word: 'FOX', steps: 3 },
})
const { status, output } = await replicate.trainings.wait(training)
console.log(status, output.version)
const [picture] = await replicate.run(output.version, { input: { prompt: 'FOX in the snow', megapixels: '0.25' } })
console.log(picture.url)
await replicate.close()
