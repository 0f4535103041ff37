import { posix } from 'node:path'

/** What a text may promise: the files there are, the scripts of package.json, and the words the command line knows. */
export type Kept = {
  readonly hasFile: (path: string) => boolean
  readonly scripts: ReadonlySet<string>
  readonly commands: (word: string) => boolean
}

const ownScripts = /\bnpm (?:run(?:-script)?(?: --?[\w-]+)* ([\w:-]+)|(start|test|stop|restart)\b)/g

/** Promises of a shell text (a script, a code block) that are not kept, as sentences. */
export function brokenCommands(where: string, text: string, kept: Kept): readonly string[] {
  const scripts = [...text.matchAll(ownScripts)].map(found => found[1] ?? found[2] ?? '')
  const files = [...text.matchAll(/(?:^|[\s`'"])(?:node|bash|sh) (?!-)((?:\.\/)?[\w./-]+\.(?:mjs|ts|js|sh))\b/gm)].map(found =>
    posix.normalize(found[1] ?? ''),
  )
  const words = [
    ...text.matchAll(/\bnpx replichat ([a-z][\w-]*)/g),
    ...text.matchAll(/\bnode src\/door\.mjs ([a-z][\w-]*)/g),
  ].map(found => found[1] ?? '')
  return [
    ...scripts
      .filter(name => !kept.scripts.has(name))
      .map(name => `${where} promises \`npm run ${name}\`, but package.json has no such script.`),
    ...files.filter(path => !kept.hasFile(path)).map(path => `${where} names ${path}, but there is no such file.`),
    ...words
      .filter(word => !kept.commands(word))
      .map(word => `${where} promises \`npx replichat ${word}\`, but the command line does not know it.`),
  ]
}

/** Links of a Markdown file to files of the repository that are not there. */
export function brokenLinks(where: string, markdown: string, hasFile: (path: string) => boolean): readonly string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '')
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(found => found[1] ?? '')
  const local = targets.filter(target => !/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(target)).map(target => target.replace(/#.*$/, ''))
  const paths = local.map(target =>
    target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(where), decodeURIComponent(target)),
  )
  return paths.filter(path => !hasFile(path.replace(/\/$/, ''))).map(path => `${where} links to ${path}, which is not there.`)
}

// Put together, so that this file does not hold what it forbids.
const registries = ['registry', 'artifactory', 'nexus', 'verdaccio', 'npmmirror'].join('|')
const hosts = new RegExp(String.raw`\bhttps?://[\w.@:-]*(?:${registries})[\w.-]*`, 'i')
const machine = new RegExp(String.raw`(?<![\w.:/$}-])/(?:work|root|home|Users)/(?!node\b)[\w.-]+`)

/** A package registry's host or a path of one machine in a file of the repository. */
export function foreignPlace(file: string, text: string): string | undefined {
  const lines = text.split('\n')
  const at = lines.findIndex(line => hosts.test(line) || machine.test(line))
  if (at < 0) return undefined
  const found = hosts.exec(lines[at] ?? '')?.[0] ?? machine.exec(lines[at] ?? '')?.[0] ?? ''
  return `${file}:${at + 1} names ${found}, which is not the same on the next machine.`
}

/** Packages in a lock file that are tied to one registry's address. */
export function tiedPackages(lock: {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>
}): readonly string[] {
  const tied = Object.entries(lock.packages ?? {}).filter(
    ([, { resolved }]) => resolved !== undefined && /^(?:https?|git)/.test(resolved),
  )
  return tied.map(
    ([name, { resolved }]) => `package-lock.json ties ${name} to ${resolved ?? ''}: leave the address to the reader's own npm.`,
  )
}
