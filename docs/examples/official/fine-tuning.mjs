import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const { username } = await replicate.accounts.current()
await replicate.models.create(username, 'wolves', { visibility: 'private', hardware: 'cpu' })
const trainer = await replicate.models.get('ostris', 'flux-dev-lora-trainer')
// Trainings do not upload by themselves here.
const file = await replicate.files.create(await readFile(process.env.PICTURES))
let training = await replicate.trainings.create('ostris', 'flux-dev-lora-trainer', trainer.latest_version.id, {
  destination: `${username}/wolves`,
  input: { input_images: file.urls.get, trigger_word: 'WOLF', steps: 3 },
})
while (training.status === 'starting' || training.status === 'processing') {
  await sleep(200)
  training = await replicate.trainings.get(training.id)
}
console.log(training.status, training.output.version)
const [picture] = await replicate.run(training.output.version, { input: { prompt: 'WOLF in the snow', megapixels: '0.25' } })
console.log(String(picture))
