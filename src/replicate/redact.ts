const credential = /(r8_|whsec_)[A-Za-z0-9_+/=-]+/g

/** Text without anything that looks like a Replicate token or a webhook secret, and without `secrets`, whatever they look like. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(credential, '$1…')
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '…')
  return clean
}

/**
 * An error's name, code, message and stack, redacted, and nothing else of it: what was thrown may carry sockets, headers
 * or whole answers, and those may carry the token.
 */
export function cleanCause(thrown: unknown, secrets: readonly string[] = []): Error {
  if (!(thrown instanceof Error)) return new Error(redact(String(thrown), secrets))
  const parts =
    thrown instanceof AggregateError ? thrown.errors.map(error => (error instanceof Error ? error.message : String(error))) : []
  const clean = new Error(redact([thrown.message, ...parts].filter(part => part !== '').join('; '), secrets))
  clean.name = thrown.name
  if (thrown.stack !== undefined) clean.stack = redact(thrown.stack, secrets)
  const code = errorCode(thrown)
  return code === undefined ? clean : Object.assign(clean, { code })
}

/** The machine's word for a network failure, such as `ECONNREFUSED`. */
export function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown instanceof AggregateError ? errorCode(thrown.errors[0]) : undefined
}
