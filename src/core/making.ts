import type { Field, ModelCard } from './model-card.ts'
import { type Price, pricesOf } from './money.ts'

/** What models make that is neither a picture nor words. */
export type Medium = 'video' | 'sound'

type Signs = { readonly inputs: RegExp; readonly formats: RegExp; readonly words: RegExp }

// A schema calls a video, a sound and a picture alike: an address. What else models of each have in common tells.
const signs: Readonly<Record<Medium, Signs>> = {
  video: {
    inputs:
      /^(?:fps|frames_per_second|num_frames|frame_num|number_of_frames|video_length|first_frame(?:_image)?|last_frame(?:_image)?|start_image|end_image|generate_audio|camera_fixed)$/,
    formats: /^(?:mp4|webm|mov)$/i,
    words: /(?:^|[^a-z])(?:videos?|films?|t2v|i2v)(?![a-z])/i,
  },
  sound: {
    inputs:
      /^(?:voice|voice_id|voices|speaker|speaker_id|lyrics|audio_format|audio_length|sample_rate|sampling_rate|bitrate|bpm)$/,
    formats: /^(?:mp3|wav|flac|ogg|m4a)$/i,
    words: /(?:^|[^a-z])(?:audio|sounds?|music|musicgen|songs?|speech|tts)(?![a-z])/i,
  },
}
const media = ['video', 'sound'] as const
const pictures = /\b(?:images?|pictures?|photos?|paint\w*|draw\w*)\b/i
const pictureFormats = /^(?:png|jpe?g|webp)$/i

/**
 * Whether a model makes videos or sound, as far as the table's unit, its inputs, its name or its own words say so;
 * undefined where none of them does, or where words speak of pictures, too.
 */
export function mediumOf(
  card: Pick<ModelCard, 'model' | 'about' | 'fields' | 'output'>,
  prices: readonly Price[],
): Medium | undefined {
  if (card.output !== 'file' && card.output !== 'files') return undefined
  if (pricesOf(prices, card.model).some(({ unit }) => unit === 'video_second')) return 'video'
  const name = card.model.slice(card.model.indexOf('/') + 1)
  const prompt = card.fields.find(field => field.name === 'prompt')?.about ?? ''
  const told = [
    (medium: Medium) => card.fields.some(field => signs[medium].inputs.test(field.name)),
    (medium: Medium) => card.fields.some(field => isFormatOf(field, signs[medium].formats)),
    (medium: Medium) => signs[medium].words.test(name) && !pictures.test(name),
    (medium: Medium) => [prompt, card.about].some(words => signs[medium].words.test(words) && !pictures.test(words)),
  ]
  for (const tells of told) {
    const medium = media.find(tells)
    if (medium !== undefined) return medium
  }
  // A picture has no length; of the two that have one, a sound says so by another sign.
  return card.fields.some(({ name }) => name === 'duration' || name === 'seconds') ? 'video' : undefined
}

const isFormatOf = ({ choices = [] }: Field, formats: RegExp): boolean =>
  choices.some(choice => formats.test(String(choice))) && !choices.some(choice => pictureFormats.test(String(choice)))

/** What a model does, as a sentence about it goes on: `paints`, `makes videos`. Undefined where its card does not tell. */
export function doingOf(card: ModelCard, prices: readonly Price[]): string | undefined {
  if (card.kind === 'chat') return 'talks'
  const medium = mediumOf(card, prices)
  if (medium !== undefined) return medium === 'video' ? 'makes videos' : 'makes sound'
  if (card.kind === 'image') return 'paints'
  const needed = card.fields.find(field => field.required && (field.type === 'file' || field.files === true))?.name ?? ''
  const given = /audio|sound|speech|voice/i.test(needed)
    ? 'sound'
    : /image|picture|photo|img/i.test(needed)
      ? 'a picture'
      : undefined
  if (given === undefined) return undefined
  if (card.output === 'file' || card.output === 'files') return `works on ${given} it is given`
  return card.output === 'text' || card.output === 'text-stream' ? `puts ${given} into words` : undefined
}
