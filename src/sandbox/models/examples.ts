type Input = Readonly<Record<string, unknown>>

/** What the example of a model is made of; `picture` is the link of one that the sandbox painted. */
export type ExampleInput = { readonly needsPicture: boolean; readonly input: (picture: string) => Input }

const words = (input: Input): ExampleInput => ({ needsPicture: false, input: () => input })
const seeing = (input: (picture: string) => Input): ExampleInput => ({ needsPicture: true, input })

/** Black, with a white disc: what is repainted in the example of the inpainting model. */
const mask =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQMAAAAlPW0iAAAABlBMVEX///8AAABVwtN+AAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAFklEQVQImWP4/58BC2pm+M+IipohUgCebhnzEfTC/wAAAABJRU5ErkJggg=='

/** Whose example is the picture that the others start from. */
export const painter = 'black-forest-labs/flux-schnell'

/** The inputs of the examples by `owner/name`: small, so that each is made in a moment, and with a seed where one is taken. */
export const exampleInputs: Readonly<Record<string, ExampleInput>> = {
  [painter]: words({ prompt: 'a red fox in a snowy forest at sunset', megapixels: '0.25', output_format: 'png', seed: 7 }),
  'black-forest-labs/flux-dev': words({
    prompt: 'a lighthouse in fog, oil on canvas',
    megapixels: '0.25',
    num_inference_steps: 8,
    seed: 7,
  }),
  'black-forest-labs/flux-1.1-pro': words({
    prompt: 'a sailing boat on a calm lake in the morning',
    aspect_ratio: 'custom',
    width: 512,
    height: 512,
    seed: 7,
  }),
  'stability-ai/sdxl': words({
    prompt: 'an astronaut riding a horse in the desert',
    width: 512,
    height: 512,
    num_inference_steps: 10,
    seed: 7,
  }),
  'stability-ai/stable-diffusion': words({
    prompt: 'a castle on a hill by night, watercolour',
    width: 512,
    height: 512,
    num_inference_steps: 10,
    seed: 7,
  }),
  'stability-ai/stable-diffusion-inpainting': seeing(image => ({
    prompt: 'a moon',
    image,
    mask,
    num_inference_steps: 10,
    seed: 7,
  })),
  'black-forest-labs/flux-kontext-pro': seeing(image => ({ prompt: 'make it night', input_image: image, seed: 7 })),
  'google/nano-banana': seeing(image => ({ prompt: 'make it black and white', image_input: [image] })),
  'meta/meta-llama-3-70b-instruct': words({ prompt: 'What is 12 * 12?' }),
  'meta/meta-llama-3-8b-instruct': words({ prompt: 'List three fruits.' }),
  'openai/gpt-5-mini': words({ messages: [{ role: 'user', content: 'What is 17 + 4?' }] }),
  'openai/gpt-4.1-mini': words({
    messages: [
      { role: 'user', content: 'My favourite colour is teal.' },
      { role: 'assistant', content: 'Noted.' },
      { role: 'user', content: 'What is my favourite colour?' },
    ],
  }),
  'ibm-granite/granite-3.3-8b-instruct': words({ prompt: 'Who are you?', system_prompt: 'You are a friendly librarian.' }),
  'deepseek-ai/deepseek-r1': words({ prompt: 'What is 2 to the power of 10?' }),
  'google/veo-3-fast': words({
    prompt: 'a red boat on the sea',
    duration: 4,
    resolution: '720p',
    generate_audio: false,
    seed: 7,
  }),
  'minimax/video-01': words({ prompt: 'a bird over the mountains' }),
  'anotherjesse/zeroscope-v2-xl': words({
    prompt: 'clouds over a hill',
    width: 256,
    height: 256,
    num_frames: 8,
    num_inference_steps: 2,
    seed: 7,
  }),
  'minimax/speech-02-turbo': words({ text: 'Hello from the sandbox.' }),
  'jaaari/kokoro-82m': words({ text: 'Hello from the sandbox.' }),
  'adirik/styletts2': words({ text: 'Hello from the sandbox.' }),
  'andreasjansson/blip-2': seeing(image => ({ image, question: 'What is this a picture of?' })),
  'salesforce/blip': seeing(image => ({ image })),
  'nightmareai/real-esrgan': seeing(image => ({ image, scale: 2 })),
  'recraft-ai/recraft-crisp-upscale': seeing(image => ({ image })),
  'bria/remove-background': seeing(image => ({ image })),
  '851-labs/background-remover': seeing(image => ({ image })),
  'lucataco/remove-bg': seeing(image => ({ image })),
  'cjwbw/rembg': seeing(image => ({ image })),
  'replicate/canary': words({ text: 'Ada' }),
  'replicate/hello-world': words({ text: 'Ada' }),
}
