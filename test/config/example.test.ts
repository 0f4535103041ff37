import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { type Env, readDotEnv } from '../../src/config/environment.ts'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')
const example = read('.env.example')
/** The example with every variable uncommented. */
const shown = readDotEnv(example.replace(/^#(?=[A-Z_]+=)/gm, ''))

const nowhere = (path: string): string => {
  throw Object.assign(new Error(`There is no ${path}.`), { code: 'ENOENT' })
}
const configOf = (env: Env): Config => {
  const read = parseConfig(env, { readFile: nowhere })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.config
}

test('.env.example shows every variable that is read, and no other', () => {
  const sources = readdirSync(join(import.meta.dirname, '../../src/config'))
    .filter(file => file.endsWith('.ts'))
    .map(file => read(`src/config/${file}`))
    .join('\n')
  const names = [...sources.matchAll(/\bfrom\s*\.\s*(?:text|secret|integer|choice|list|url)(?:<[^>]*>)?\(\s*'([A-Z_]+)'/g)].map(
    found => found[1] ?? '',
  )
  expect(names.length).toBeGreaterThan(20)
  expect(Object.keys(shown).sort()).toEqual([...new Set(names)].sort())
})

test('copied as it is, .env.example sets nothing', () => {
  expect(readDotEnv(example)).toEqual({})
})

test('the values that .env.example shows as defaults are the defaults', () => {
  const only = (...names: readonly string[]): Env => Object.fromEntries(names.map(name => [name, shown[name]]))
  const plain = (config: Config): unknown =>
    JSON.parse(JSON.stringify({ ...config, store: { ...config.store, url: config.store.url.reveal() } }))
  expect(plain(configOf(only('HOST', 'PORT', 'DATA_DIR', 'STORE_URL', 'ROLE', 'LOG_LEVEL')))).toEqual(plain(configOf({})))
  const tokens = {
    REPLICATE_API_TOKEN: 'r8_example',
    DISCORD_TOKEN: 'example',
    SLACK_BOT_TOKEN: 'xoxb-example',
    SLACK_APP_TOKEN: 'xapp-example',
  }
  const bases = only('REPLICATE_BASE_URL', 'DISCORD_API_URL', 'SLACK_API_URL', 'SHARDS')
  expect(plain(configOf({ ...tokens, ...bases }))).toEqual(plain(configOf(tokens)))
})

test('.env.example holds no secret', () => {
  const secrets = Object.entries(shown).filter(([name]) => /TOKEN|SECRET/.test(name))
  expect(secrets.length).toBeGreaterThan(7)
  expect(secrets.filter(([, value]) => value !== '')).toEqual([])
})
