import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brokenCommands, brokenLinks, foreignPlace, tiedPackages } from './promise-rules.ts'
import {
  badName,
  breach,
  circles,
  forbiddenWords,
  importsOf,
  mostLines,
  packageOf,
  platformName,
  tooLong,
  zoneOf,
} from './wall-rules.ts'

const repository = join(import.meta.dirname, '..')
const isSkipped = (name: string): boolean =>
  ['node_modules', 'dist', 'data', 'coverage', '.git'].includes(name) || name.startsWith('.build-')
const read = (path: string): string => readFileSync(join(repository, path), 'utf8')
const hasFile = (path: string): boolean => existsSync(join(repository, path))

/** Every file of the repository below a folder, as paths from its root. */
function below(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true })
    .filter(entry => !isSkipped(entry.name))
    .flatMap(entry => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? below(path) : entry.isFile() ? [path] : []
    })
}

const files = below('')
const isCode = (file: string): boolean => /\.(?:ts|tsx|mjs)$/.test(file)
const inTree = files.filter(file => /^(?:src|adapters|test|bench|tools)\//.test(file) && isCode(file))
const product = files.filter(file => /^(?:src|adapters)\//.test(file))
const imports = inTree.flatMap(file => importsOf(file, read(file)))

const manifest = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

test('no file imports what its folder must not know', () => {
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.flatMap(one => breach(one) ?? [])).toEqual([])
})

test('what the product imports when it runs is among its dependencies', () => {
  const { dependencies, optionalDependencies = {} } = manifest
  const running = imports.filter(
    ({ from, written }) => /^(?:src|adapters)\//.test(from) && !from.startsWith('adapters/web/page/') && /^[@a-z]/.test(written),
  )
  const missing = running.filter(
    ({ path }) => !path.startsWith('node:') && !(packageOf(path) in { ...dependencies, ...optionalDependencies }),
  )
  expect(missing.map(({ from, path }) => `${from} imports ${path}, which is not in the dependencies.`)).toEqual([])
})

test('every file of the tree has a zone', () => {
  expect(inTree.filter(file => zoneOf(file) === undefined)).toEqual([])
})

test('no imports go in a circle, those of types included', () => {
  expect(circles(imports)).toEqual([])
})

test(`no file of the product is longer than ${mostLines} lines`, () => {
  expect(product.filter(file => isCode(file) || file.endsWith('.css')).flatMap(file => tooLong(file, read(file)) ?? [])).toEqual(
    [],
  )
})

test('every file is named after what it defines', () => {
  expect(inTree.flatMap(file => badName(file) ?? [])).toEqual([])
})

test('no platform is named in the core or the service', () => {
  expect(product.flatMap(file => platformName(file, read(file)) ?? [])).toEqual([])
})

test('the environment, the clock, chance, the network and the console are used only where they may be', () => {
  expect(product.filter(isCode).flatMap(file => forbiddenWords(file, read(file)))).toEqual([])
})

const commandLine = files
  .filter(file => file.startsWith('src/cli/'))
  .map(read)
  .join('\n')
const kept = {
  hasFile,
  scripts: new Set(Object.keys(manifest.scripts)),
  commands: (word: string): boolean => new RegExp(String.raw`['"\`]${word}\b|\b${word}:`).test(commandLine),
}

test('the commands that package.json, the documents and the build name are there', () => {
  const shell = files.filter(file => /(?:^|\/)(?:README\.md|Dockerfile)$|^\.ci\/run$|^docs\/.*\.md$/.test(file))
  const promised = [
    ...Object.entries(manifest.scripts).map(([name, script]) => [`package.json's ${name}`, script] as const),
    ...shell.map(file => [file, read(file)] as const),
  ]
  expect(promised.flatMap(([where, text]) => brokenCommands(where, text, kept))).toEqual([])
  expect(Object.values(manifest.bin).filter(path => !hasFile(path))).toEqual([])
})

test('links in the documents lead somewhere', () => {
  expect(files.filter(file => file.endsWith('.md')).flatMap(file => brokenLinks(file, read(file), hasFile))).toEqual([])
})

test('nothing in the repository depends on one machine or one package registry', () => {
  const isText = (file: string): boolean =>
    !/\.(?:png|jpe?g|webp|gif|ico|mp4|wav|zip|db|gz|woff2?)$/.test(file) && statSync(join(repository, file)).size < 2_000_000
  expect(
    files.filter(file => isText(file) && !/^\.env$/.test(file)).flatMap(file => foreignPlace(file, read(file)) ?? []),
  ).toEqual([])
  expect(tiedPackages(JSON.parse(read('package-lock.json')) as Parameters<typeof tiedPackages>[0])).toEqual([])
})

test.each([
  [
    'src/core/job.ts',
    `import { readFile } from 'node:fs/promises'`,
    'src/core/job.ts must not import node:fs/promises: src/core knows no module of Node.',
  ],
  [
    'src/core/job.ts',
    `type Store = import('../store/open.ts').Store`,
    'src/core/job.ts must not import src/store/open.ts: src/core knows only itself.',
  ],
  ['src/core/job.ts', `import { z } from 'zod'`, 'src/core/job.ts must not import zod: src/core knows no package.'],
  [
    'src/core/job.ts',
    `import type { Store } from '../store/open.ts'`,
    'src/core/job.ts must not import src/store/open.ts: src/core knows only itself.',
  ],
  [
    'src/service/chat.ts',
    `const wire = await import('../replicate/client.ts')`,
    'src/service/chat.ts must not import src/replicate/client.ts: src/service knows only src/core.',
  ],
  [
    'src/service/chat.ts',
    `import { connect } from 'node:net'`,
    'src/service/chat.ts must not import node:net: src/service knows only node:crypto, node:timers/promises, node:util of Node.',
  ],
  [
    'src/sandbox/wire.ts',
    `export { createReplicate } from '../replicate/client.ts'`,
    'src/sandbox/wire.ts must not import src/replicate/client.ts: src/sandbox knows only itself.',
  ],
  [
    'src/replicate/client.ts',
    `import { Fault } from '../core/fault.ts'`,
    'src/replicate/client.ts must not import src/core/fault.ts: src/replicate knows only itself.',
  ],
  [
    'adapters/slack/render.ts',
    `import { post } from '../discord/render.ts'`,
    'adapters/slack/render.ts must not import adapters/discord/render.ts: adapters/slack knows only src/core.',
  ],
  [
    'adapters/slack/render.ts',
    `import { Client } from 'discord.js'`,
    'adapters/slack/render.ts must not import discord.js: adapters/slack knows only the packages @slack/bolt, @slack/web-api, @slack/socket-mode, @slack/types, hono, lru-cache.',
  ],
  [
    'adapters/slack/render.ts',
    `import { run } from '../../src/service/service.ts'`,
    'adapters/slack/render.ts must not import src/service/service.ts: adapters/slack knows only src/core.',
  ],
  [
    'adapters/slack/render.ts',
    `import { Fault } from '../../src/core/fault.ts'`,
    'adapters/slack/render.ts must import src/core/fault.ts as #core/fault.ts.',
  ],
  [
    'adapters/web/page/app.tsx',
    `import { createHash } from 'node:crypto'`,
    'adapters/web/page/app.tsx must not import node:crypto: adapters/web/page knows no module of Node.',
  ],
  [
    'src/cli/manifest.ts',
    `import { scopes } from '../../adapters/slack/render.ts'`,
    'src/cli/manifest.ts must not import adapters/slack/render.ts: src/cli knows only src, adapters/*/*.',
  ],
  [
    'src/links/links.ts',
    `import { run } from '../main.ts'`,
    'src/links/links.ts must not import src/main.ts: src/links knows only src/core.',
  ],
  [
    'src/links/links.ts',
    `import { Hono } from 'hono/tiny'`,
    'src/links/links.ts must not import hono/tiny: src/links knows only the packages undici.',
  ],
  [
    'src/server/server.ts',
    `import { start } from '../../test/start.ts'`,
    'src/server/server.ts must not import test/start.ts: src/server knows only src/core.',
  ],
  [
    'test/replicate/http.test.ts',
    `import { startSandbox } from '../../src/sandbox/sandbox.ts'`,
    'test/replicate/http.test.ts must not import src/sandbox/sandbox.ts: test/replicate knows only src/replicate, test.',
  ],
  ['elsewhere/a.ts', `import 'zod'`, 'elsewhere/a.ts stands in no folder of the tree: name its place in the architecture first.'],
])('the wall stops %s from writing %s', (from, source, sentence) => {
  expect(importsOf(from, source).map(breach)).toEqual([sentence])
})

test.each([
  ['src/core/job.ts', `import { fold } from './fold.ts'`],
  ['src/service/chat.ts', `import type { Job } from '#core/job.ts'`],
  ['src/main.ts', `import { createWeb } from '../adapters/web/web.ts'`],
  ['src/cli/manifest.ts', `import { manifest } from '../../adapters/slack/slack.ts'`],
  ['adapters/web/page/app.tsx', `import { useState } from 'preact/hooks'`],
  ['adapters/web/page/app.tsx', `import type { Frame } from '../frames.ts'`],
  ['src/sandbox/serve.ts', `import { serve } from '@hono/node-server/utils/response'`],
  ['test/service/chat.test.ts', `import { startSandbox } from '../../src/sandbox/sandbox.ts'`],
])('the wall lets %s write %s', (from, source) => {
  expect(importsOf(from, source).map(breach)).toEqual([undefined])
})

test('a circle of imports is named by all its files, a mere diamond is none', () => {
  const link = (from: string, to: string): { readonly from: string; readonly written: string; readonly path: string } => ({
    from,
    written: '',
    path: to,
  })
  expect(circles([link('src/a.ts', 'src/b.ts'), link('src/b.ts', 'src/c.ts'), link('src/c.ts', 'src/b.ts')])).toEqual([
    'src/b.ts → src/c.ts → src/b.ts is a circle of imports: let one of them stop knowing the next.',
  ])
  expect(
    circles([
      link('src/a.ts', 'src/b.ts'),
      link('src/a.ts', 'src/c.ts'),
      link('src/b.ts', 'src/d.ts'),
      link('src/c.ts', 'src/d.ts'),
    ]),
  ).toEqual([])
})

test('a file of 301 lines is too long, one of 300 is not', () => {
  expect(tooLong('src/a.ts', 'x\n'.repeat(300))).toBeUndefined()
  expect(tooLong('src/a.ts', 'x\n'.repeat(301))).toBe(
    'src/a.ts has 301 lines, more than 300: give a part of it a name and a file of its own.',
  )
})

test.each([
  'src/utils.ts',
  'src/core/job-helpers.ts',
  'src/common/a.ts',
  'src/jobManager.ts',
  'adapters/web/misc.ts',
  'src/core/index.ts',
])('%s is no name for a file', file => {
  expect(badName(file)).toMatch(/must not be called/)
})

test.each(['src/core/job.ts', 'src/service/community.ts', 'adapters/web/page/index.html', 'src/store/reindex.ts'])(
  '%s is a name for a file',
  file => {
    expect(badName(file)).toBeUndefined()
  },
)

test('a platform named in the core is found, in an adapter it is at home', () => {
  expect(platformName('src/core/limits.ts', 'a\n// Slack allows 50\n')).toBe(
    'src/core/limits.ts:2 names a platform: the core and the service know limits, not vendors.',
  )
  expect(platformName('adapters/slack/limits.ts', '// Slack allows 50\n')).toBeUndefined()
})

test.each([
  ['src/core/a.ts', 'const at = Date.now()'],
  ['src/core/a.ts', 'const clock = { now: Date.now }'],
  ['src/core/a.ts', 'const at = new Date()'],
  ['src/core/a.ts', 'const pick = Math.random'],
  ['src/core/a.ts', 'setTimeout(() => {}, 5)'],
  ['src/core/a.ts', 'const get = fetch'],
  ['src/core/a.ts', 'const deps = { fetch }'],
  ['src/service/a.ts', 'console.log(1)'],
  ['src/service/a.ts', `const level = process.env['LOG_LEVEL']`],
  ['src/log/log.ts', 'const { env } = process'],
  ['adapters/web/a.ts', `const level = process['env'].X`],
])('in %s, “%s” is stopped', (file, source) => {
  expect(forbiddenWords(file, source)).toHaveLength(1)
})

test.each([
  ['src/core/a.ts', 'type Links = { fetch(url: string): void }; const get = (links: Links) => links.fetch("a")'],
  ['src/core/a.ts', '// Date.now() is the caller’s\nconst day = new Date(0); const words = "console.log fetch"'],
  ['src/core/a.ts', 'const ask = ({ fetch: get }: { fetch: () => void }) => get()'],
  ['src/service/a.ts', 'const at = Date.now()'],
  ['src/main.ts', 'run(process.env)'],
  ['src/cli/cli.ts', 'run(process.env)'],
  ['test/a.test.ts', 'console.log(process.env)'],
])('in %s, “%s” passes', (file, source) => {
  expect(forbiddenWords(file, source)).toEqual([])
})

test('a promised command that is not there is named', () => {
  const nothing = { hasFile: () => false, scripts: new Set(['page']), commands: () => false }
  const text = 'Run `npm run page`, `npm start`, `npm run -s sandbox`, `node tools/gone.mjs`, `npx replichat dance --now`.'
  expect(brokenCommands('README.md', text, nothing)).toEqual([
    'README.md promises `npm run start`, but package.json has no such script.',
    'README.md promises `npm run sandbox`, but package.json has no such script.',
    'README.md names tools/gone.mjs, but there is no such file.',
    'README.md promises `npx replichat dance`, but the command line does not know it.',
  ])
  expect(
    brokenCommands('README.md', text, {
      hasFile: () => true,
      scripts: new Set(['page', 'start', 'sandbox']),
      commands: () => true,
    }),
  ).toEqual([])
})

test('a link to a missing file is named, one to a page, an anchor or a present file is not', () => {
  const text = '[a](gone.md#x) [b](https://example.com) [c](#here) [d](../README.md)\n```\n[e](in-code.md)\n```\n'
  expect(brokenLinks('docs/guide.md', text, path => path === 'README.md')).toEqual([
    'docs/guide.md links to docs/gone.md, which is not there.',
  ])
})

test('a registry, a machine’s path and a tied package are found', () => {
  const slash = '/'
  expect(foreignPlace('a.md', `one\nhttps:${slash}/registry.example.org/x`)).toMatch(/^a\.md:2 names https:/)
  expect(foreignPlace('a.md', `see ${slash}home/ada/code`)).toMatch(/names \/home\/ada,/)
  expect(foreignPlace('a.md', 'see docs/home/page and https://example.com/work/it and ${HOME}/work')).toBeUndefined()
  expect(
    tiedPackages({
      packages: {
        'node_modules/a': { resolved: `https:${slash}/somewhere/a.tgz` },
        'node_modules/b': { resolved: 'tools/runtime' },
        'node_modules/c': {},
      },
    }),
  ).toHaveLength(1)
})
