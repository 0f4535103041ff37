import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveCog } from '../../src/sandbox/cog/serve.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { blocksOf, type Person, sitDown, type Spot, wordsOf } from './console.ts'
import { startProduct } from './process.ts'

const named = (name: string) => catalogue.find(model => model.name === name)!

/** A form of the console, as its page asks for it and sends it back. */
async function fillIn(url: string, message: string, action: string, values: Record<string, string>): Promise<void> {
  const path = `${url}/api/messages/${message}/form`
  const shown = await fetch(`${path}?action=${encodeURIComponent(action)}`)
  const form = (await shown.json()) as { form: string; fields: readonly { name: string; value?: string }[] }
  const held = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? '']))
  const sent = await fetch(path, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ event: crypto.randomUUID(), action, form: form.form, values: { ...held, ...values } }),
  })
  if (!sent.ok) throw new Error(await sent.text())
}

const soundOf = async (url: string, person: Person, spot: Spot, text: string): Promise<Response> => {
  const message = await person.answerTo(spot, text)
  const [sound] = blocksOf(message, 'pictures').flatMap(block => block.pictures)
  if (sound === undefined) throw new Error(wordsOf(message))
  return fetch(`${url}/files/${sound.blob}`)
}

test('at the console any model runs: a voice is played, a picture sent along is worked on, a form asks for the rest, and an own container answers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-run-'))
  const container = await serveCog({ port: 0, model: named('hello-world') })
  try {
    await using product = await startProduct(folder, { COG_HOSTS: `greeter=${container.origin}` })
    const person = sitDown(product.url)
    const spot = await person.general()

    const spoken = await soundOf(product.url, person, spot, '/run jaaari/kokoro-82m text="Hello there." speed=2')
    expect(spoken.headers.get('content-type')).toBe('audio/wav')
    expect(Buffer.from(await spoken.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF')

    const painted = await person.answerTo(
      spot,
      '/run black-forest-labs/flux-schnell {"prompt": "a red boat", "megapixels": "0.25"}',
    )
    const [boat] = blocksOf(painted, 'pictures').flatMap(block => block.pictures)
    const bytes = new Uint8Array(await (await fetch(`${product.url}/files/${boat!.blob}`)).arrayBuffer())
    const { body } = await person.upload(bytes, 'boat.webp', 'image/webp')
    const before = new Set((await person.messages(spot)).map(({ id }) => id))
    await person.say(spot, '/run nightmareai/real-esrgan scale=2', [body.id])
    const larger = await person.answer(spot, message => !before.has(message.id) && message.live !== true, 30_000)
    const [upscaled] = blocksOf(larger, 'pictures').flatMap(block => block.pictures)
    expect(upscaled?.width).toBe(boat!.width * 2)

    const asked = await person.answerTo(spot, '/run replicate/hello-world')
    expect(wordsOf(asked).trim()).toBe('replicate/hello-world needs `text`.')
    const [button] = blocksOf(asked, 'actions').flatMap(block => block.buttons)
    await fillIn(product.url, asked.id, button!.action, { text: 'Ada' })
    const greeted = await person.answer(spot, message => message.live !== true && wordsOf(message).startsWith('hello Ada'))
    expect(wordsOf(greeted)).toContain('replicate/hello-world (sandbox)')

    expect(wordsOf(await person.answerTo(spot, '/run cog:greeter text=Grace'))).toMatch(/^hello Grace\n“Grace” · cog\/greeter/)
    expect(await product.stop()).toBe(0)
  } finally {
    await container.close()
    await rm(folder, { recursive: true, force: true })
  }
})
