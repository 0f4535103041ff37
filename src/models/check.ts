import type { ErrorObject, ValidateFunction } from 'ajv'
import { LRUCache } from 'lru-cache'
import type { ModelCard } from '#core/model-card.ts'

const validators = new LRUCache<string, ValidateFunction>({ max: 200 })

/** A model's schema as a checker. ajv costs 10 ms to load, so it is loaded by the first job, not at start. */
async function validatorOf(card: ModelCard): Promise<ValidateFunction> {
  const key = `${card.pinned} ${JSON.stringify(card.schema).length}`
  const known = validators.get(key)
  if (known !== undefined) return known
  const [{ Ajv }, formats] = await Promise.all([import('ajv'), import('ajv-formats')])
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true, logger: false })
  formats.default.default(ajv)
  const validator = ajv.compile(card.schema)
  validators.set(key, validator)
  return validator
}

/** The sentence for the first input the model's schema refuses, or undefined when all is well. */
export async function checkInput(card: ModelCard, input: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  let validate: ValidateFunction
  try {
    validate = await validatorOf(card)
  } catch {
    // A schema that no checker understands is its author's; Replicate itself will say what it takes.
    return undefined
  }
  if (validate(input)) return undefined
  const [first] = validate.errors ?? []
  return first === undefined ? undefined : sentence(card, input, first)
}

function sentence(card: ModelCard, input: Readonly<Record<string, unknown>>, error: ErrorObject): string {
  const params = error.params as Readonly<Record<string, unknown>>
  const path = error.instancePath.split('/').slice(1)
  const name = path[0] ?? ''
  const given = path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], input)
  const got =
    typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
      ? `“${String(given).slice(0, 60)}”`
      : 'something else'
  const field = card.fields.find(known => known.name === name)
  const range = field?.min !== undefined && field.max !== undefined ? `from ${field.min} to ${field.max}` : undefined
  switch (error.keyword) {
    case 'required':
      return `${card.model} needs \`${String(params['missingProperty'])}\`.`
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return `\`${name}\` of ${card.model} must be ${range ?? `${String(params['comparison'])} ${String(params['limit'])}`}, got ${got}.`
    case 'enum':
      return `\`${name}\` of ${card.model} must be one of ${(field?.choices ?? (params['allowedValues'] as unknown[])).join(', ')}; got ${got}.`
    case 'type':
      return `\`${name}\` of ${card.model} must be ${article(String(params['type']))}, got ${got}.`
    case 'maxLength':
    case 'minLength':
      return `\`${name}\` of ${card.model} must have ${error.keyword === 'maxLength' ? 'at most' : 'at least'} ${String(params['limit'])} characters.`
    default:
      return `${card.model} does not take \`${name}\` like this: ${error.message ?? 'it does not fit its schema'}.`
  }
}

const article = (type: string): string =>
  type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
