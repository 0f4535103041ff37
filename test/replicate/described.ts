import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { Recorded } from './stand-in.ts'

type Node = { readonly [key: string]: Node }

const description = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as Node
const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(description, 'api')

const pointer = (...keys: readonly string[]): string =>
  keys.map(key => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

/** What the published description has against a request, or nothing. `base` is the path of the base URL. */
export function faultsOf(request: Recorded, base = '/v1'): readonly string[] {
  const path = request.path.slice(base.length)
  const template = Object.keys(description['paths']!).find(candidate =>
    new RegExp(`^${candidate.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  )
  const method = request.method.toLowerCase()
  const operation = template === undefined ? undefined : description['paths']![template]![method]
  if (template === undefined || operation === undefined) return [`${request.method} ${path} is not described.`]
  return [...parameterFaults(operation, request), ...bodyFaults(template, method, operation, request)]
}

function parameterFaults(operation: Node, request: Recorded): readonly string[] {
  const listed = Object.values(operation['parameters'] ?? {}).map(given => {
    const reference = given['$ref'] as unknown as string | undefined
    return reference === undefined ? given : description['components']!['parameters']![reference.split('/').at(-1)!]!
  }) as unknown as { name: string; in: string; schema: object }[]
  const known = new Set(listed.filter(one => one.in === 'query').map(one => one.name))
  const strangers = [...request.query.keys()]
    .filter(name => !known.has(name))
    .map(name => `The query parameter ${name} is not described.`)
  const wrong = listed.flatMap(({ name, in: where, schema }) => {
    const value =
      where === 'query' ? request.query.get(name) : where === 'header' ? request.headers[name.toLowerCase()] : undefined
    return value == null || ajv.validate(schema, asWritten(schema, value)) ? [] : [`${name}: ${ajv.errorsText()}`]
  })
  return [...strangers, ...wrong]
}

/** A number in a query is a text on the wire. */
const asWritten = (schema: object, value: unknown): unknown =>
  'type' in schema && schema.type === 'integer' && /^\d+$/.test(String(value)) ? Number(value) : value

function bodyFaults(template: string, method: string, operation: Node, request: Recorded): readonly string[] {
  if (operation['requestBody']?.['content']?.['application/json'] === undefined) {
    const taken = Object.keys(operation['requestBody']?.['content'] ?? {})
    return request.body.length === 0 || taken.includes('multipart/form-data') || taken.includes('text/plain')
      ? []
      : ['No body is described.']
  }
  const at = pointer('paths', template, method, 'requestBody', 'content', 'application/json', 'schema')
  const validate = ajv.getSchema(`api#/${at}`)
  if (validate === undefined) throw new Error(`No schema at ${at}.`)
  return validate(JSON.parse(request.body.toString())) === true ? [] : [ajv.errorsText(validate.errors)]
}
