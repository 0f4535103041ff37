const hidden = '[secret]'

// Stands for what was taken out until the end. It is a word, so that a pattern which finds one secret inside another
// still takes the outer one whole.
const mark = 'taken_out_as_a_secret0'

type Pattern = readonly [RegExp, string]

// Every quantifier is over one class and bounded or followed by something outside it, so that no text makes them slow.
// What is known by where it stands comes first, then what is known by its parts, then by its beginning alone: a token
// that begins like another kind would else be taken in part only.
const patterns: readonly Pattern[] = [
  // Values of Authorization headers. `Token` is also a word people write, so its value must look like one.
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${mark}`],
  [/\b(Token)\s+(?:[\w.~+/=-]{20,}|(?=[\w.~+/=-]{0,20}\d)[\w.~+/=-]{8,})/gi, `$1 ${mark}`],
  [/\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?)(?!Bearer|Basic|Token)[^\s"',;]+/gi, `$1${mark}`],
  // Addresses that are themselves a right: links into the console, interaction tokens, Slack's response addresses.
  [/(\/link\/)[^\s"'<>?#]+/g, `$1${mark}`],
  [/(\/(?:webhooks|interactions|callback)\/\d{5,20}\/)[\w.-]{20,}/g, `$1${mark}`],
  [/(hooks\.slack\.com\/[a-z]{1,20}\/)[\w/-]+/g, `$1${mark}`],
  // Credentials before a host, and signed query parameters.
  [/(\b[a-z][a-z\d+.-]{1,20}:\/\/)[^\s/@"'<>]{1,1000}@/gi, `$1${mark}@`],
  [
    /([?&;](?:[\w.%-]{0,40}[-_.])?(?:x-amz-signature|x-amz-credential|x-amz-security-token|sig|signature|token|ticket|secret|key|apikey|password|credential|auth|code|hm)=)[^&\s"'#<>]+/gi,
    `$1${mark}`,
  ],
  // Discord's bot tokens: an id, a time and a signature in base64url; and JSON web tokens.
  [/[\w-]{23,100}\.[\w-]{6,7}\.[\w-]{27,}/g, mark],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?/g, mark],
  // Tokens of Discord's interactions, wherever they stand: `interaction:` in base64, then the rest.
  [/aW50ZXJhY3Rpb246[\w+/=-]+/g, mark],
  // Replicate tokens and webhook secrets; Slack's tokens.
  [/r8_[\w-]+/g, mark],
  [/whsec_[\w+/=-]+/g, mark],
  [/xox[a-z](?:\.xox[a-z])?-[\w-]+/g, mark],
  [/xapp-[\w-]+/g, mark],
]

/** A cheap look first: a text in which nothing of this stands holds none of the above. Most texts of a log are such. */
const suspicious =
  /r8_|whsec_|xox|xapp-|eyJ|aW50|bearer|basic|token|authorization|\/link\/|\/\d{5}|slack\.com|:\/\/|[?&;]|[\w-]{23}\./i

/** A name under which a secret is usually kept. Counts such as `inputTokens` are numbers, and numbers are not hidden by name. */
const secretName = /authorization|cookie|secret|password|passwd|api[-_]?key|credential|signature|private[-_]?key|token/i

// A shorter one would black out ordinary words.
const shortestSecretChars = 6

/** Limits of what is kept of one log line's fields. */
const most = { depth: 8, entries: 50, nodes: 1_000, chars: 4_000, readChars: 32_000 }

/** What takes secrets out of text and of anything that may be logged. */
export type Redactor = {
  /** The text without secrets, at most 4,000 characters of it. */
  readonly text: (text: string) => string
  /** Plain JSON of any value, without secrets: errors with their causes, bounded in depth and size, never throwing. */
  readonly value: (value: unknown) => unknown
}

/** Hides whatever looks like a secret, and each of `secrets`, whatever it looks like and however it is encoded. */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = [...new Set(secrets.filter(secret => secret.length >= shortestSecretChars).flatMap(forms))].sort(
    (a, b) => b.length - a.length,
  )
  const longest = Math.max(256, ...known.map(secret => secret.length))
  const exact = known.length === 0 ? undefined : new RegExp(known.map(escaped).join('|'), 'g')

  const text = (whole: string): string => {
    const isLong = whole.length > most.readChars
    let clean = isLong ? whole.slice(0, most.readChars) : whole
    if (exact !== undefined) clean = clean.replace(exact, mark)
    if (suspicious.test(clean)) for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement)
    clean = clean.replaceAll(mark, hidden)
    if (!isLong && clean.length <= most.chars) return clean
    // Half of a secret may stand where the reading stopped; it goes with what is cut off.
    const keep = isLong ? Math.max(0, Math.min(most.chars, clean.length - longest)) : most.chars
    return `${clean.slice(0, keep)}… (${whole.length} characters)`
  }

  const value = (root: unknown): unknown => {
    let nodes = 0
    const above = new Set<object>()

    const walk = (part: unknown, depth: number): unknown => {
      if (++nodes > most.nodes) return '[too much]'
      switch (typeof part) {
        case 'string':
          return text(part)
        case 'number':
        case 'bigint': {
          const shown = text(String(part))
          return shown === String(part) && typeof part === 'number' ? part : shown
        }
        case 'boolean':
        case 'undefined':
          return part
        case 'symbol':
        case 'function':
          return `[${typeof part}]`
        default:
          break
      }
      if (part === null) return null
      const held = part as object
      if (above.has(held)) return '[circular]'
      if (depth >= most.depth) return '[too deep]'
      above.add(held)
      try {
        return object(held, depth)
      } catch {
        // A getter or a proxy threw: what it holds is not worth a failing log.
        return '[unreadable]'
      } finally {
        above.delete(held)
      }
    }

    const object = (part: object, depth: number): unknown => {
      if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return `[${part.byteLength} bytes]`
      if (part instanceof Error) return error(part, depth)
      if (part instanceof Map)
        return entries(
          [...bounded(part.entries())].map(([key, item]) => [nameOf(key), item]),
          depth,
        )
      if (Array.isArray(part) || part instanceof Set) return list(part, depth)
      if ('toJSON' in part && typeof part.toJSON === 'function') return walk((part.toJSON as () => unknown).call(part), depth + 1)
      return entries(
        Object.keys(part).map(key => [key, () => (part as Record<string, unknown>)[key]]),
        depth,
        true,
      )
    }

    const list = (items: Iterable<unknown>, depth: number): unknown => {
      const kept = [...bounded(items)].map(item => walk(item, depth + 1))
      const length = items instanceof Set ? items.size : Array.isArray(items) ? items.length : kept.length
      return length > kept.length ? [...kept, `[${length - kept.length} more]`] : kept
    }

    const entries = (pairs: readonly (readonly [string, unknown])[], depth: number, areGetters = false): unknown => {
      const kept: [string, unknown][] = []
      for (const [key, item] of pairs.slice(0, most.entries)) {
        let read: unknown
        try {
          read = areGetters ? (item as () => unknown)() : item
        } catch {
          read = '[unreadable]'
        }
        const isHidden = secretName.test(key) && read !== null && ['string', 'object', 'bigint'].includes(typeof read)
        kept.push([text(key), isHidden ? hidden : walk(read, depth + 1)])
      }
      if (pairs.length > kept.length) kept.push(['…', `[${pairs.length - kept.length} more]`])
      return Object.fromEntries(kept)
    }

    const error = (thrown: Error, depth: number): unknown => {
      const { name, message, stack, cause } = thrown
      const own = Object.keys(thrown).filter(key => !['name', 'message', 'stack', 'cause', 'errors'].includes(key))
      const rest = entries(
        own.map(key => [key, () => (thrown as unknown as Record<string, unknown>)[key]]),
        depth,
        true,
      )
      return {
        name: text(String(name)),
        message: text(String(message)),
        ...(rest as object),
        ...(typeof stack === 'string' && { stack: text(stack) }),
        ...(cause !== undefined && { cause: walk(cause, depth + 1) }),
        ...(thrown instanceof AggregateError && { errors: walk(thrown.errors, depth + 1) }),
      }
    }

    return walk(root, 0)
  }

  return { text, value }
}

const escaped = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

const nameOf = (key: unknown): string => (typeof key === 'object' && key !== null ? '[object]' : String(key))

function* bounded<Item>(items: Iterable<Item>): Generator<Item> {
  let left = most.entries
  for (const item of items) {
    if (left-- === 0) return
    yield item
  }
}

/** A secret as it stands in text, in an address, in JSON and in base64. */
function forms(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ]
}
