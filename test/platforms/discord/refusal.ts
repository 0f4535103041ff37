/** Discord's codes with the status and the words that go with them. */
const known = {
  0: [401, '401: Unauthorized'],
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10014: [404, 'Unknown Emoji'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20026: [403, 'Cannot execute action on another application’s resources'],
  30015: [400, 'Maximum number of attachments in a message reached (10)'],
  30032: [400, 'Maximum number of application commands reached (100)'],
  30034: [400, 'Max number of daily application command creates has been reached (200)'],
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached'],
  40005: [413, 'Request entity too large'],
  40060: [400, 'Interaction has already been acknowledged.'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50016: [400, 'Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.'],
  50024: [400, 'Cannot execute action on this channel type'],
  50027: [401, 'Invalid Webhook Token'],
  50034: [400, 'A message provided was too old to bulk delete'],
  50035: [400, 'Invalid Form Body'],
  50068: [400, 'Invalid message type'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  160002: [400, 'Cannot reply without permission to read message history'],
  160004: [400, 'A thread has already been created for this message'],
  160005: [400, 'Thread is locked'],
  160006: [400, 'Maximum number of active threads reached'],
  200000: [400, 'Message was blocked by automatic moderation'],
} as const

export type Code = keyof typeof known

/** A wrong field of a form: its path, Discord's word for what is wrong, and a sentence. */
export type FieldFault = { readonly path: readonly string[]; readonly code: string; readonly message: string }

/** What Discord says no with. `broke` names the rule when a well-made bot would never have asked. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  readonly fields: readonly FieldFault[]
  readonly broke: string | null
  constructor(code: Code, broke: string | null = null, fields: readonly FieldFault[] = []) {
    super(known[code][1])
    this.status = known[code][0]
    this.code = code
    this.fields = fields
    this.broke = broke
  }
  /** The body of the answer, the fields nested as Discord nests them. */
  json(): object {
    return this.fields.length === 0
      ? { message: this.message, code: this.code }
      : { message: this.message, code: this.code, errors: nested(this.fields) }
  }
}

function nested(fields: readonly FieldFault[]): object {
  type Tree = { [key: string]: Tree | { code: string; message: string }[] }
  const root: Tree = {}
  for (const { path, code, message } of fields) {
    const leaf = path.reduce<Tree>((tree, key) => (tree[key] ??= {}) as Tree, root)
    const errors = (leaf['_errors'] ??= []) as { code: string; message: string }[]
    errors.push({ code, message })
  }
  return root
}

/** A refusal of a form, which is always the bot's own fault. */
export const badForm = (fields: readonly FieldFault[]): Refusal =>
  new Refusal(50035, fields.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`).join('; '), fields)
