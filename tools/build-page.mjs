// Builds the console page with Vite when its sources changed; `npm start` and `npm test` run it first.
// Takes the page's folder as its one argument (adapters/web/page when there is none).
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const self = fileURLToPath(import.meta.url)
const repository = dirname(dirname(self))
const page = resolve(process.argv[2] ?? join(repository, 'adapters/web/page'))
const dist = join(page, 'dist')
const scratchPrefix = '.build-'
const builtWith = ['vite', 'preact', 'marked']

/** A scratch folder of a build that was killed; no build takes nearly as long. */
const abandonedAfterMs = 10 * 60_000

const isSource = name => name !== 'dist' && name !== 'node_modules' && !name.startsWith(scratchPrefix)

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => isSource(entry.name))
    .flatMap(entry => (entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort()
}

const versionOf = name => {
  const manifest = join(repository, 'node_modules', name, 'package.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'absent'
}

/** What the page is made of. `beside` are the files outside its folder that it took in when it was last built. */
function fingerprint(beside) {
  const hash = createHash('sha256')
  for (const name of builtWith) hash.update(`${name} ${versionOf(name)}\n`)
  for (const file of [self, ...sources(page), ...beside.map(path => join(repository, path))]) {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.from('gone')
    hash.update(`${relative(repository, file)} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

function readStamp() {
  try {
    const { hash, beside } = JSON.parse(readFileSync(join(dist, '.stamp'), 'utf8'))
    return { hash, beside }
  } catch {
    return undefined // never built, or the stamp is torn: build
  }
}

const isFresh = stamp => stamp !== undefined && stamp.hash === fingerprint(stamp.beside)

/** Source files outside the page's folder that ended up in the bundle. */
function filesBeside(built) {
  const outputs = [built].flat().flatMap(result => result.output)
  const files = outputs.flatMap(output => output.moduleIds ?? []).map(id => id.split('?')[0])
  const ours = files.filter(file => file.startsWith(repository + sep) && !file.includes(`${sep}node_modules${sep}`))
  return [...new Set(ours)]
    .filter(file => !file.startsWith(page + sep))
    .map(file => relative(repository, file))
    .sort()
}

function removeAbandoned() {
  for (const name of readdirSync(page).filter(name => name.startsWith(scratchPrefix))) {
    const folder = join(page, name)
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > abandonedAfterMs) rmSync(folder, { recursive: true, force: true })
  }
}

/** Puts the finished folder in the place of `dist`. Of two builds at once, the later one wins whole. */
function swapIn(built, scratch) {
  for (let attempt = 1; ; attempt++) {
    const old = join(scratch, `old-${attempt}`)
    mkdirSync(old)
    try {
      renameSync(dist, join(old, 'dist'))
    } catch (thrown) {
      if (thrown.code !== 'ENOENT') throw thrown
    }
    try {
      return renameSync(built, dist)
    } catch (thrown) {
      const anotherWasFaster = thrown.code === 'ENOTEMPTY' || thrown.code === 'EEXIST' || thrown.code === 'EPERM'
      if (!anotherWasFaster || attempt === 20) throw thrown
    }
  }
}

async function build() {
  const { build: bundle } = await import('vite')
  const config = join(page, 'vite.config.ts')
  removeAbandoned()
  // The inner folder is named dist like the real one, so that git, eslint and prettier overlook it too.
  const scratch = mkdtempSync(join(page, scratchPrefix))
  const outDir = join(scratch, 'dist')
  try {
    const before = fingerprint([])
    const built = await bundle({
      root: page,
      configFile: existsSync(config) ? config : false,
      logLevel: 'silent',
      build: { outDir, emptyOutDir: true },
    })
    const beside = filesBeside(built)
    // A file saved while Vite was reading must not be taken for built: no stamp, so the next run builds again.
    if (fingerprint([]) === before) writeFileSync(join(outDir, '.stamp'), JSON.stringify({ hash: fingerprint(beside), beside }))
    swapIn(outDir, scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

if (!existsSync(join(page, 'index.html'))) {
  fail(`The web console cannot be built: ${relative(process.cwd(), join(page, 'index.html'))} is missing.`)
} else if (!isFresh(readStamp())) {
  if (versionOf('vite') !== 'absent') {
    await build().catch(thrown => fail(`The web console could not be built.\n${stripVTControlCharacters(thrown.message)}`))
  } else if (!existsSync(join(dist, 'index.html'))) {
    fail('The web console is not built, and Vite is not installed: `npm ci` brings it.')
  }
}
