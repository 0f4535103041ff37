import { parseDocument } from 'yaml'
import { z } from 'zod'
import { Fault } from '#core/fault.ts'
import { nearest } from '#core/nearest.ts'
import { writePatterns } from '#core/pattern.ts'
import { isList, type Layer, type SettingKey, type SettingValues, readKey, readValue, settingSpecs } from '#core/settings.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])
const listOfWords = z.array(z.union([z.string(), z.number()]))
const fileShape = z.looseObject({ locked: z.array(z.string()).nullish() })

/**
 * The operator's layer of settings from a YAML file: setting keys with their values, dotted (`model.image: …`) or nested
 * (`model:` with `image: …` below it), and `locked:`, a list of keys that nobody below can change. Every problem is a
 * sentence that names the file and the key.
 */
export function readSettingsFile(
  text: string,
  file: string,
): { readonly layer: Layer } | { readonly problems: readonly string[] } {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true })
  const broken = document.errors[0]
  if (broken !== undefined) return { problems: [`${file} is not valid YAML: ${firstLine(broken.message)}.`] }

  // Aliases are counted, so that a small file cannot unfold into a huge one.
  let content: unknown
  try {
    content = document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (thrown) {
    return { problems: [`${file} is not valid YAML: ${firstLine(thrown instanceof Error ? thrown.message : String(thrown))}.`] }
  }
  const shape = fileShape.safeParse(content)
  if (!shape.success) {
    const about = shape.error.issues.some(issue => issue.path[0] === 'locked')
      ? '`locked` must be a list of setting names, such as `[model.image]`'
      : 'it must hold settings, one `key: value` a line'
    return { problems: [`${file}: ${about}.`] }
  }

  const problems: string[] = []
  const attempt = <Value>(act: () => Value): Value | undefined => {
    try {
      return act()
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      problems.push(`${file}: ${thrown.message}`)
      return undefined
    }
  }

  const values: Partial<Record<SettingKey, string | number>> = {}
  const { locked: lockedNames, ...settings } = shape.data
  for (const [name, raw] of flatten(settings)) {
    const key = attempt(() => knownKey(name))
    if (key === undefined) continue
    if (raw === null || raw === undefined) continue
    const value = scalar.safeParse(
      isList(key) && listOfWords.safeParse(raw).success ? writePatterns((raw as unknown[]).map(String)) : raw,
    )
    if (!value.success) {
      problems.push(`${file}: \`${key}\` must be a single value, got ${Array.isArray(raw) ? 'a list' : 'a group of values'}.`)
      continue
    }
    const kept = attempt(() => readValue(key, typeof value.data === 'boolean' ? String(value.data) : value.data))
    if (kept !== undefined) values[key] = kept
  }
  const locked = (lockedNames ?? []).flatMap(name => attempt(() => knownKey(name)) ?? [])
  if (problems.length > 0) return { problems }
  return { layer: { name: 'operator', values: values as Partial<SettingValues>, locked } }
}

/** `{ model: { image: 'a/b' } }` as `model.image` → `a/b`. */
function* flatten(group: Readonly<Record<string, unknown>>, prefix = ''): Generator<readonly [string, unknown]> {
  for (const [name, value] of Object.entries(group)) {
    const path = `${prefix}${name}`
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isGroup && !(path in settingSpecs) && prefix === '') yield* flatten(value as Record<string, unknown>, `${path}.`)
    else yield [path, value]
  }
}

function knownKey(name: string): SettingKey {
  if (name === 'prices') {
    throw new Fault('input', 'There is no setting “prices”. A price table of your own is named by PRICES_FILE.')
  }
  if (nearest(name, ['locked']) !== undefined) throw new Fault('input', `There is no setting “${name}”; did you mean \`locked\`?`)
  return readKey(name)
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/[.:]\s*$/, '')
