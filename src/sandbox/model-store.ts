import { flux } from './engines/paint/paint.ts'
import { styled } from './engines/train/styled.ts'
import type { Style } from './engines/train/style.ts'
import { trainedSchema } from './models/trained.ts'
import { fullName, type SandboxModel } from './models/model.ts'
import type { Store } from './store.ts'

/** What a person may say of a model of their own. */
export type ModelFacts = Partial<
  Pick<SandboxModel, 'description' | 'githubUrl' | 'paperUrl' | 'licenseUrl' | 'coverImageUrl' | 'readme'>
> & { readonly weightsUrl?: string }

/** A model of the sandbox's account as it is stored. Times are ISO 8601. */
export type OwnModel = ModelFacts & {
  readonly owner: string
  readonly name: string
  readonly visibility: 'public' | 'private'
  readonly hardware: string
  readonly createdAt: string
  /** Newest first. `by` is the training that made it. */
  readonly versions: readonly { readonly id: string; readonly createdAt: string; readonly by: string; readonly style: Style }[]
}

/** The models there are: those the sandbox plays, and those its account made. */
export type ModelStore = {
  /** Its account's own first, newest first. */
  all(): readonly SandboxModel[]
  find(name: string): SandboxModel | undefined
  /** The stored record of one's own model; undefined for those the sandbox plays. */
  own(name: string): OwnModel | undefined
  put(model: OwnModel): void
  remove(name: string): void
}

/** The models of a store, over those that are built in. */
export function openModels(store: Store, builtIn: readonly SandboxModel[]): ModelStore {
  const { database } = store
  const list = database.prepare('select record from models order by rowid desc')
  const write = database.prepare(
    'insert into models (name, record) values (?, ?) on conflict (name) do update set record = excluded.record',
  )
  const forget = database.prepare('delete from models where name = ?')
  // Looked through at each create, so they are kept as they are played.
  const own = new Map<string, { readonly record: OwnModel; readonly played: SandboxModel }>()
  for (const row of list.all()) {
    const record = JSON.parse((row as { record: string }).record) as OwnModel
    own.set(`${record.owner}/${record.name}`, { record, played: play(record) })
  }
  const known = new Map(builtIn.map(model => [fullName(model), model]))

  return {
    all: () => [...Array.from(own.values(), ({ played }) => played), ...builtIn],
    find: name => own.get(name)?.played ?? known.get(name),
    own: name => own.get(name)?.record,
    put(record) {
      const name = `${record.owner}/${record.name}`
      write.run(name, JSON.stringify(record))
      const isNew = !own.has(name)
      const entry = [name, { record, played: play(record) }] as const
      const others = [...own]
      if (!isNew) return void own.set(...entry)
      own.clear()
      for (const one of [entry, ...others]) own.set(...one)
    },
    remove(name) {
      forget.run(name)
      own.delete(name)
    },
  }
}

/** A stored model as the sandbox plays it: each version the painter in its own style. */
const play = ({
  owner,
  name,
  visibility,
  versions,
  createdAt: _,
  hardware: __,
  weightsUrl: ___,
  ...facts
}: OwnModel): SandboxModel => ({
  description: '',
  ...facts,
  owner,
  name,
  visibility,
  official: false,
  output: 'files',
  bootMs: 250,
  whenUnsafe: 'fail',
  versions: versions.map(({ id, createdAt, style }) => ({
    id,
    createdAt,
    cogVersion: '0.9.25',
    schema: trainedSchema,
    engine: styled(flux, style),
  })),
  engine: flux,
})
