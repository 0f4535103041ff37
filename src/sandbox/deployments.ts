import { fullName, type SandboxModel } from './models/model.ts'

/** A deployment: a name of the account under which a version of a model runs. */
export type Deployment = {
  readonly owner: string
  readonly name: string
  readonly model: string
  readonly versionId: string
  readonly release: number
  readonly hardware: string
  readonly minInstances: number
  readonly maxInstances: number
  readonly createdAt: string
  /** When it was last run or changed, in milliseconds of the sandbox's clock: one in use cannot be deleted. */
  readonly usedAt: number
}

/** Off: it takes nothing, and what ran in it was canceled. */
export const isOff = ({ minInstances, maxInstances }: Deployment): boolean => minInstances === 0 && maxInstances === 0

/** The deployments every sandbox has from its first start, of those models it plays. */
export function firstDeployments(models: readonly SandboxModel[]): readonly Deployment[] {
  const wanted = [
    ['llama-chat', 'meta/meta-llama-3-70b-instruct'],
    ['flux-fast', 'black-forest-labs/flux-schnell'],
  ] as const
  return wanted.flatMap(([name, modelName]) => {
    const model = models.find(one => fullName(one) === modelName)
    const [newest] = model?.versions ?? []
    if (newest === undefined) return []
    const common = {
      owner: 'sandbox',
      release: 1,
      hardware: 'cpu',
      minInstances: 1,
      maxInstances: 4,
      createdAt: '2026-01-05T09:00:00.000000Z',
      usedAt: 0,
    }
    return [{ ...common, name, model: modelName, versionId: newest.id }]
  })
}
