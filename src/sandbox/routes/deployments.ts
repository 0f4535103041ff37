import { account } from './account.ts'
import { cutPage, listed } from '../cursor.ts'
import type { Deployment } from '../deployments.ts'
import { problems } from '../problem.ts'
import { answer, param, type Parts, type Route } from '../route.ts'

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
          listed(parts.deployments),
          ([place]) => place,
          ([, deployment]) => show(deployment),
        ),
      ),
  },
  {
    method: 'GET',
    path: '/v1/deployments/:owner/:name',
    access: 'token',
    handle: c => {
      const found = parts.deployments.find(one => one.owner === param(c, 'owner') && one.name === param(c, 'name'))
      if (found === undefined) throw problems.notFound()
      return answer(show(found))
    },
  },
]
