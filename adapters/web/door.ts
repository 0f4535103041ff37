import { adminPerson, cookieLivesMs, readCookie, writeCookie } from './pass.ts'

/** Where the service listens and how it is reached: what the door decides by. */
export type DoorOptions = {
  /** The interface the service is bound to. */
  readonly host: string
  /** The port it really has: known only once it listens. */
  readonly port: () => number
  readonly publicUrl?: string
  /** 32 bytes that links and cookies are signed with. */
  readonly secretKey: Uint8Array
}

/** Somebody who may come in. `renew` is a fresh cookie where the old one has lost half of its life. */
export type Visit = { readonly person: string; readonly name: string; readonly isAdmin: boolean; readonly renew?: string }

/** Nobody comes in, and why. */
export type Refusal = { readonly status: 401 | 403 | 421; readonly sentence: string }

/** What the door looks at. Header names in lower case. */
export type Knock = { readonly method: string; readonly headers: ReadonlyMap<string, string> }

/** What the door looks at, from a request. */
export const knockOf = (request: Request): Knock => ({ method: request.method, headers: new Map(request.headers) })

/** Decides for each request who it comes from, before anything else looks at it. */
export interface Door {
  /** Whether the console serves without a login at all. */
  readonly isOpen: boolean
  admit(knock: Knock): Visit | Refusal
  /** The `Set-Cookie` line for a pass. */
  cookie(value: string): string
}

const cookieName = 'replichat'

/** What models and members hear an admin called: “You” would read as the model itself. */
const adminName = 'Admin'

/** Proxies say so in one of these, or in any `X-Forwarded-…`. */
const forwarding = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-host',
  'x-original-forwarded-for',
  'x-host',
  'x-proxyuser-ip',
  'client-ip',
  'true-client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'cf-connecting-ip',
  'cf-ray',
  'proxy-connection',
])

/** Whether an interface can be reached from this machine alone. */
export const isLoopback = (host: string): boolean => {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
}

/** Whether the console serves without a login: bound to loopback, and not told to be reachable. */
export const isOpenDoor = ({ host, publicUrl }: Pick<DoorOptions, 'host' | 'publicUrl'>): boolean =>
  isLoopback(host) && publicUrl === undefined

/** The names under which a browser on this machine calls us. A port of 80 goes unsaid. */
const ownHosts = (port: number): readonly string[] =>
  ['localhost', '127.0.0.1', '[::1]'].flatMap(name => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))

const readsOnly = (method: string): boolean => method === 'GET' || method === 'HEAD'

/** The door of the console. `now` in milliseconds since the epoch. */
export function createDoor(options: DoorOptions, now: () => number): Door {
  const isOpen = isOpenDoor(options)
  const publicOrigin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin
  const isSecure = publicOrigin?.startsWith('https:') === true

  /** A page of another origin must not write for the person who is looking at it. */
  const refuseWrite = ({ method, headers }: Knock): Refusal | undefined => {
    if (readsOnly(method)) return undefined
    const origin = headers.get('origin')
    const host = headers.get('host')?.toLowerCase() ?? ''
    const own = publicOrigin !== undefined ? [publicOrigin] : isOpen ? [`http://${host}`] : [`http://${host}`, `https://${host}`]
    const site = headers.get('sec-fetch-site')
    if (origin !== undefined && own.includes(origin) && (site === undefined || site === 'same-origin')) return undefined
    return { status: 403, sentence: 'This was not sent from the console’s own page, so nothing was done.' }
  }

  const refusePlace = ({ headers }: Knock): Refusal | undefined => {
    const proxied = [...headers.keys()].some(name => forwarding.has(name) || name.startsWith('x-forwarded-'))
    if (proxied) {
      return {
        status: 403,
        sentence: 'This request came through a proxy, and the console has no login here. Set PUBLIC_URL to open it to others.',
      }
    }
    const host = headers.get('host')?.toLowerCase()
    if (host !== undefined && ownHosts(options.port()).includes(host)) return undefined
    return {
      status: 421,
      sentence: `The console answers only at http://localhost:${options.port()} or http://127.0.0.1:${options.port()}. Set PUBLIC_URL to open it elsewhere.`,
    }
  }

  return {
    isOpen,
    admit(knock) {
      const misplaced = isOpen ? refusePlace(knock) : undefined
      if (misplaced !== undefined) return misplaced
      if (isOpen) return refuseWrite(knock) ?? { person: adminPerson, name: adminName, isAdmin: true }

      // Cookies ignore ports: another service on this host may have set one of the same name. Any good one will do.
      const values = (knock.headers.get('cookie') ?? '').split(/;\s*/).filter(pair => pair.startsWith(`${cookieName}=`))
      for (const pair of values.slice(0, 8)) {
        const pass = readCookie(options.secretKey, pair.slice(cookieName.length + 1), now())
        if (pass === undefined) continue
        const renew = pass.endsAt - now() < cookieLivesMs / 2 ? writeCookie(options.secretKey, pass, now()) : undefined
        const isAdmin = pass.kind === 'admin'
        const name = isAdmin ? adminName : `Guest ${pass.id.slice(0, 4)}`
        return refuseWrite(knock) ?? { person: pass.person, name, isAdmin, ...(renew !== undefined && { renew }) }
      }
      return {
        status: 401,
        sentence: 'The console opens with a one-time link. The start log prints one, and `npx replichat link` prints another.',
      }
    },
    cookie: value =>
      [
        `${cookieName}=${value}`,
        'Path=/',
        `Max-Age=${Math.floor(cookieLivesMs / 1_000)}`,
        'HttpOnly',
        'SameSite=Lax',
        ...(isSecure ? ['Secure'] : []),
      ].join('; '),
  }
}
