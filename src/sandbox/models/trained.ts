import { cogDocument, cogOutput } from './cog-document.ts'
import { fluxInputs } from './flux-schnell.ts'

/** What a version takes that a training made: all that the painter takes, and how strongly its style shows. */
export const trainedSchema = cogDocument(
  {
    ...fluxInputs,
    lora_scale: { type: 'number', default: 1, minimum: 0, maximum: 3, description: 'How strongly the trained style shows' },
  },
  cogOutput.files,
)
