import type { Engine } from '../../engine.ts'
import { inStyle, type Style } from './style.ts'

/** A painter that paints in a style: what it finishes gets the style's colours, as strongly as `lora_scale` says (1). */
export const styled = (painter: Engine, style: Style): Engine =>
  async function* (run) {
    const { prompt, lora_scale: scale } = run.input
    const input = { ...run.input, prompt: typeof prompt === 'string' ? without(prompt, style.trigger) : prompt }
    const strength = typeof scale === 'number' ? scale : 1
    yield { type: 'log', line: `Painting in a style learnt from ${style.pictures} pictures, at ${strength}` }
    for await (const event of painter({ ...run, input }))
      yield event.type === 'file' ? { ...event, bytes: await inStyle(event.bytes, style, strength, event.extension) } : event
  }

/** A prompt without the word that stands for the style: there is nothing to draw for it. */
function without(prompt: string, trigger: string): string {
  if (trigger === '') return prompt
  const literal = trigger.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return prompt.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu'), '').trim()
}
