/** Which run of which job a webhook tells of. */
export type Subject = { readonly job: string; readonly run: number }

/** Where webhooks come in, below the public address. */
export const webhookPath = '/webhooks/replicate'

const most = 256

/** The address that Replicate is to tell of this run. `publicUrl` without a slash at its end. */
export const addressFor = (publicUrl: string, { job, run }: Subject): string =>
  `${publicUrl}${webhookPath}?${new URLSearchParams({ job, run: String(run) }).toString()}`

/** What an address of ours says, or undefined: it is none. */
export function readAddress(address: string): Subject | undefined {
  const url = URL.parse(address)
  if (url?.pathname !== webhookPath) return undefined
  const [job, ...jobs] = url.searchParams.getAll('job')
  const [run, ...runs] = url.searchParams.getAll('run')
  if (job === undefined || job === '' || job.length > most || jobs.length > 0 || runs.length > 0) return undefined
  return run !== undefined && /^\d{1,4}$/.test(run) ? { job, run: Number(run) } : undefined
}

/**
 * Whether Replicate at `apiUrl` would call `publicUrl`: it takes https alone, and refuses the whole create for anything
 * else. A Replicate on this machine (the sandbox) calls http on this machine too.
 */
export const isCallable = (publicUrl: string, apiUrl: string): boolean =>
  publicUrl.startsWith('https:') || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(new URL(apiUrl).hostname)
