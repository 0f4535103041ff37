/** What a list of models has in common, as the published service arranges them. */
export type Collection = {
  readonly slug: string
  readonly name: string
  readonly description: string
  /** `owner/name`, the first to be tried first. */
  readonly models: readonly string[]
}

/** The collections of the catalogue. The slugs are those of the service's own pages; `trainers` alone is our word. */
export const collections: readonly Collection[] = [
  {
    slug: 'text-to-image',
    name: 'Text to image',
    description: 'Models that paint a picture from words',
    models: [
      'black-forest-labs/flux-schnell',
      'black-forest-labs/flux-1.1-pro',
      'black-forest-labs/flux-dev',
      'stability-ai/sdxl',
      'stability-ai/stable-diffusion',
      'google/nano-banana',
    ],
  },
  {
    slug: 'image-editing',
    name: 'Image editing',
    description: 'Models that change a picture as they are told',
    models: ['black-forest-labs/flux-kontext-pro', 'google/nano-banana', 'stability-ai/stable-diffusion-inpainting'],
  },
  {
    slug: 'language-models',
    name: 'Language models',
    description: 'Models that write and converse',
    models: [
      'meta/meta-llama-3-70b-instruct',
      'meta/meta-llama-3-8b-instruct',
      'openai/gpt-5-mini',
      'openai/gpt-4.1-mini',
      'ibm-granite/granite-3.3-8b-instruct',
      'deepseek-ai/deepseek-r1',
    ],
  },
  {
    slug: 'text-to-video',
    name: 'Text to video',
    description: 'Models that film what words say',
    models: ['google/veo-3-fast', 'minimax/video-01', 'anotherjesse/zeroscope-v2-xl'],
  },
  {
    slug: 'text-to-speech',
    name: 'Text to speech',
    description: 'Models that read text aloud',
    models: ['minimax/speech-02-turbo', 'jaaari/kokoro-82m', 'adirik/styletts2'],
  },
  {
    slug: 'image-to-text',
    name: 'Image to text',
    description: 'Models that say what a picture shows',
    models: ['andreasjansson/blip-2', 'salesforce/blip', 'openai/gpt-5-mini', 'openai/gpt-4.1-mini'],
  },
  {
    slug: 'super-resolution',
    name: 'Super resolution',
    description: 'Models that enlarge pictures and keep them sharp',
    models: ['nightmareai/real-esrgan', 'recraft-ai/recraft-crisp-upscale'],
  },
  {
    slug: 'remove-backgrounds',
    name: 'Remove backgrounds',
    description: 'Models that cut out what a picture shows',
    models: ['bria/remove-background', '851-labs/background-remover', 'lucataco/remove-bg', 'cjwbw/rembg'],
  },
  {
    slug: 'trainers',
    name: 'Trainers',
    description: 'Models that train others on your pictures',
    models: ['ostris/flux-dev-lora-trainer', 'stability-ai/sdxl'],
  },
]
