import type { ErrorObject, ValidateFunction } from 'ajv'
import { LRUCache } from 'lru-cache'
import { foreign } from '#core/foreign.ts'
import type { ModelCard } from '#core/model-card.ts'
import { boundsOf } from '#core/number.ts'
import { oneOf } from '#core/one-of.ts'
import { brief } from '#core/text.ts'

const validators = new LRUCache<string, ValidateFunction>({ max: 200 })

/** A model's schema as a checker. ajv costs 10 ms to load, so it is loaded by the first job, not at start. */
async function validatorOf(card: ModelCard): Promise<ValidateFunction> {
  // The schema itself: a deployment keeps its reference when another release, with other bounds, takes its place.
  const key = JSON.stringify(card.schema)
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
      ? `“${brief(String(given), 60)}”`
      : 'something else'
  const field = card.fields.find(known => known.name === name)
  switch (error.keyword) {
    case 'required':
      return `${card.model} needs \`${String(params['missingProperty'])}\`.`
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return `\`${name}\` of ${card.model} must be ${boundsOf(field ?? {}) || `${String(params['comparison'])} ${String(params['limit'])}`}, got ${got}.`
    case 'enum':
      return `\`${name}\` of ${card.model} must be ${brief(oneOf((field?.choices ?? (params['allowedValues'] as unknown[])).map(String)), 400)}; got ${got}.`
    case 'type':
      return `\`${name}\` of ${card.model} must be ${article(String(params['type']))}, got ${got}.`
    case 'maxLength':
    case 'minLength':
      return `\`${name}\` of ${card.model} must have ${error.keyword === 'maxLength' ? 'at most' : 'at least'} ${String(params['limit'])} characters.`
    case 'additionalProperties':
      return `${card.model} has no input ${foreign(String(params['additionalProperty']), 60)}.`
    default:
      return `${card.model} does not take ${name === '' ? 'this' : `\`${name}\` like this`}: it ${foreign(error.message ?? 'does not fit its schema', 200)}.`
  }
}

const article = (type: string): string =>
  type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
