import { type EnvironmentReader, short } from './environment.ts'

/** `COG_HOSTS`: the origins of the operator's Cog containers by their names. Each entry that is wrong is a problem. */
export function readCogHosts(from: EnvironmentReader): Readonly<Record<string, string>> {
  const hosts: Record<string, string> = {}
  for (const entry of from.list('COG_HOSTS')) {
    const [, name, address] = /^([A-Za-z0-9][\w-]{0,63})=(.+)$/.exec(entry) ?? []
    const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined
    const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href
    if (name === undefined || !isOrigin) {
      from.problems.push(
        `COG_HOSTS must be name=http://host:port entries separated by commas, got "${short(entry.replace(/\/\/[^/]*@/, '//…@'))}".`,
      )
    } else if (Object.hasOwn(hosts, name)) {
      from.problems.push(`COG_HOSTS names "${name}" twice.`)
    } else {
      hosts[name] = url.origin
    }
  }
  return hosts
}
