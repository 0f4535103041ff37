import { llama3 } from './llama-3.ts'

/** The small Llama 3. */
export const llama38b = llama3('meta-llama-3-8b-instruct', '2024-04-18T17:50:11.330182Z')
