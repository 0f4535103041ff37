import { hello } from '../engines/hello.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument({ text: { type: 'string', required: true, description: 'Text that is greeted' } }, cogOutput.text)

/** The smallest model there is: greets. */
export const helloWorld: SandboxModel = {
  owner: 'replicate',
  name: 'hello-world',
  description: 'A tiny model that says hello. In this sandbox a local engine plays it, and does just the same.',
  official: false,
  githubUrl: 'https://github.com/replicate/cog-examples',
  output: 'value',
  bootMs: 20,
  whenUnsafe: 'fail',
  versions: [
    {
      id: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
      createdAt: '2022-04-26T19:29:04.418669Z',
      cogVersion: '0.3.0',
      schema,
    },
    {
      id: '9dcd6d78e7c6560c340d916fe32e9f24aabfa331e5cce95fe31f77fb03121426',
      createdAt: '2022-03-16T02:31:18.204501Z',
      cogVersion: '0.2.0',
      schema,
    },
  ],
  engine: hello,
}
