import type { ModelFacts, OwnModel } from '../model-store.ts'
import { type InvalidField, problems } from '../problem.ts'
import { answer, param, type Parts, readJson, type Route, type SandboxContext } from '../route.ts'
import { account, hardware } from './account.ts'
import { find, showModel } from './models.ts'

type Body = Readonly<Record<string, unknown>>

/** The fields of a body that say something of a model, by the names they are stored under. */
const facts: Readonly<Record<string, keyof ModelFacts>> = {
  description: 'description',
  readme: 'readme',
  github_url: 'githubUrl',
  paper_url: 'paperUrl',
  license_url: 'licenseUrl',
  cover_image_url: 'coverImageUrl',
  weights_url: 'weightsUrl',
}
const createOnly = ['owner', 'name', 'visibility', 'hardware']

function faultsOf(body: Body, isNew: boolean): readonly InvalidField[] {
  const allowed = isNew
    ? [...createOnly, ...Object.keys(facts).filter(name => name !== 'readme' && name !== 'weights_url')]
    : Object.keys(facts).filter(name => name !== 'cover_image_url')
  const fault = (type: string, field: string, description: string): InvalidField => ({ type, field, description })
  const faults = Object.entries(body).flatMap(([name, value]) => {
    if (!allowed.includes(name))
      return [fault('additional_property_not_allowed', name, `Additional property ${name} is not allowed`)]
    return typeof value === 'string' ? [] : [fault('invalid_type', name, 'Invalid type. Expected: string')]
  })
  if (!isNew) return faults
  const { owner, name, visibility, hardware: sku } = body
  for (const field of createOnly) if (body[field] === undefined) faults.push(fault('required', field, `${field} is required`))
  if (faults.length > 0) return faults
  if (owner !== account.username)
    faults.push(fault('invalid', 'owner', `owner must be ${account.username}, the only account here`))
  if (!/^[a-z0-9][a-z0-9._-]{0,127}$/.test(String(name)))
    faults.push(fault('invalid', 'name', 'name must be lower-case letters, digits, dots, underscores and dashes'))
  if (visibility !== 'public' && visibility !== 'private')
    faults.push(fault('enum', 'visibility', 'visibility must be one of the following: "public", "private"'))
  if (!hardware.some(one => one.sku === sku)) faults.push(fault('enum', 'hardware', 'hardware must be a sku of /hardware'))
  return faults
}

const factsOf = (body: Body): ModelFacts =>
  Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (name in facts ? [[facts[name], value]] : []))) as ModelFacts

/** One's own model that a path names; throws the 404, also for models of others. */
function own(parts: Parts, c: SandboxContext): OwnModel {
  const model = parts.models.own(`${param(c, 'owner')}/${param(c, 'name')}`)
  if (model === undefined) throw problems.notFound()
  return model
}

async function create(parts: Parts, c: SandboxContext): Promise<Response> {
  const body = await readJson(c)
  const wrong = faultsOf(body, true)
  if (wrong.length > 0) throw problems.invalid(wrong)
  const [owner, name] = [account.username, String(body['name'])]
  if (parts.models.find(`${owner}/${name}`) !== undefined) throw problems.taken('A model')
  const visibility = body['visibility'] === 'public' ? 'public' : 'private'
  const createdAt = new Date(parts.clock.now()).toISOString()
  parts.models.put({ ...factsOf(body), owner, name, visibility, hardware: String(body['hardware']), createdAt, versions: [] })
  return answer(shown(parts, c, `${owner}/${name}`), 201)
}

async function update(parts: Parts, c: SandboxContext): Promise<Response> {
  const body = await readJson(c)
  const wrong = faultsOf(body, false)
  if (wrong.length > 0) throw problems.invalid(wrong)
  const model = own(parts, c)
  parts.models.put({ ...model, ...factsOf(body) })
  return answer(shown(parts, c, `${model.owner}/${model.name}`))
}

function shown(parts: Parts, c: SandboxContext, name: string): unknown {
  const model = parts.models.find(name)
  if (model === undefined) throw problems.notFound()
  return showModel(parts, c, model)
}

function remove(parts: Parts, c: SandboxContext): Response {
  const { owner, name, versions, visibility } = own(parts, c)
  if (visibility !== 'private' || versions.length > 0)
    throw problems.inUse('Only a private model without versions can be deleted: delete its versions first.')
  parts.models.remove(`${owner}/${name}`)
  return new Response(null, { status: 204 })
}

function removeVersion(parts: Parts, c: SandboxContext): Response {
  const id = param(c, 'id')
  if (parts.models.own(`${param(c, 'owner')}/${param(c, 'name')}`) === undefined) {
    // What everybody runs is not one person's to delete.
    find(parts, c)
    throw problems.inUse('Only versions of your own private models can be deleted.')
  }
  const model = own(parts, c)
  if (!model.versions.some(version => version.id === id)) throw problems.notFound()
  if (model.visibility !== 'private') throw problems.inUse('Only versions of private models can be deleted.')
  if (parts.deployments.all().some(({ versionId }) => versionId === id))
    throw problems.inUse('This version is used by a deployment.')
  parts.models.put({ ...model, versions: model.versions.filter(version => version.id !== id) })
  return new Response(null, { status: 202 })
}

/** Models of the account itself: made, described and deleted. */
export const ownModelRoutes = (parts: Parts): readonly Route[] => [
  { method: 'POST', path: '/v1/models', access: 'token', handle: c => create(parts, c) },
  { method: 'PATCH', path: '/v1/models/:owner/:name', access: 'token', handle: c => update(parts, c) },
  { method: 'DELETE', path: '/v1/models/:owner/:name', access: 'token', handle: c => remove(parts, c) },
  { method: 'DELETE', path: '/v1/models/:owner/:name/versions/:id', access: 'token', handle: c => removeVersion(parts, c) },
]
