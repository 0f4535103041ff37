import Replicate from 'replicate'

const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = process.env
const replicate = new Replicate({ auth, baseUrl })

const turns = []
const ask = async question => {
  turns.push(`User: ${question}`)
  // The history goes along as a transcript, since this model takes one text.
  const input = { system_prompt: 'You are a friendly assistant.', prompt: `${turns.join('\n')}\nAssistant:` }
  const pieces = await replicate.run('meta/meta-llama-3-70b-instruct', { input })
  const answer = pieces.join('').trim()
  turns.push(`Assistant: ${answer}`)
  return answer
}
console.log(await ask('My name is Ada.'))
console.log(await ask('What is my name?'))
