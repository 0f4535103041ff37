import type { Deployment } from './deployments.ts'
import type { Store } from './store.ts'

/** The account's deployments. */
export type DeploymentStore = {
  /** Newest first. */
  all(): readonly Deployment[]
  find(name: string): Deployment | undefined
  put(deployment: Deployment): void
  remove(name: string): void
}

const nameOf = ({ owner, name }: Deployment): string => `${owner}/${name}`

/** The deployments of a store; at the first life of its folder it gets those that every sandbox has. */
export function openDeployments(store: Store, first: readonly Deployment[]): DeploymentStore {
  const { database } = store
  const list = database.prepare('select record from deployments order by rowid desc')
  const write = database.prepare(
    'insert into deployments (name, record) values (?, ?) on conflict (name) do update set record = excluded.record',
  )
  const forget = database.prepare('delete from deployments where name = ?')
  const put = (deployment: Deployment): void => void write.run(nameOf(deployment), JSON.stringify(deployment))
  store.once('first deployments', () => {
    for (const deployment of first.toReversed()) put(deployment)
    return 'made'
  })
  const all = (): readonly Deployment[] => list.all().map(row => JSON.parse((row as { record: string }).record) as Deployment)
  return {
    all,
    find: name => all().find(deployment => nameOf(deployment) === name),
    put,
    remove: name => void forget.run(name),
  }
}
