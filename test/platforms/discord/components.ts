import type { Json } from './world.ts'

/** The kinds of components by their number. */
export const kind = {
  row: 1,
  button: 2,
  select: 3,
  textInput: 4,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
} as const

export const isSelect = (type: unknown): boolean => type === 3 || type === 5 || type === 6 || type === 7 || type === 8
/** Kinds that only a message of components may have. */
export const needsV2 = (type: unknown): boolean => typeof type === 'number' && [9, 10, 11, 12, 13, 14, 17].includes(type)

type Placed = { readonly component: Json; readonly path: readonly string[] }

function* within(component: Json, path: readonly string[]): Generator<Placed> {
  yield { component, path }
  yield* walk((component['components'] as readonly Json[] | undefined) ?? [], [...path, 'components'])
  for (const key of ['accessory', 'component']) if (component[key] != null) yield* within(component[key] as Json, [...path, key])
}

/** Every component with those inside of it, outer ones first, each with its path. */
export function* walk(components: readonly Json[], path: readonly string[] = ['components']): Generator<Placed> {
  for (const [index, component] of components.entries()) yield* within(component, [...path, String(index)])
}

/** The texts that a message's components show, in order. */
export const texts = (components: readonly Json[]): readonly string[] =>
  [...walk(components)].flatMap(({ component }) => (component['type'] === kind.text ? [component['content'] as string] : []))

/** Every address that components name as media, with its path. */
export function mediaOf(components: readonly Json[]): readonly { readonly url: string; readonly path: readonly string[] }[] {
  return [...walk(components)].flatMap(({ component, path }) => {
    const named = [
      ['media', component['media']],
      ['file', component['file']],
      ...((component['items'] as readonly Json[] | undefined) ?? []).map((item, at) => [`items.${at}.media`, item['media']]),
    ] as const
    return named.flatMap(([key, media]) =>
      media == null ? [] : [{ url: (media as { url: string }).url, path: [...path, ...String(key).split('.'), 'url'] }],
    )
  })
}

/** What Discord fills in where a component leaves it open. */
const filled: Readonly<Record<number, Json>> = {
  [kind.select]: { min_values: 1, max_values: 1 },
  5: { min_values: 1, max_values: 1 },
  6: { min_values: 1, max_values: 1 },
  7: { min_values: 1, max_values: 1 },
  8: { min_values: 1, max_values: 1 },
  [kind.thumbnail]: { description: null, spoiler: false },
  [kind.file]: { name: null, size: null, spoiler: false },
  [kind.separator]: { spacing: 1, divider: true },
  [kind.container]: { accent_color: null, spoiler: false },
}

/** Components as they are kept: numbered through, with what was left open filled in and nulls left out. */
export function kept(components: readonly Json[]): readonly Json[] {
  let next = 1
  const keep = (component: Json): Json => {
    const id = next++
    const given = Object.fromEntries(Object.entries(component).filter(([, value]) => value !== null))
    const inner = (key: string): Json =>
      given[key] === undefined
        ? {}
        : { [key]: Array.isArray(given[key]) ? (given[key] as Json[]).map(keep) : keep(given[key] as Json) }
    const items =
      given['items'] === undefined
        ? {}
        : { items: (given['items'] as Json[]).map(item => ({ description: null, spoiler: false, ...item })) }
    return {
      ...filled[given['type'] as number],
      ...given,
      id: given['id'] || id,
      ...inner('components'),
      ...inner('accessory'),
      ...items,
    }
  }
  return components.map(keep)
}
