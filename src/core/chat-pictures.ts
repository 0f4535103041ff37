import { fieldOf, type ModelCard, pictureInputs } from './model-card.ts'

/** How a chat model is shown pictures: by an input of their own, or as parts of a message. `most`: so many at once. */
export type PictureWay =
  | { readonly by: 'input'; readonly name: string; readonly isList: boolean; readonly most: number }
  | { readonly by: 'parts'; readonly partOf: (url: string) => Readonly<Record<string, unknown>>; readonly most: number }

/** More would fill a context that nobody knows the pictures' share of. */
const mostPictures = 4

type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const nodeIn = (node: unknown, ...path: readonly string[]): Node | undefined => {
  let at: unknown = node
  for (const key of path) at = isNode(at) ? at[key] : undefined
  return isNode(at) ? at : undefined
}

/** The forms a value may have, where the schema names several. */
const formsOf = (node: Node | undefined): readonly Node[] => {
  if (node === undefined) return []
  const listed = [node['anyOf'], node['oneOf']].filter(Array.isArray).flat().filter(isNode)
  return [node, ...listed.flatMap(formsOf)]
}

/** How this model is shown pictures, as its schema says; undefined where it takes none. */
export function pictureWayOf(card: ModelCard): PictureWay | undefined {
  const field = fieldOf(card, ...pictureInputs)
  if (field !== undefined && (field.type === 'file' || field.type === 'text' || field.type === 'list')) {
    const isList = field.type === 'list'
    const items = nodeIn(card.schema, 'properties', field.name)?.['maxItems']
    const most = !isList ? 1 : typeof items === 'number' && items > 0 ? Math.min(items, mostPictures) : mostPictures
    return { by: 'input', name: field.name, isList, most }
  }
  const contents = formsOf(nodeIn(card.schema, 'properties', 'messages', 'items', 'properties', 'content'))
  const parts = contents.flatMap(form => formsOf(nodeIn(form, 'items')))
  const part = parts.find(form => nodeIn(form, 'properties', 'image_url') !== undefined)
  if (part === undefined) return undefined
  const isText = nodeIn(part, 'properties', 'image_url')?.['type'] === 'string'
  return {
    by: 'parts',
    partOf: url => ({ type: 'image_url', image_url: isText ? url : { url } }),
    most: mostPictures,
  }
}
