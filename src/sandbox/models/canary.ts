import { greetInPieces } from '../engines/hello.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

/** The model the test-suites of the official clients run: greets in several fragments. */
export const canary: SandboxModel = {
  owner: 'replicate',
  name: 'canary',
  description:
    'A tiny model that greets in several pieces, for tests of clients. In this sandbox a local engine plays it, and does just the same.',
  official: false,
  output: 'fragments',
  bootMs: 20,
  whenUnsafe: 'fail',
  versions: [
    {
      id: '30e22229542eb3f79d4f945dacb58d32001b02cc313ae6f54eef27904edf3272',
      createdAt: '2023-11-08T16:20:38.413812Z',
      cogVersion: '0.8.6',
      schema: cogDocument({ text: { type: 'string', default: '', description: 'Who is greeted' } }, cogOutput.fragments),
    },
  ],
  engine: greetInPieces,
}
