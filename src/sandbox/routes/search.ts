import { type Collection, collections } from '../collections.ts'
import { cutPage, listed } from '../cursor.ts'
import { fullName, type SandboxModel } from '../models/model.ts'
import { Problem, problems } from '../problem.ts'
import { answer, param, type Parts, type Route, type SandboxContext } from '../route.ts'
import { showModel } from './models.ts'

const pageSize = 25
const foundAtMost = 50
const foundUsually = 20

/** The models of a collection that this sandbox has. */
const heldBy = ({ models }: Parts, collection: Collection): readonly SandboxModel[] =>
  collection.models.map(name => models.find(name)).filter(model => model !== undefined)

/** How well a model fits words, from 0 (not at all) to 1: its name counts more than what is said of it. */
function score(model: SandboxModel, words: readonly string[]): number {
  const [name, about] = [fullName(model).toLowerCase(), model.description.toLowerCase()]
  const of = (word: string): number => (name.includes(word) ? 1 : about.includes(word) ? 0.5 : 0)
  return words.length === 0 ? 0 : words.reduce((sum, word) => sum + of(word), 0) / words.length
}

type Hit = { readonly model: SandboxModel; readonly score: number }

function search({ models }: Parts, text: string): readonly Hit[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}.-]+/gu) ?? []
  return models
    .all()
    .filter(({ versions, visibility }) => versions.length > 0 && visibility !== 'private')
    .map(model => ({ model, score: score(model, words) }))
    .filter(hit => hit.score > 0)
    .sort((a, b) => b.score - a.score)
}

const item = ({ slug, name, description }: Collection) => ({ name, slug, description })

function everywhere(parts: Parts, c: SandboxContext): Response {
  const query = c.req.query('query')
  const text = c.req.query('limit')
  if (query === undefined || query === '') throw new Problem(400, { detail: 'Query parameter "query" is required' }, asJson)
  const limit = Number(text ?? foundUsually)
  if (!Number.isInteger(limit) || limit < 1 || limit > foundAtMost)
    throw new Problem(400, { detail: `Query parameter "limit" must be between 1 and ${foundAtMost}` }, asJson)
  const models = search(parts, query)
    .slice(0, limit)
    .map(({ model, score: own }) => ({
      model: showModel(parts, c, model),
      metadata: { generated_description: model.description, tags: tagsOf(model), score: own },
    }))
  const found = collections.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(query.toLowerCase()),
  )
  const held = found.map(one => ({ ...item(one), models: heldBy(parts, one).map(fullName) }))
  return answer({ query, models, collections: held, pages: [] })
}

// This one operation answers faults as plain JSON.
const asJson = { 'content-type': 'application/json' }

const tagsOf = (model: SandboxModel): readonly string[] =>
  collections.filter(({ models }) => models.includes(fullName(model))).map(({ slug }) => slug)

/** The words of a QUERY: as they are, or quoted as JSON, which is how the official client sends them. */
function wordsOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'string' ? parsed : body
  } catch {
    return body
  }
}

/** Looking for models by words, and in collections. */
export const searchRoutes = (parts: Parts): readonly Route[] => [
  {
    method: 'QUERY',
    path: '/v1/models',
    access: 'token',
    handle: async c =>
      answer(
        cutPage(
          parts.urlOf(c),
          pageSize,
          listed(search(parts, wordsOf(await c.req.text()))),
          ([place]) => place,
          ([, { model }]) => showModel(parts, c, model),
        ),
      ),
  },
  { method: 'GET', path: '/v1/search', access: 'token', handle: c => everywhere(parts, c) },
  {
    method: 'GET',
    path: '/v1/collections',
    access: 'token',
    handle: c =>
      answer(
        cutPage(
          parts.urlOf(c),
          pageSize,
          listed(collections),
          ([place]) => place,
          ([, one]) => item(one),
        ),
      ),
  },
  {
    method: 'GET',
    path: '/v1/collections/:slug',
    access: 'token',
    handle: c => {
      const found = collections.find(({ slug }) => slug === param(c, 'slug'))
      if (found === undefined) throw problems.notFound()
      return answer({
        ...item(found),
        full_description: null,
        models: heldBy(parts, found).map(model => showModel(parts, c, model)),
      })
    },
  },
]
