import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const { latest_version: version } = await replicate.models.get('replicate', 'hello-world')
const names = ['Ada', 'Grace', 'Edsger']
const greetings = await Promise.allSettled(
  names.map(text => replicate.run(`replicate/hello-world:${version.id}`, { input: { text } })),
)
for (const [i, { status, value, reason }] of greetings.entries()) console.log(names[i], status, value ?? reason.message)
