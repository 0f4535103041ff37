/** Whether a host stands for all addresses of this machine, however it is written: `0.0.0.0`, `::`, `0`. */
export const isEveryAddress = (host: string): boolean =>
  /^(?:0+(?:\.0+){0,3}|[0:]*:[0:]*)$/.test(host.replace(/^\[(.*)\]$/, '$1'))

/**
 * The host of an address that a browser on this machine can open, ready to stand in a URL. What stands for all addresses
 * can be listened on and not be called; it is `localhost` then.
 */
export function openableHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (isEveryAddress(bare)) return 'localhost'
  return bare.includes(':') ? `[${bare}]` : bare
}
