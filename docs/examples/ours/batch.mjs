import { createReplicate } from '../../../src/replicate/client.ts'

const { REPLICATE_API_TOKEN: token, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = createReplicate({ token, baseUrl })

// Three at once; one that fails does not take the others along.
const names = ['Ada', 'Grace', 'Edsger']
const greetings = await Promise.allSettled(names.map(text => replicate.run('replicate/hello-world', { input: { text } })))
for (const [i, { status, value, reason }] of greetings.entries()) console.log(names[i], status, value ?? reason.message)
await replicate.close()
