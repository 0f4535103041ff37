import { isTamePattern } from './pattern.ts'
import { isRecord } from './wire.ts'

/** A JSON schema in one piece: nothing in it points elsewhere. */
export type Schema = Readonly<Record<string, unknown>>

// Bounds for foreign text: beyond what any real model has.
const deepest = 12
const mostNodes = 5_000

/** `components.schemas.<name>` of a version's `openapi_schema`, every reference replaced by what it names. Anything odd is `{}`. */
export function schemaNamed(openapi: unknown, name: string): Schema {
  const components = isRecord(openapi) ? openapi['components'] : undefined
  const schemas = isRecord(components) ? components['schemas'] : undefined
  if (!isRecord(schemas) || !Object.hasOwn(schemas, name)) return {}
  let nodes = 0

  const resolve = (node: unknown, depth: number): Schema => {
    if (!isRecord(node) || depth > deepest || ++nodes > mostNodes) return {}
    const { $ref, allOf, ...own } = node
    // Cog writes a choice as `allOf: [{$ref}]` beside the property's own title and default, which win.
    const parts = Array.isArray(allOf) ? allOf.map(part => resolve(part, depth + 1)) : []
    return Object.assign({}, named($ref, depth), ...parts, cleaned(own, depth)) as Schema
  }
  const named = (reference: unknown, depth: number): Schema => {
    const target = typeof reference === 'string' ? /^#\/components\/schemas\/([^/]+)$/.exec(reference)?.[1] : undefined
    return target !== undefined && Object.hasOwn(schemas, target) ? resolve(schemas[target], depth + 1) : {}
  }
  const cleaned = (own: Schema, depth: number): Schema =>
    Object.fromEntries(
      Object.entries(own).flatMap(([key, value]): [string, unknown][] => {
        if (key === 'pattern') return isTamePattern(value) ? [[key, value]] : []
        if (key === 'patternProperties') return []
        if (key === 'properties') {
          return isRecord(value)
            ? [[key, Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, depth + 1)]))]]
            : []
        }
        if (key === 'items' || key === 'not') return [[key, resolve(value, depth + 1)]]
        if (key === 'additionalProperties') return [[key, isRecord(value) ? resolve(value, depth + 1) : value !== false]]
        if (key === 'anyOf' || key === 'oneOf')
          return Array.isArray(value) ? [[key, value.map(item => resolve(item, depth + 1))]] : []
        return [[key, value]]
      }),
    )
  return resolve(schemas[name], 0)
}
