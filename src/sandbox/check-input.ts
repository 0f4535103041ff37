import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import type { ModelVersion } from './models/model.ts'
import type { InvalidField } from './problem.ts'

type Input = Readonly<Record<string, unknown>>
type Property = { readonly default?: unknown; readonly type?: string }

/** Which of a version's two inputs is meant. */
export type InputName = 'Input' | 'TrainingInput'

const propertiesOf = (version: ModelVersion, name: InputName): Readonly<Record<string, Property>> =>
  (version.schema.components.schemas[name]?.['properties'] ?? {}) as Readonly<Record<string, Property>>

const checks = { Input: new WeakMap<object, ValidateFunction>(), TrainingInput: new WeakMap<object, ValidateFunction>() }

async function compile({ schema }: ModelVersion, name: InputName): Promise<ValidateFunction> {
  const known = checks[name].get(schema)
  if (known !== undefined) return known
  const [ajv, formats] = await Promise.all([import('ajv'), import('ajv-formats')])
  const made: Ajv = new ajv.Ajv({ allErrors: true, strict: false })
  formats.default.default(made, ['uri', 'date-time'])
  const check = made.compile({ $ref: `#/components/schemas/${name}`, components: schema.components })
  checks[name].set(schema, check)
  return check
}

function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const at = (input: Input, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    input,
  )

/** One ajv error in the words and type names the service's validator uses. */
function describe(error: ErrorObject, input: Input): InvalidField {
  const path = error.instancePath.split('/').slice(1)
  const field = ['input', ...path].join('.')
  const params = error.params as Readonly<Record<string, unknown>>
  const say = (type: string, description: string): InvalidField => ({ type, field, description })
  switch (error.keyword) {
    case 'required':
      return say('required', `${String(params['missingProperty'])} is required`)
    case 'type':
      return say('invalid_type', `Invalid type. Expected: ${String(params['type'])}, given: ${jsonType(at(input, path))}`)
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(value => JSON.stringify(value)).join(', ')
      return say('enum', `${path.join('.')} must be one of the following: ${allowed}`)
    }
    case 'minimum':
      return say('number_gte', `Must be greater than or equal to ${String(params['limit'])}`)
    case 'maximum':
      return say('number_lte', `Must be less than or equal to ${String(params['limit'])}`)
    case 'minLength':
      return say('string_gte', `String length must be greater than or equal to ${String(params['limit'])}`)
    case 'maxLength':
      return say('string_lte', `String length must be less than or equal to ${String(params['limit'])}`)
    case 'format':
      return say('format', `Does not match format '${String(params['format'])}'`)
    case 'pattern':
      return say('pattern', `Does not match pattern '${String(params['pattern'])}'`)
    default:
      return say(error.keyword, error.message ?? 'Is not what the model takes')
  }
}

/** What is wrong with an input by the schema this version serves; nothing is coerced. Empty when it is right. */
export async function faultsOf(version: ModelVersion, input: Input, name: InputName = 'Input'): Promise<readonly InvalidField[]> {
  const check = await compile(version, name)
  if (check(input) === true) return []
  return (check.errors ?? []).map(error => describe(error, input))
}

/** Whether the version takes a seed, so that one must be drawn where none is given. */
export const takesSeed = (version: ModelVersion): boolean => propertiesOf(version, 'Input')['seed']?.type === 'integer'

/** What the engine gets: known fields alone, as Cog does, with the defaults of the others. */
export function engineInput(version: ModelVersion, input: Input, seed: number | undefined, name: InputName = 'Input'): Input {
  const full = Object.entries(propertiesOf(version, name)).flatMap(([name, property]) => {
    const value = input[name] ?? (name === 'seed' ? seed : undefined) ?? property.default
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(full)
}
