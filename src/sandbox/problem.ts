/** One fault of a request body, as `invalid_fields` lists them. */
export type InvalidField = { readonly type: string; readonly field: string; readonly description: string }

type Body = {
  readonly title?: string
  readonly detail: string
  readonly status?: number
  readonly invalid_fields?: readonly InvalidField[]
  readonly retry_after?: number
}

/** An answer that is no success: thrown by whoever notices, turned into a response at the door. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, body: Body, headers: Readonly<Record<string, string>> = {}) {
    super(body.detail)
    this.status = status
    this.body = body
    this.headers = headers
  }

  /** The answer as it goes over the wire: problem+json, with the line end real answers carry. */
  response(): Response {
    return new Response(`${JSON.stringify(this.body)}\n`, {
      status: this.status,
      headers: { 'content-type': 'application/problem+json', ...this.headers },
    })
  }
}

const plain = (status: number, detail: string): Problem => new Problem(status, { detail, status })

/** The problems of the published service, word for word where its words are known. */
export const problems = {
  noToken: () => new Problem(401, { title: 'Unauthenticated', detail: 'You did not pass an authentication token', status: 401 }),
  badToken: () =>
    new Problem(401, { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 }),
  noCredit: () =>
    new Problem(402, {
      title: 'Insufficient credit',
      detail:
        'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit. Once you purchase credit, please wait a few minutes before trying again.',
      status: 402,
    }),
  notFound: () => plain(404, 'The requested resource could not be found.'),
  noFile: () => new Problem(404, { detail: 'File not found' }),
  badCursor: () => plain(404, 'Invalid cursor'),
  notAllowed: (method: string, allow: string) =>
    new Problem(405, { detail: `Method "${method}" not allowed.`, status: 405 }, { allow }),
  fileTooLarge: () => new Problem(413, { detail: 'Files must be less than 100MB in size' }),
  bodyTooLarge: () => plain(413, 'The request body must be less than 100MB in size'),
  // What the service says to these was never recorded: the status is the nearest, the words are ours.
  off: (name: string) => plain(400, `The deployment ${name} is switched off: its min_instances and max_instances are 0.`),
  inUse: (why: string) => plain(400, why),
  taken: (what: string) => plain(409, `${what} with that name and owner already exists.`),
  noDestination: () => plain(404, 'The specified training destination does not exist'),
  badJson: (why: string) => plain(400, `Failed to parse request body as JSON: ${why}`),
  bad: (detail: string) => plain(400, detail),
  badVersion: () =>
    new Problem(422, {
      title: 'Invalid version or not permitted',
      detail: "The specified version does not exist (or perhaps you don't have permission to use it?)",
      status: 422,
    }),
  invalid: (fields: readonly InvalidField[]) =>
    new Problem(422, {
      title: 'Input validation failed',
      detail: fields.map(field => `- ${field.field}: ${field.description}\n`).join(''),
      status: 422,
      invalid_fields: fields,
    }),
  throttled: (retryAfterSeconds: number) =>
    new Problem(
      429,
      {
        detail: `Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~${retryAfterSeconds}s.`,
        status: 429,
        retry_after: retryAfterSeconds,
      },
      { 'retry-after': String(retryAfterSeconds) },
    ),
  broken: () => plain(500, 'Internal server error'),
} as const
