import { isBlank } from './blank.ts'
import { catalogue, mostPictures } from './catalogue.ts'
import { familyOf } from './command.ts'
import { Fault } from './fault.ts'
import { isModelRef } from './model-card.ts'
import { type Budget, parseBudget } from './money.ts'
import { nearest } from './nearest.ts'
import { matchesAny, readPatterns, writePatterns } from './pattern.ts'
import { personOf, roleOf } from './mention.ts'
import { nearestNumber, numberWithin, readNumber } from './number.ts'
import { oneOf } from './one-of.ts'
import { brief } from './text.ts'
import { readPairs } from './words.ts'

/** What each setting holds. `pairs` settings are kept as people write them: `key=value …`; lists as `one, two`. */
export type SettingValues = {
  readonly 'model.image': string
  readonly 'model.chat': string
  readonly 'image.defaults': string
  readonly 'image.locked': string
  readonly 'image.max': string
  readonly 'chat.system': string
  readonly 'chat.temperature': number
  readonly 'chat.maxTokens': number
  readonly 'chat.memory': number
  /** `mention`, `thread` or `all`. */
  readonly 'chat.listen': string
  readonly 'chat.fileAfter': number
  readonly 'chat.transcribe': string
  readonly 'allow.models': string
  readonly 'allow.commands': string
  readonly 'allow.roles': string
  readonly 'block.users': string
  readonly 'limit.concurrent': number
  readonly 'limit.perMinute': number
  readonly 'limit.queue': number
  readonly 'budget.user': string
  readonly 'budget.role': string
  readonly 'budget.channel': string
  readonly 'budget.model': string
  readonly 'budget.workspace': string
  readonly 'budget.service': string
  readonly 'budget.zone': string
  readonly 'budget.unknown': number
  readonly 'notify.channel': string
  readonly 'keep.outputs': number
  readonly 'keep.history': number
}
export type SettingKey = keyof SettingValues

type Spec = {
  readonly about: string
  readonly type:
    | 'model'
    | 'text'
    | 'choice'
    | 'integer'
    | 'number'
    | 'pairs'
    | 'caps'
    | 'budget'
    | 'zone'
    | 'list'
    | 'commands'
    | 'people'
    | 'roles'
  /** What a `choice` may be. */
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly maxChars?: number
  /** Only the operator's file may set it. */
  readonly operatorOnly?: boolean
}

/** A hundred years: for ever. */
const mostDays = 36_500

/** Every setting there is, in the order people read them. */
export const settingSpecs: Readonly<Record<SettingKey, Spec>> = {
  'model.image': { about: 'The model that paints', type: 'model' },
  'model.chat': { about: 'The model that talks', type: 'model' },
  'image.defaults': { about: 'Inputs used where a person gives none, as key=value', type: 'pairs' },
  'image.locked': { about: 'Inputs fixed for everybody, as key=value', type: 'pairs' },
  'image.max': { about: 'Upper limits of inputs, as key=number', type: 'caps' },
  'chat.system': { about: 'The system prompt: who the talking model is', type: 'text', maxChars: 4_000 },
  'chat.temperature': { about: 'How freely it talks', type: 'number', min: 0, max: 5 },
  'chat.maxTokens': { about: 'The longest answer, in tokens', type: 'integer', min: 16, max: 32_768 },
  'chat.memory': { about: 'How many earlier turns it is given', type: 'integer', min: 0, max: 400 },
  'chat.listen': {
    about: 'mention: only who speaks to it; thread: everybody in its threads; all: it hears the rest, too',
    type: 'choice',
    choices: ['mention', 'thread', 'all'],
  },
  'chat.fileAfter': {
    about: 'Characters of an answer after which it comes as a file',
    type: 'integer',
    min: 500,
    max: 1_000_000,
  },
  'chat.transcribe': { about: 'The model that writes down voice messages', type: 'model' },
  'allow.models': { about: 'Models people may use, as a list in which * stands for anything', type: 'list' },
  'allow.commands': { about: 'Commands people may use (`chat` is talking, too), as a list with *', type: 'commands' },
  'allow.roles': {
    about:
      'Roles whose people may use it, where a platform tells them: a list of mentions, ids or names with *, names of several words in quotes',
    type: 'roles',
  },
  'block.users': { about: 'People who may not use it, by mention or id, as a list with *', type: 'people' },
  'limit.concurrent': { about: 'Requests of one person for pictures that run at once', type: 'integer', min: 1, max: 100 },
  'limit.perMinute': { about: 'Requests of one person in a minute', type: 'integer', min: 1, max: 1_000 },
  'limit.queue': { about: 'Requests of one person that may wait in line', type: 'integer', min: 0, max: 1_000 },
  'budget.user': { about: 'What one person may spend', type: 'budget' },
  'budget.role': { about: 'What the people of one role may spend together', type: 'budget' },
  'budget.channel': { about: 'What one channel may spend', type: 'budget' },
  'budget.model': { about: 'What one model may spend', type: 'budget' },
  'budget.workspace': { about: 'What the workspace may spend', type: 'budget' },
  'budget.service': { about: 'What the whole service may spend', type: 'budget', operatorOnly: true },
  'budget.zone': { about: 'The time zone in which a day begins', type: 'zone', operatorOnly: true },
  'budget.unknown': { about: 'Dollars reserved where a price is unknown', type: 'number', min: 0, max: 100, operatorOnly: true },
  'notify.channel': { about: 'The channel where admins are told of budgets', type: 'text', maxChars: 200 },
  'keep.outputs': { about: 'Days for which pictures are kept', type: 'integer', min: 1, max: mostDays },
  'keep.history': { about: 'Days for which what was said is kept', type: 'integer', min: 1, max: mostDays },
}

/** Where a value comes from, widest first. */
export type LayerName = 'shipped' | 'operator' | 'workspace' | 'channel' | 'thread'
export type Layer = {
  readonly name: LayerName
  readonly values: Partial<SettingValues>
  /** Settings that layers below cannot change. Only the operator locks. */
  readonly locked?: readonly SettingKey[]
}

/** The values that hold at a place, and for each the layer that decided. A setting without a value is absent. */
export type Settings = {
  readonly values: Partial<SettingValues>
  readonly from: Readonly<Partial<Record<SettingKey, LayerName>>>
  readonly locked: readonly SettingKey[]
}

/** What holds when layers lie over each other, widest first. A field locked above, or the operator's alone, cannot be changed below. */
export function resolve(layers: readonly Layer[]): Settings {
  const values: Record<string, string | number> = {}
  const from: Partial<Record<SettingKey, LayerName>> = {}
  const locked = new Set<SettingKey>()
  for (const layer of layers) {
    const byOperator = layer.name === 'shipped' || layer.name === 'operator'
    for (const [name, value] of Object.entries(layer.values)) {
      const key = name as SettingKey
      if (value === undefined || !isKey(key) || locked.has(key) || (settingSpecs[key].operatorOnly && !byOperator)) continue
      values[key] = value
      from[key] = layer.name
    }
    if (byOperator) for (const key of layer.locked ?? []) if (isKey(key)) locked.add(key)
  }
  return { values: values, from, locked: [...locked] }
}

const isKey = (key: string | undefined): key is SettingKey => key !== undefined && Object.hasOwn(settingSpecs, key)

/** The setting a person means, or an `input` fault that names the nearest one. */
export function readKey(text: string): SettingKey {
  const key = Object.keys(settingSpecs).find(known => known.toLowerCase() === text.trim().toLowerCase())
  if (isKey(key)) return key
  const near = nearest(text, Object.keys(settingSpecs))
  throw new Fault(
    'input',
    `There is no setting “${brief(text, 64)}”${near === undefined ? `. There are ${Object.keys(settingSpecs).join(', ')}.` : `; did you mean \`${near}\`?`}`,
  )
}

/** A value as a person typed it, as the setting keeps it; an `input` fault says what would be right. */
export function readValue(key: SettingKey, typed: string | number): string | number {
  const spec = settingSpecs[key]
  const text = String(typed).toWellFormed().trim()
  const wrong = (must: string): Fault =>
    new Fault('input', `\`${key}\` must be ${must}, got ${isBlank(text) ? 'nothing' : `“${brief(text, 60)}”`}.`)
  switch (spec.type) {
    case 'model':
      if (!isModelRef(text)) throw wrong('a model such as `owner/name` or `deployment:owner/name`')
      return text
    case 'choice': {
      const choice = spec.choices?.find(known => known === text.toLowerCase())
      if (choice !== undefined) return choice
      const near = nearest(text, spec.choices ?? [])
      throw near === undefined
        ? wrong(oneOf(spec.choices ?? []))
        : new Fault('input', `\`${key}\` must be ${oneOf(spec.choices ?? [])}, got “${brief(text, 60)}”; did you mean ${near}?`)
    }
    case 'integer':
    case 'number': {
      const value = readNumber(text)
      const must = numberWithin(spec.type === 'integer' ? 'a whole number' : 'a number', spec)
      if (value === undefined) throw wrong(must)
      const near = nearestNumber(value, spec, spec.type === 'integer')
      if (value === near) return value
      throw new Fault('input', `\`${key}\` must be ${must}, got ${brief(text, 60)}; the nearest possible value is ${near}.`)
    }
    case 'pairs':
      readPairs(text)
      return text
    case 'caps':
      for (const [name, cap] of Object.entries(readPairs(text))) {
        const most = readNumber(cap)
        if (most === undefined || !Number.isFinite(most)) throw wrong(`\`key=number …\` (\`${name}\` has no number)`)
        if (name === 'count' && (most < 1 || most > mostPictures)) throw wrong(`such that \`count\` is from 1 to ${mostPictures}`)
      }
      return text
    case 'budget':
      if (parseBudget(text) === undefined) throw wrong('an amount such as `10/day` or `100/month`')
      return text
    case 'zone':
      try {
        new Intl.DateTimeFormat('en', { timeZone: text })
      } catch {
        throw wrong('a time zone such as `UTC` or `Europe/Berlin`')
      }
      return text
    case 'list':
    case 'commands':
    case 'people':
    case 'roles':
      return readList(spec.type, text, wrong)
    case 'text':
      if (isBlank(text) || text.length > (spec.maxChars ?? 6_000))
        throw wrong(`a text of 1 to ${spec.maxChars ?? 6_000} characters`)
      return text
    default:
      return spec.type satisfies never
  }
}

/** The longest list, in characters. */
const mostListChars = 4_000

/** Whether a setting holds a list: there quotes belong to its words. */
export const isList = (key: SettingKey): boolean => Object.hasOwn(wordsIn, settingSpecs[key].type)

/** How a word of each kind of list is kept, so that it can be compared. */
const wordsIn = {
  list: word => word.replace(/^\//, ''),
  commands: word => word.replace(/^\//, ''),
  people: personOf,
  roles: roleOf,
} satisfies Partial<Record<Spec['type'], (word: string) => string>>

function readList(type: keyof typeof wordsIn, text: string, wrong: (must: string) => Fault): string {
  const words = text.length > mostListChars ? [] : readPatterns(text).map(wordsIn[type])
  if (words.length === 0)
    throw wrong(
      `a list of words such as \`one, two, th*, "two words"\`, of at most ${mostListChars.toLocaleString('en')} characters`,
    )
  const families = [...new Set(catalogue.map(({ name }) => familyOf(name)))]
  const unknown = type === 'commands' ? words.find(word => !families.some(family => matchesAny([word], family))) : undefined
  if (unknown !== undefined) throw wrong(`a list of ${families.join(', ')}`)
  return writePatterns(words)
}

/** The settings that hold a budget, widest first. */
export const budgetKeys = [
  'budget.service',
  'budget.workspace',
  'budget.channel',
  'budget.model',
  'budget.role',
  'budget.user',
] as const
export type BudgetKey = (typeof budgetKeys)[number]

/** The budget a setting speaks of, where it is set. */
export const budgetOf = (settings: Settings, key: BudgetKey): Budget | undefined => {
  const text = settings.values[key]
  return text === undefined ? undefined : parseBudget(text)
}
