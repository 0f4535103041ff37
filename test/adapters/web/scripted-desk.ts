import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { textOf } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import type { Blobs, Desk, Platform, Suggestion } from '#core/ports.ts'
import { type Block, type Picture, type Post, type ReplyRef, refuse, say } from '#core/post.ts'

/** A service in miniature that plays the same scenes every time: progress, pictures, streamed words, refusals. */
export type ScriptedDesk = Desk & {
  /** Every event that came, repeats included. */
  readonly events: readonly Inbound[]
  /** Resolves when nothing is being played any more. */
  idle(): Promise<void>
}

const sides: Readonly<Record<string, readonly [number, number]>> = {
  '16:9': [1024, 576],
  '9:16': [576, 1024],
  '3:2': [1024, 683],
}

async function paint(prompt: string, index: number, aspect: string, blobs: Blobs): Promise<Picture> {
  const [width, height] = sides[aspect] ?? [768, 768]
  const hue = (prompt.length * 37 + index * 61) % 360
  const hills = [0.62, 0.74, 0.86].map((level, layer) => {
    const y = height * level
    const bend = height * (0.08 + 0.03 * ((index + layer) % 3))
    return `<path d="M0 ${y} Q ${width * 0.3} ${y - bend} ${width * 0.55} ${y} T ${width} ${y - bend / 2} V ${height} H 0 Z" fill="hsl(${hue} ${30 + layer * 8}% ${46 - layer * 12}%)"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${hue + 180} 55% 62%)"/><stop offset="1" stop-color="hsl(${hue + 40} 80% 88%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="${width * (0.25 + 0.15 * index)}" cy="${height * 0.3}" r="${height * 0.09}" fill="hsl(${hue + 30} 95% 92%)"/>${hills.join('')}</svg>`
  const bytes = await sharp(Buffer.from(svg)).webp({ quality: 82 }).toBuffer()
  return { blob: await blobs.put(bytes, 'image/webp'), contentType: 'image/webp', width, height, alt: prompt }
}

const answer = (text: string): string => `You wrote “${text.slice(0, 60)}”. Here is what I can offer:

1. **Saltmouth Loaf** – plain, and true to the place
2. *The Tidal Oven* – opens with the ebb
3. [Crumb & Current](https://example.com/crumb) – for those who like a pun

| Name | Letters | Mood |
| --- | ---: | --- |
| Saltmouth Loaf | 14 | calm |
| The Tidal Oven | 14 | curious |

A sign could be made with a few lines:

\`\`\`python
def sign(name: str, width: int = 40) -> str:
    return name.center(width, "~")

print(sign("Saltmouth Loaf"))
\`\`\`

> Good bread needs no long name.

Tell me which one feels right, and I will write the words for the window.`

/** Plays scenes on a platform. `stepMs`: how long each step of a scene takes. */
export function scriptedDesk(stage: () => { readonly platform: Platform; readonly blobs: Blobs }, stepMs: number): ScriptedDesk {
  const events: Inbound[] = []
  const seen = new Set<string>()
  const playing = new Set<Promise<void>>()
  const stopped = new Set<string>()
  const signal = new AbortController().signal

  const post = (reply: ReplyRef, nonce: string, first: Post) => stage().platform.surface.post(reply, first, { nonce, signal })

  const paintScene = async (id: string, reply: ReplyRef, prompt: string, count: number, aspect: string): Promise<void> => {
    const { surface } = stage().platform
    const cancel: Block = { type: 'actions', buttons: [{ action: `cancel:${id}`, label: 'Cancel', tone: 'danger' }] }
    const show = (...blocks: Block[]): Post => ({ audience: 'channel', blocks })
    const message = await post(reply, id, show({ type: 'progress', label: 'Queued · 2nd in line' }, cancel))
    const frame = (...blocks: Block[]) => surface.edit(message, show(...blocks, cancel), { last: false, signal })
    await sleep(stepMs * 2)
    await frame({ type: 'progress', label: 'Starting · usually takes 4 s' })
    await sleep(stepMs * 2)
    const pictures: Picture[] = []
    for (let step = 1; step <= 20 && !stopped.has(id); step++) {
      const done = step / 20
      if (step > 8 && pictures.length < count && step % 3 === 0)
        pictures.push(await paint(prompt, pictures.length, aspect, stage().blobs))
      const label = `Generating · ${Math.round(done * 99)}% · ${step}/20 · about ${((20 - step) * stepMs) / 1_000} s`
      await frame({ type: 'pictures', pictures, expected: count }, { type: 'progress', label, done: done * 0.99 })
      await sleep(stepMs)
    }
    if (stopped.has(id)) {
      await surface.edit(message, show({ type: 'note', text: 'Canceled. Nothing was made.' }), { last: true, signal })
      return
    }
    while (pictures.length < count) pictures.push(await paint(prompt, pictures.length, aspect, stage().blobs))
    const buttons = [
      { action: `again:${id}`, label: 'Again' },
      { action: `vary:${id}`, label: 'Vary' },
      { action: `delete:${id}`, label: 'Delete', tone: 'danger' as const },
    ]
    const note = `“${prompt}” · deployment:sandbox/flux-fast · seed 42 · 3.1 s · about $0.012 at Replicate, free here`
    const last = show({ type: 'pictures', pictures, expected: count }, { type: 'note', text: note }, { type: 'actions', buttons })
    await surface.edit(message, last, { last: true, signal })
  }

  const talkScene = async (id: string, reply: ReplyRef, text: string): Promise<void> => {
    const { surface } = stage().platform
    const stop: Block = { type: 'actions', buttons: [{ action: `stop:${id}`, label: 'Stop', tone: 'primary' }] }
    const message = await post(reply, id, { audience: 'channel', blocks: [{ type: 'progress', label: 'Thinking' }, stop] })
    const words = answer(text)
    await sleep(stepMs * 2)
    let at = 0
    while (at < words.length && !stopped.has(id)) {
      at = Math.min(words.length, at + 24)
      await surface.edit(
        message,
        { audience: 'channel', blocks: [{ type: 'text', markdown: words.slice(0, at) }, stop] },
        { last: false, signal },
      )
      await sleep(stepMs / 2)
    }
    const blocks: Block[] = [
      { type: 'text', markdown: words.slice(0, at) },
      {
        type: 'note',
        text: `${stopped.has(id) ? 'Stopped · ' : ''}deployment:sandbox/llama-chat · remembers 14 messages, 1 summary · 1.2 s`,
      },
      { type: 'actions', buttons: [{ action: `regenerate:${id}`, label: 'Regenerate' }] },
    ]
    await surface.edit(message, { audience: 'channel', blocks }, { last: true, signal })
  }

  const play = async (event: Inbound): Promise<void> => {
    const { surface, directory } = stage().platform
    switch (event.type) {
      case 'message':
        if (event.text === 'break off') throw new Error('a scene that breaks')
        return talkScene(event.id, event.reply, event.text)
      case 'command': {
        const prompt = textOf(event.values, 'prompt')
        if (event.command === 'imagine' && prompt.includes('forbidden')) {
          await post(
            event.reply,
            event.id,
            refuse('The safety filter refused this prompt. Nothing was charged; word it differently.'),
          )
          return
        }
        if (event.command === 'imagine') {
          const { count, aspect } = event.values
          return paintScene(event.id, event.reply, prompt, Number(count ?? 1), typeof aspect === 'string' ? aspect : '1:1')
        }
        if (event.command === 'chat') {
          const text = textOf(event.values, 'message')
          const thread = await surface.thread(event.reply, text.slice(0, 40), { nonce: `thread ${event.id}`, signal })
          return talkScene(event.id, thread.reply, text)
        }
        if (event.command === 'forget') {
          await directory.forget(event.actor)
          await post(event.reply, event.id, say('actor', 'Everything stored of you is forgotten.'))
          return
        }
        const rows = [
          ['`/imagine <prompt> [--count]`', 'Paint pictures from words'],
          ['`/chat <message>`', 'Open a thread and talk in it'],
        ]
        const blocks: Block[] = [
          { type: 'text', markdown: '`deployment:sandbox/flux-fast` paints here.' },
          { type: 'table', columns: ['Command', 'What it does'], rows },
          { type: 'note', text: 'This is the sandbox: nothing is charged.' },
        ]
        await post(event.reply, event.id, { audience: 'actor', blocks })
        return
      }
      case 'button': {
        const [what = '', id = ''] = event.action.split(':')
        if (what === 'cancel' || what === 'stop') stopped.add(id)
        else if (what === 'delete') await surface.remove(event.message, signal)
        else if (what === 'again') return paintScene(event.id, event.reply, 'the same once more', 1, '1:1')
        else await post(event.reply, event.id, say('actor', `You pressed ${what}.`))
        return
      }
      case 'edited':
      case 'deleted':
      case 'stop':
      case 'form':
      case 'menu':
      case 'left':
        return
      default:
        return event satisfies never
    }
  }

  return {
    events,
    async handle(event) {
      events.push(event)
      if (seen.has(event.id)) return
      seen.add(event.id)
      const scene = play(event)
      const over: Promise<void> = scene.catch(() => {}).finally(() => playing.delete(over))
      playing.add(over)
    },
    async suggest(command, option, partial): Promise<readonly Suggestion[]> {
      if (!['model', 'key'].includes(option)) return []
      const known =
        option === 'key'
          ? ['model.image', 'model.chat', 'chat.system', 'chat.memory', 'image.max']
          : ['black-forest-labs/flux-schnell', 'black-forest-labs/flux-dev', 'stability-ai/sdxl', 'deployment:sandbox/flux-fast']
      return known.filter(name => name.includes(partial.toLowerCase())).map(value => ({ value, label: value }))
    },
    open: blob => stage().blobs.get(blob),
    linkTo: () => undefined,
    form: () => Promise.reject(new Error('This desk shows no forms.')),
    checkForm: async () => ({}),
    help: async () => say('actor', 'Nothing much is possible here.'),
    places: async () => [],
    present: async () => {},
    // What was made is looked at with the real service: see test/browser/reports.test.ts.
    gallery: async () => ({ rows: [] }),
    picture: async () => undefined,
    jobs: async () => ({ rows: [] }),
    spend: async (_, { by }) => ({
      whose: 'mine',
      by,
      period: '2026-11',
      charged: false,
      total: { spent: 0, reserved: 0, jobs: 0 },
      lines: [],
      budgets: [],
    }),
    job: async () => undefined,
    thumbnail: async () => undefined,
    keeps: async () => false,
    watch: () => () => {},
    async idle() {
      while (playing.size > 0) await Promise.all(playing)
    },
  }
}
