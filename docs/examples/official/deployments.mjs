import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const { username } = await replicate.accounts.current()
const { latest_version: version } = await replicate.models.get('replicate', 'hello-world')
await replicate.deployments.create({
  name: 'welcomer',
  model: 'replicate/hello-world',
  version: version.id,
  hardware: 'cpu',
  min_instances: 0,
  max_instances: 1,
})
let prediction = await replicate.deployments.predictions.create(username, 'welcomer', { input: { text: 'Ada' } })
prediction = await replicate.wait(prediction)
console.log(prediction.output)
const { current_release: release } = await replicate.deployments.update(username, 'welcomer', { max_instances: 3 })
console.log('release', release.number)
