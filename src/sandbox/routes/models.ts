import { cutPage, listed } from '../cursor.ts'
import { fullName, type ModelVersion, type SandboxModel } from '../models/model.ts'
import { showPrediction } from '../prediction.ts'
import { problems } from '../problem.ts'
import { answer, param, type Parts, type Route, type SandboxContext } from '../route.ts'

// The published size of a page of models; versions have the same.
const pageSize = 25

/** A version as the API answers it. */
export const showVersion = ({ id, createdAt, cogVersion, schema }: ModelVersion): unknown => ({
  id,
  created_at: createdAt,
  cog_version: cogVersion,
  openapi_schema: schema,
})

/** A model as the API answers it: with how often this sandbox ran it, and with its example once that was made. */
export function showModel(parts: Parts, c: SandboxContext, model: SandboxModel): unknown {
  const name = fullName(model)
  const example = parts.examples.of(name)
  return {
    ...facts(model),
    run_count: parts.predictions.runs(name),
    default_example: example === undefined ? null : showPrediction(example, parts.baseOf(c)),
  }
}

const facts = (model: SandboxModel) => ({
  url: `https://replicate.com/${fullName(model)}`,
  owner: model.owner,
  name: model.name,
  description: model.description,
  visibility: model.visibility ?? 'public',
  is_official: model.official,
  github_url: model.githubUrl ?? null,
  paper_url: model.paperUrl ?? null,
  license_url: model.licenseUrl ?? null,
  cover_image_url: model.coverImageUrl ?? null,
  latest_version: model.versions[0] === undefined ? null : showVersion(model.versions[0]),
})

/** The model a path names; throws the 404. */
export function find(parts: Parts, c: SandboxContext): SandboxModel {
  const model = parts.models.find(`${param(c, 'owner')}/${param(c, 'name')}`)
  if (model === undefined) throw problems.notFound()
  return model
}

function choice(c: SandboxContext, name: string, allowed: readonly string[]): string {
  const value = c.req.query(name) ?? allowed[0] ?? ''
  if (allowed.includes(value)) return value
  throw problems.bad(`${name} must be one of ${allowed.join(', ')}, got "${value.slice(0, 80)}"`)
}

function list(parts: Parts, c: SandboxContext): Response {
  const first = choice(c, 'sort_by', ['latest_version_created_at', 'model_created_at']) === 'latest_version_created_at'
  const sign = choice(c, 'sort_direction', ['desc', 'asc']) === 'asc' ? 1 : -1
  const at = ({ versions }: SandboxModel): number => Date.parse((first ? versions[0] : versions.at(-1))?.createdAt ?? '')
  // A model without a version, or a private one, is on nobody's list.
  const listedOnes = parts.models.all().filter(({ versions, visibility }) => versions.length > 0 && visibility !== 'private')
  const sorted = listedOnes.toSorted((a, b) => sign * (at(a) - at(b)))
  return answer(
    cutPage(
      parts.urlOf(c),
      pageSize,
      listed(sorted),
      ([place]) => place,
      ([, model]) => showModel(parts, c, model),
    ),
  )
}

/** Models and their versions. */
export const modelRoutes = (parts: Parts): readonly Route[] => [
  { method: 'GET', path: '/v1/models', access: 'token', handle: c => list(parts, c) },
  {
    method: 'GET',
    path: '/v1/models/:owner/:name',
    access: 'token',
    handle: c => answer(showModel(parts, c, find(parts, c))),
  },
  {
    method: 'GET',
    path: '/v1/models/:owner/:name/readme',
    access: 'token',
    handle: c => {
      const { readme } = find(parts, c)
      // The one 404 that is described without a body.
      if (readme === undefined) return new Response(null, { status: 404 })
      return new Response(readme, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    },
  },
  {
    method: 'GET',
    path: '/v1/models/:owner/:name/examples',
    access: 'token',
    handle: async c => {
      const base = parts.baseOf(c)
      const example = await parts.examples.make(find(parts, c), base)
      return answer({ next: null, previous: null, results: example === undefined ? [] : [showPrediction(example, base)] })
    },
  },
  {
    method: 'GET',
    path: '/v1/models/:owner/:name/versions',
    access: 'token',
    handle: c =>
      answer(
        cutPage(
          parts.urlOf(c),
          pageSize,
          listed(find(parts, c).versions),
          ([place]) => place,
          ([, version]) => showVersion(version),
        ),
      ),
  },
  {
    method: 'GET',
    path: '/v1/models/:owner/:name/versions/:id',
    access: 'token',
    handle: c => {
      const version = find(parts, c).versions.find(({ id }) => id === param(c, 'id'))
      if (version === undefined) throw problems.notFound()
      return answer(showVersion(version))
    },
  },
]
