import { llama3 } from './llama-3.ts'

/** The language model that talks where nobody chose another. */
export const llama370b = llama3('meta-llama-3-70b-instruct', '2024-04-18T17:54:57.102366Z')
