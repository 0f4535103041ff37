import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Node = { readonly [key: string]: Node }

const description = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as Node
const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true })
formats.default(ajv)
ajv.addFormat('snowflake', /^\d{1,20}$/)
ajv.addFormat('nonce', true)
ajv.addFormat('int32', { type: 'number', validate: value => Math.abs(value) <= 2 ** 32 })
ajv.addFormat('int64', { type: 'number', validate: () => true })
ajv.addSchema(description, 'discord')

const parameters = (template: string): number => template.split('{').length - 1
/** The described paths with their patterns; those with the fewest parameters first, so that `@original` is not taken for an id. */
const templates = Object.keys(description['paths']!)
  .sort((a, b) => parameters(a) - parameters(b))
  .map(template => ({
    template,
    names: [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
  }))

/** The described path that a path is one of, and what stands in its places. */
export function routeOf(
  path: string,
): { readonly template: string; readonly places: Readonly<Record<string, string>> } | undefined {
  for (const { template, names, pattern } of templates) {
    const found = pattern.exec(path)
    if (found !== null) return { template, places: Object.fromEntries(names.map((name, at) => [name, found[at + 1]!])) }
  }
  return undefined
}

export const isDescribed = (template: string, method: string): boolean =>
  description['paths']![template]?.[method.toLowerCase()] !== undefined

const pointer = (...keys: readonly string[]): string =>
  keys.map(key => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

function at(...keys: readonly string[]): { readonly node: Node; readonly validate: ValidateFunction } | undefined {
  const node = keys.reduce<Node | undefined>((found, key) => found?.[key], description)
  if (node === undefined) return undefined
  const validate = ajv.getSchema(`discord#/${pointer(...keys)}`)
  if (validate === undefined) throw new Error(`No schema at ${keys.join(' ')}.`)
  return { node, validate }
}

/** One thing that is wrong with a value: where, which keyword of the schema says so, and in words. */
export type Fault = { readonly path: string; readonly keyword: string; readonly words: string }

/** Of several branches of a union that all fail, the errors of the one whose `type` fits are the ones to read. */
function faultsOf(validate: ValidateFunction, value: unknown): readonly Fault[] {
  if (validate(value) === true) return []
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'oneOf' && keyword !== 'anyOf')
  const typed = (error: ErrorObject): boolean => isOfWrongKind(errors, error)
  const telling = errors.filter(error => !typed(error))
  return (telling.length > 0 ? telling : errors).map(({ instancePath, keyword, message, params }) => ({
    path: instancePath,
    keyword,
    words: `${instancePath || 'the whole'} ${message ?? keyword} ${JSON.stringify(params)}`,
  }))
}

/** Whether an error comes from a branch that is meant for another `type` of component or option, or for `null`. */
function isOfWrongKind(errors: readonly ErrorObject[], error: ErrorObject): boolean {
  if (error.keyword === 'type' && (error.schema === 'null' || error.params['type'] === 'null')) return true
  const branch = /^(.*\/(?:schemas\/\w+|(?:one|any)Of\/\d+))\//.exec(error.schemaPath)?.[1]
  return errors.some(
    other =>
      other.keyword === 'enum' &&
      other.instancePath.endsWith('/type') &&
      error.instancePath.startsWith(other.instancePath.slice(0, -'/type'.length)) &&
      branch !== undefined &&
      other.schemaPath.startsWith(branch),
  )
}

/** What the description has against a request's body; `undefined` when the operation takes none. */
export function bodyFaults(template: string, method: string, body: unknown): readonly Fault[] | undefined {
  const schema = at('paths', template, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema')
  return schema && faultsOf(schema.validate, body)
}

/** Properties of a request's body that the description does not know, misspelt ones above all: Discord passes over them. */
export function strangers(template: string, method: string, body: unknown): readonly string[] {
  const schema = at('paths', template, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema')
  return schema === undefined ? [] : unknownIn([schema.node], body, '').filter(path => !isHabit(template, path))
}

/** What the library writes into the list of kept attachments, being all that it once read of them. */
const readOfAttachments =
  /^(?:\/data)?\/attachments\/\d+\/(?:attachment|name|size|url|proxyURL|height|width|contentType|ephemeral|duration|waveform|flags)$/

/** The library sends fields of new messages, such as the nonce, with edits too, and a type with threads of messages: no mistake of the bot's. */
const isHabit = (template: string, path: string): boolean => {
  if (template.endsWith('/messages/{message_id}/threads') && path === '/type') return true
  const [name, ...inner] = path
    .replace(/^\/data/, '')
    .slice(1)
    .split('/')
  const known = description['components']!['schemas']!['MessageCreateRequest']!['properties']![name!]
  return (inner.length === 0 && known !== undefined) || readOfAttachments.test(path)
}

/** The schemas that a schema stands for, its references and unions opened. */
function branches(schema: Node): readonly Node[] {
  const reference = schema['$ref'] as unknown
  const further = ['oneOf', 'anyOf', 'allOf'].flatMap(key => (schema[key] as unknown as readonly Node[] | undefined) ?? [])
  const target =
    typeof reference === 'string'
      ? [
          reference
            .slice(2)
            .split('/')
            .reduce<Node>((node, key) => node[key]!, description),
        ]
      : []
  return [schema, ...[...further, ...target].flatMap(branches)]
}

function unknownIn(schemas: readonly Node[], value: unknown, path: string): readonly string[] {
  const open = schemas.flatMap(branches)
  if (Array.isArray(value)) {
    const items = open.flatMap(one => (one['items'] === undefined ? [] : [one['items']]))
    return items.length === 0 ? [] : value.flatMap((item, index) => unknownIn(items, item, `${path}/${index}`))
  }
  if (typeof value !== 'object' || value === null) return []
  if (open.some(one => one['additionalProperties'] !== undefined && (one['additionalProperties'] as unknown) !== false)) return []
  const kind = (value as { type?: unknown }).type
  const fitting = open.filter(one => {
    const kinds = one['properties']?.['type']?.['enum'] as unknown as readonly unknown[] | undefined
    return kinds === undefined || kinds.includes(kind)
  })
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = fitting.flatMap(one => (one['properties']?.[key] === undefined ? [] : [one['properties'][key]]))
    return known.length === 0 ? [`${path}/${key}`] : unknownIn(known, inner, `${path}/${key}`)
  })
}

/**
 * Compiles the schemas of first answers and of messages before they are needed: compiled in the midst of a test they would eat of the
 * three seconds that a bot has.
 */
export function warmUp(): void {
  bodyFaults('/interactions/{interaction_id}/{interaction_token}/callback', 'POST', { type: 5 })
  objectFaults('MessageResponse', {})
}

/** What the description has against an answer. A status it does not know is a fault too. */
export function answerFaults(template: string, method: string, status: number, body: unknown): readonly string[] {
  const responses = description['paths']![template]?.[method.toLowerCase()]?.['responses']
  if (responses?.[status] === undefined) return [`the status ${status} is not described`]
  const schema = at('paths', template, method.toLowerCase(), 'responses', String(status), 'content', 'application/json', 'schema')
  if (schema === undefined) return body === undefined ? [] : ['no body is described']
  return faultsOf(schema.validate, body).map(fault => fault.words)
}

/** What the description has against an object of a named schema, such as MessageResponse. */
export function objectFaults(name: string, value: unknown): readonly string[] {
  return faultsOf(at('components', 'schemas', name)!.validate, value).map(fault => fault.words)
}
