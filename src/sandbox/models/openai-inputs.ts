import type { CogInput } from './cog-document.ts'

/** How the chat models of OpenAI are spoken to: a prompt, or messages in its place, and pictures. */
export const openaiInputs = {
  prompt: { type: 'string', nullable: true, description: 'What the model answers to; leave it out where you give messages' },
  system_prompt: { type: 'string', nullable: true, description: 'How the model should behave' },
  messages: {
    type: 'array',
    items: { type: 'object' },
    default: [],
    description:
      'The conversation as a list such as [{"role": "user", "content": "Hello"}]. With it, prompt and system_prompt count for nothing.',
  },
  image_input: {
    type: 'array',
    items: { type: 'string', format: 'uri' },
    default: [],
    description: 'Pictures shown to the model',
  },
} as const satisfies Readonly<Record<string, CogInput>>

/** What is said of such a model here. */
export const openaiDescription = (name: string): string =>
  `In this sandbox a small rule-based talker plays ${name}: it streams, remembers the messages it is given, obeys its system message and measures the pictures it is shown, but knows nothing of the world. With a Replicate token the real model answers.`
