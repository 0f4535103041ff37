import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// Off first, then on: a deployment that sleeps costs nothing, and boots when it is used.
const { username } = await replicate.account.get()
const model = 'replicate/hello-world'
const { latest_version: version } = await replicate.models.get(model)
const size = { minInstances: 0, maxInstances: 1 }
await replicate.deployments.create({ name: 'greeter', model, version: version.id, hardware: 'cpu', ...size })
console.log(await replicate.deployments.run(`${username}/greeter`, { input: { text: 'Ada' } }))
const { current_release: release } = await replicate.deployments.update(`${username}/greeter`, { maxInstances: 3 })
console.log('release', release.number)
await replicate.close()
