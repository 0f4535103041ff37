import { account, hardware } from './account.ts'
import { cutPage, listed } from '../cursor.ts'
import { type Deployment, isOff } from '../deployments.ts'
import { type InvalidField, problems } from '../problem.ts'
import { answer, param, type Parts, readJson, type Route, type SandboxContext } from '../route.ts'

const pageSize = 25

const show = (deployment: Deployment): unknown => ({
  owner: deployment.owner,
  name: deployment.name,
  current_release: {
    number: deployment.release,
    model: deployment.model,
    version: deployment.versionId,
    created_at: deployment.createdAt,
    created_by: account,
    configuration: {
      hardware: deployment.hardware,
      min_instances: deployment.minInstances,
      max_instances: deployment.maxInstances,
    },
  },
})

type Body = Readonly<Record<string, unknown>>

const idleMs = 15 * 60_000

/** What is wrong with the fields of a deployment that a body has, and with those it lacks. */
function faultsOf(body: Body, required: readonly string[]): readonly InvalidField[] {
  const known: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
    name: ['a name of letters, digits, dots and dashes', value => /^[A-Za-z0-9][\w.-]{0,62}$/.test(String(value))],
    model: ['owner/name', value => typeof value === 'string'],
    version: ['64 hex digits', value => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)],
    hardware: ['a sku of /hardware', value => hardware.some(({ sku }) => sku === value)],
    min_instances: ['a whole number from 0 to 5', value => isWhole(value, 5)],
    max_instances: ['a whole number from 0 to 20', value => isWhole(value, 20)],
  }
  const missing = required.filter(field => body[field] === undefined)
  return [
    ...missing.map(field => ({ type: 'required', field, description: `${field} is required` })),
    ...Object.entries(body).flatMap(([field, value]) => {
      const [right, fits] = known[field] ?? []
      if (fits === undefined)
        return [{ type: 'additional_property_not_allowed', field, description: `Additional property ${field} is not allowed` }]
      return value === undefined || fits(value) ? [] : [{ type: 'invalid', field, description: `${field} must be ${right}` }]
    }),
  ]
}

const isWhole = (value: unknown, most: number): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most

/** Throws the 422 of a version that is not there. */
function checkVersion({ models }: Parts, model: string, version: string): void {
  if (models.find(model)?.versions.some(({ id }) => id === version) !== true) throw problems.badVersion()
}

function find({ deployments }: Parts, c: SandboxContext): Deployment {
  const found = deployments.find(`${param(c, 'owner')}/${param(c, 'name')}`)
  if (found === undefined) throw problems.notFound()
  return found
}

async function create(parts: Parts, c: SandboxContext): Promise<Response> {
  const body = await readJson(c)
  const wrong = faultsOf(body, ['name', 'model', 'version', 'hardware', 'min_instances', 'max_instances'])
  if (wrong.length > 0) throw problems.invalid(wrong)
  const { name, model, version, hardware, min_instances: min, max_instances: max } = body as Record<string, string>
  checkVersion(parts, model ?? '', version ?? '')
  if (parts.deployments.find(`${account.username}/${name}`) !== undefined) throw problems.taken('A deployment')
  const deployment: Deployment = {
    owner: account.username,
    name: name ?? '',
    model: model ?? '',
    versionId: version ?? '',
    release: 1,
    hardware: hardware ?? '',
    minInstances: Number(min),
    maxInstances: Number(max),
    createdAt: new Date(parts.clock.now()).toISOString(),
    usedAt: parts.clock.now(),
  }
  parts.deployments.put(deployment)
  return answer(show(deployment))
}

/** Any change is a new release; the last instance gone means that what runs is canceled. */
async function update(parts: Parts, c: SandboxContext): Promise<Response> {
  const body = await readJson(c)
  const { name: _, model: __, ...changes } = body
  const wrong = faultsOf(changes, [])
  if (wrong.length > 0) throw problems.invalid(wrong)
  const before = find(parts, c)
  const { version, hardware, min_instances: min, max_instances: max } = changes
  if (typeof version === 'string') checkVersion(parts, before.model, version)
  const wanted = {
    ...before,
    ...(typeof version === 'string' && { versionId: version }),
    ...(typeof hardware === 'string' && { hardware }),
    ...(typeof min === 'number' && { minInstances: min }),
    ...(typeof max === 'number' && { maxInstances: max }),
  }
  if (JSON.stringify(wanted) === JSON.stringify(before)) return answer(show(before))
  const now = parts.clock.now()
  const after = { ...wanted, release: before.release + 1, createdAt: new Date(now).toISOString(), usedAt: now }
  parts.deployments.put(after)
  if (isOff(after))
    for (const prediction of parts.predictions.unfinished())
      if (prediction.deployment === `${after.owner}/${after.name}`) parts.runner.cancel(prediction)
  return answer(show(after))
}

function remove(parts: Parts, c: SandboxContext): Response {
  const deployment = find(parts, c)
  if (!isOff(deployment))
    throw problems.inUse('Only a deployment that is off can be deleted: set min_instances and max_instances to 0 first.')
  if (parts.clock.now() - deployment.usedAt < idleMs)
    throw problems.inUse('A deployment can be deleted when it was neither used nor changed for 15 minutes.')
  parts.deployments.remove(`${deployment.owner}/${deployment.name}`)
  return new Response(null, { status: 204 })
}

/** The account's deployments, newest first. */
export const deploymentRoutes = (parts: Parts): readonly Route[] => [
  {
    method: 'GET',
    path: '/v1/deployments',
    access: 'token',
    handle: c =>
      answer(
        cutPage(
          parts.urlOf(c),
          pageSize,
          listed(parts.deployments.all()),
          ([place]) => place,
          ([, deployment]) => show(deployment),
        ),
      ),
  },
  { method: 'POST', path: '/v1/deployments', access: 'token', handle: c => create(parts, c) },
  { method: 'GET', path: '/v1/deployments/:owner/:name', access: 'token', handle: c => answer(show(find(parts, c))) },
  { method: 'PATCH', path: '/v1/deployments/:owner/:name', access: 'token', handle: c => update(parts, c) },
  { method: 'DELETE', path: '/v1/deployments/:owner/:name', access: 'token', handle: c => remove(parts, c) },
]
