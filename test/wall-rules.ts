import { posix } from 'node:path'
import ts from 'typescript'

/** What a folder may know beside itself: other folders of ours, node's modules, packages. */
type Zone = {
  readonly knows: readonly string[]
  readonly node: boolean | readonly string[]
  readonly packages: readonly string[] | 'any'
}

const everything = ['src', 'adapters', 'test']
/** The tree of the architecture. The longest name that fits a file is its zone. */
export const zones: Readonly<Record<string, Zone>> = {
  'src/main.ts': { knows: ['src', 'adapters'], node: true, packages: 'any' },
  'src/chat-platforms.ts': { knows: ['src', 'adapters'], node: false, packages: [] },
  'src/door.mjs': { knows: ['src/cli'], node: ['node:module', 'node:url'], packages: [] },
  'src/cli': { knows: ['src', 'adapters/*/*'], node: true, packages: 'any' },
  'src/core': { knows: [], node: false, packages: [] },
  'src/service': { knows: ['src/core'], node: ['node:crypto', 'node:timers/promises', 'node:util'], packages: ['zod'] },
  'src/media': { knows: ['src/core'], node: true, packages: ['sharp', 'fflate'] },
  'src/replicate': { knows: [], node: true, packages: ['undici', 'eventsource-parser'] },
  'src/models': { knows: ['src/core', 'src/replicate'], node: true, packages: ['ajv', 'ajv-formats', 'lru-cache', 'undici'] },
  'src/webhooks': { knows: ['src/core', 'src/replicate', 'src/models/look.ts'], node: true, packages: ['hono'] },
  'src/jobs': { knows: ['src/core'], node: true, packages: ['pg', 'pg-boss'] },
  'src/store': { knows: ['src/core'], node: true, packages: ['keyv', 'pg'] },
  'src/sandbox': {
    knows: [],
    node: true,
    packages: ['hono', '@hono/node-server', 'sharp', 'ajv', 'ajv-formats', 'fflate', 'h264-mp4-encoder', 'wasm-media-encoders'],
  },
  'src/config': { knows: ['src/core'], node: true, packages: ['zod', 'yaml'] },
  'src/log': { knows: ['src/core', 'src/config'], node: true, packages: ['pino'] },
  'src/metrics': { knows: ['src/core'], node: true, packages: ['prom-client', 'hono'] },
  'src/server': { knows: ['src/core'], node: true, packages: ['hono', '@hono/node-server'] },
  'src/links': { knows: ['src/core'], node: true, packages: ['undici'] },
  'adapters/discord': {
    knows: ['src/core'],
    node: true,
    packages: ['discord.js', '@discordjs/rest', '@discordjs/ws', 'discord-api-types', 'lru-cache'],
  },
  'adapters/slack': {
    knows: ['src/core'],
    node: true,
    packages: ['@slack/bolt', '@slack/web-api', '@slack/socket-mode', '@slack/types', 'hono', 'lru-cache'],
  },
  'adapters/web': { knows: ['src/core'], node: true, packages: ['hono', '@hono/node-server'] },
  'adapters/web/page': { knows: ['src/core', 'adapters/web'], node: false, packages: ['preact', 'marked', 'vite'] },
  'test/core': { knows: ['src/core', 'test'], node: true, packages: 'any' },
  'test/replicate': { knows: ['src/replicate', 'test'], node: true, packages: 'any' },
  'test/sandbox': { knows: ['src/sandbox', 'src/cli', 'test'], node: true, packages: 'any' },
  test: { knows: [...everything, 'tools', 'bench'], node: true, packages: 'any' },
  bench: { knows: [...everything, 'bench'], node: true, packages: 'any' },
  tools: { knows: ['tools'], node: true, packages: 'any' },
}

/** The zone a file stands in; `undefined` outside the tree. */
export function zoneOf(file: string): string | undefined {
  const parts = file.split('/')
  const names = parts.map((_, at) => parts.slice(0, at + 1).join('/')).reverse()
  return names.find(name => name in zones)
}

/** One thing that a file imports. `path` is a file of the repository, a `node:` module or a package with what follows its name. */
export type Import = { readonly from: string; readonly written: string; readonly path: string }

/** Everything a file imports: static, dynamic, type-only, re-exported and required. */
export function importsOf(from: string, source: string): readonly Import[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName: written }) => {
    const isOurs = written.startsWith('.') || written.startsWith('#core/')
    const path = written.startsWith('#core/')
      ? `src/core/${written.slice(6)}`
      : isOurs
        ? posix.join(posix.dirname(from), written)
        : written
    return { from, written, path }
  })
}

const isOurs = (path: string): boolean => /^(?:src|adapters|test|bench|tools)\//.test(path)
/** The package's name in what is imported of it. */
export const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')

/** Whether a pattern of `knows` names the file: a folder or a file, `adapters/x/x.ts` for an adapter's door. */
function covers(pattern: string, file: string): boolean {
  if (pattern === 'adapters/*/*') return /^adapters\/([^/]+)\/\1\.ts$/.test(file)
  return file === pattern || file.startsWith(`${pattern}/`)
}

/** What is wrong with an import, as a sentence; `undefined` when nothing is. */
export function breach({ from, written, path }: Import): string | undefined {
  const zone = zoneOf(from)
  const rules = zone === undefined ? undefined : zones[zone]
  if (zone === undefined || rules === undefined)
    return `${from} stands in no folder of the tree: name its place in the architecture first.`
  if (path.startsWith('node:')) {
    if (rules.node === true || (rules.node !== false && rules.node.includes(path))) return undefined
    return `${from} must not import ${path}: ${zone} ${rules.node === false ? 'knows no module of Node' : `knows only ${rules.node.join(', ')} of Node`}.`
  }
  if (!isOurs(path)) {
    if (rules.packages === 'any' || rules.packages.includes(packageOf(path))) return undefined
    return `${from} must not import ${path}: ${zone} knows ${rules.packages.length === 0 ? 'no package' : `only the packages ${rules.packages.join(', ')}`}.`
  }
  if (from.startsWith('adapters/') && path.startsWith('src/core/') && !written.startsWith('#core/'))
    return `${from} must import ${path} as #core/${path.slice(9)}.`
  if (zoneOf(path) === zone || rules.knows.some(pattern => covers(pattern, path))) return undefined
  return `${from} must not import ${path}: ${zone} knows ${rules.knows.length === 0 ? 'only itself' : `only ${rules.knows.join(', ')}`}.`
}

/** Every circle of imports, each as a sentence. Type-only imports count: a circle of types is a circle of thoughts. */
export function circles(imports: readonly Import[]): readonly string[] {
  const next = Map.groupBy(
    imports.filter(({ path }) => isOurs(path)),
    ({ from }) => from,
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file)
    if (at >= 0)
      found.push(`${[...trail.slice(at), file].join(' → ')} is a circle of imports: let one of them stop knowing the next.`)
    if (at >= 0 || done.has(file)) return
    for (const { path } of next.get(file) ?? []) visit(path, [...trail, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return found
}

/** The most lines of a file in src and adapters. */
export const mostLines = 300

/** A file that has grown too long to be read in one go. */
export function tooLong(file: string, source: string): string | undefined {
  const lines = source.replace(/\n$/, '').split('\n').length
  return lines <= mostLines
    ? undefined
    : `${file} has ${lines} lines, more than ${mostLines}: give a part of it a name and a file of its own.`
}

/** A name that says nothing of what is inside. */
export function badName(file: string): string | undefined {
  const empty = file
    .split('/')
    .flatMap(part => part.split(/[.\-_]|(?<=[a-z])(?=[A-Z])/))
    .find(word => /^(?:utils?|helpers?|common|managers?|misc)$/i.test(word))
  if (empty !== undefined) return `${file} must not be called “${empty}”: name it after the one thing it defines.`
  return /(?:^|\/)index\.(?:ts|tsx|mjs)$/.test(file)
    ? `${file} must not be called index: name it after what it opens.`
    : undefined
}

/** A platform named where only the product's own words belong. */
export function platformName(file: string, source: string): string | undefined {
  if (!/^src\/(?:core|service)\//.test(file)) return undefined
  const at = source.split('\n').findIndex(line => /discord|slack/i.test(line))
  return at < 0 ? undefined : `${file}:${at + 1} names a platform: the core and the service know limits, not vendors.`
}

const impure = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues'])
const impureAlone = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'process'])
const readsEnv = /^src\/(?:main\.ts$|cli\/)/

const envSentence = 'reads process.env: only src/main.ts and src/cli do, everyone else is told.'

/** Words in a file that its place does not allow: the environment, the clock, chance, the network, the console. */
export function forbiddenWords(file: string, source: string): readonly string[] {
  if (!/^(?:src|adapters)\//.test(file)) return []
  const tree = ts.createSourceFile(
    file,
    source,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  const found: string[] = []
  const say = (node: ts.Node, sentence: string): void => {
    found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${sentence}`)
  }
  const isCore = file.startsWith('src/core/')
  const pure = 'the core is pure, so the caller hands it in.'
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const name = `${node.expression.getText()}.${node.name.text}`
      if (/^(?:globalThis\.)?process\.env$/.test(name) && !readsEnv.test(file)) say(node, envSentence)
      if (node.expression.getText() === 'console') say(node, 'writes to the console: use the log.')
      if (isCore && impure.has(name)) say(node, `uses ${name}: ${pure}`)
    }
    const takesEnv =
      (ts.isElementAccessExpression(node) && /^process\[['"`]env['"`]\]$/.test(node.getText())) ||
      (ts.isVariableDeclaration(node) && node.initializer?.getText() === 'process' && /\benv\b/.test(node.name.getText()))
    if (takesEnv && !readsEnv.test(file)) say(node, envSentence)
    if (isCore && ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
      say(node, `asks new Date() for the time: ${pure}`)
    if (isCore && ts.isIdentifier(node) && impureAlone.has(node.text) && isUsed(node)) say(node, `uses ${node.text}: ${pure}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Whether a name stands for a global value here: not a property, a member, a parameter, a local of the same name, or a type. */
function isUsed(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node
  const isDeclared =
    ts.isMethodSignature(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isBindingElement(parent)
  return !isDeclared && ts.isExpression(node)
}
