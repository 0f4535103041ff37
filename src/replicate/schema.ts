import { type Field, readField } from './field.ts'
import { type Schema, schemaNamed } from './resolve.ts'
import { isRecord } from './wire.ts'

/** What a model answers with. `text-stream`: fragments, to be joined with nothing between. `unknown`: decide by the value. */
export type OutputForm = 'file' | 'files' | 'text' | 'text-stream' | 'list' | 'object' | 'unknown'

export type ModelSchema = {
  /** In the author's order. */
  readonly fields: readonly Field[]
  readonly output: OutputForm
  /** The whole input as one JSON schema without references and without dangerous patterns, for a validator. */
  readonly input: Schema
}

// Models have a few dozen; a form could not show more.
const mostFields = 200

/**
 * A model's inputs and output out of its version's `openapi_schema`. Never throws: what cannot be understood is left out.
 * For a training give the names `TrainingInput` and `TrainingOutput`.
 */
export function readSchema(openapi: unknown, names = { input: 'Input', output: 'Output' }): ModelSchema {
  const input = schemaNamed(openapi, names.input)
  const properties = isRecord(input['properties']) ? input['properties'] : {}
  const required = new Set<unknown>(Array.isArray(input['required']) ? input['required'] : [])
  const fields = Object.entries(properties)
    .filter((entry): entry is [string, Schema] => isRecord(entry[1]))
    // The order of a JSON object means nothing; authors count with x-order. What has none comes last.
    .sort(([, a], [, b]) => orderOf(a) - orderOf(b))
    .slice(0, mostFields)
    .map(([name, property]) => readField(name, property, required.has(name)))
    .filter(field => field !== undefined)
  return { fields, output: outputForm(schemaNamed(openapi, names.output)), input }
}

// Not Infinity: the difference of two would be no number.
const orderOf = (property: Schema): number =>
  typeof property['x-order'] === 'number' ? property['x-order'] : Number.MAX_SAFE_INTEGER

function outputForm(output: Schema): OutputForm {
  switch (output['type']) {
    case 'string':
      return output['format'] === 'uri' ? 'file' : 'text'
    case 'object':
      return 'object'
    case 'array': {
      const items = isRecord(output['items']) ? output['items'] : {}
      if (items['type'] !== 'string') return 'list'
      if (items['format'] === 'uri') return 'files'
      return output['x-cog-array-type'] === 'iterator' && output['x-cog-array-display'] === 'concatenate' ? 'text-stream' : 'list'
    }
    default:
      return 'unknown'
  }
}
