import { type ExecFileException, execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const repository = join(import.meta.dirname, '..')
let folder = ''
let page = ''

const write = async (path: string, text: string): Promise<void> => {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

const build = (): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise(resolve => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    execFile(process.execPath, ['tools/build-page.mjs'], { cwd: folder }, done)
  })

const quiet = { code: 0, stdout: '', stderr: '' }

/** The text of every script in the built page. */
const scripts = async (): Promise<string> => {
  const names = await readdir(join(page, 'dist/assets'))
  return (await Promise.all(names.map(name => readFile(join(page, 'dist/assets', name), 'utf8')))).join('\n')
}

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'replichat-page-')))
  page = join(folder, 'adapters/web/page')
  await mkdir(join(folder, 'tools'))
  await copyFile(join(repository, 'tools/build-page.mjs'), join(folder, 'tools/build-page.mjs'))
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  await write('src/core/word.ts', `export const word: string = 'first word'\n`)
  await write('adapters/web/page/index.html', '<!doctype html><script type="module" src="/main.ts"></script>')
  await write(
    'adapters/web/page/main.ts',
    `import { word } from '../../../src/core/word.ts'\ndocument.body.textContent = 'page of ' + word\n`,
  )
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('the page is built once, quietly, and again only when a source of it changed', async () => {
  expect(await build()).toEqual(quiet)
  expect(await scripts()).toContain('first word')

  await writeFile(join(page, 'dist/mark'), 'kept as long as nothing is built')
  expect(await build()).toEqual(quiet)
  expect(await readdir(join(page, 'dist'))).toContain('mark')

  await write('adapters/web/page/main.ts', `document.body.textContent = 'another page'\n`)
  expect(await build()).toEqual(quiet)
  expect(await readdir(join(page, 'dist'))).not.toContain('mark')
  expect(await scripts()).toContain('another page')
})

test('a change in a file that the page takes from elsewhere in the repository builds it again', async () => {
  await build()
  await write('src/core/word.ts', `export const word: string = 'second word'\n`)
  expect(await build()).toEqual(quiet)
  expect(await scripts()).toContain('second word')
})

test('two builds at once leave one whole page and no scratch folder', async () => {
  expect(await Promise.all([build(), build(), build()])).toEqual([quiet, quiet, quiet])
  expect((await readdir(page)).sort()).toEqual(['dist', 'index.html', 'main.ts'])
  expect((await readdir(join(page, 'dist'))).sort()).toEqual(['.stamp', 'assets', 'index.html'])
})

test('a page that does not build says why, fails, and leaves the last good one standing', async () => {
  await build()
  await write('adapters/web/page/main.ts', `import './nowhere.ts'\n`)
  const failed = await build()
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('The web console could not be built.')
  expect(failed.stderr).toContain('nowhere.ts')
  expect(await scripts()).toContain('first word')
  expect((await readdir(page)).sort()).toEqual(['dist', 'index.html', 'main.ts'])
})

test('a page without its index.html is named, and fails', async () => {
  await rm(join(page, 'index.html'))
  expect(await build()).toEqual({
    code: 1,
    stdout: '',
    stderr: 'The web console cannot be built: adapters/web/page/index.html is missing.\n',
  })
})

test('where Vite is not installed a built page stands, and a missing one is asked for', async () => {
  await build()
  await rm(join(folder, 'node_modules'))
  expect(await build()).toEqual(quiet)
  await rm(join(page, 'dist'), { recursive: true })
  const sentence = 'The web console is not built, and Vite is not installed: `npm ci` brings it.\n'
  expect(await build()).toEqual({ code: 1, stdout: '', stderr: sentence })
})

test('what a build that was killed left behind is cleared away in time', async () => {
  const old = join(page, '.build-killed')
  await mkdir(join(old, 'dist'), { recursive: true })
  await mkdir(join(page, '.build-running'))
  const anHourAgo = new Date(Date.now() - 3_600_000)
  await utimes(old, anHourAgo, anHourAgo)
  expect(await build()).toEqual(quiet)
  expect((await readdir(page)).sort()).toEqual(['.build-running', 'dist', 'index.html', 'main.ts'])
})
