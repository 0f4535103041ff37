import { createHash } from 'node:crypto'
import type { Room } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import { say } from '#core/post.ts'
import type { Act, Denials } from './denials.ts'
import { type Pace, channelBucket, tokenBucket } from './pace.ts'
import { faultOf, isAbout, lacking, Refused } from './refusal.ts'
import { type Mode, picturesOf, render } from './render.ts'
import type { Answer, Call, Rest } from './rest.ts'
import { type HeldFile, type NewFile, type Opener, prepare } from './upload.ts'

/** Where a message is put, or which one is shown anew. What goes by a token needs no permission of ours. */
export type Target =
  | { readonly to: 'channel'; readonly channel: string; readonly nonce: string; readonly answers?: string }
  | {
      readonly to: 'follow-up'
      readonly application: string
      readonly token: string
      readonly channel: string
      readonly isPrivate: boolean
    }
  | { readonly to: 'original'; readonly application: string; readonly token: string; readonly channel: string }
  | { readonly to: 'message'; readonly channel: string; readonly message: string }
  | {
      readonly to: 'reached'
      readonly application: string
      readonly token: string
      readonly channel: string
      readonly message: string
    }

/** What stands in a message already: how it is made, and its files. */
export type Standing = { readonly mode: Mode; readonly files: readonly HeldFile[] }

/** A message as Discord has it now. */
export type Delivered = {
  readonly id: string
  readonly channel: string
  readonly isPrivate: boolean
  readonly standing: Standing
  /** Milliseconds its bucket must rest before the next frame. */
  readonly restMs: number
  readonly room?: Room
}

/** Brings a post to Discord. Throws `Limited` for frames, `Refused` where a token is over or a thread archived, else Faults. */
export type Deliver = (
  target: Target,
  post: Post,
  options: {
    readonly standing: Standing
    readonly fileBytes: number
    readonly isFrame: boolean
    /** Throws `Limited` rather than wait, though it is no frame. */
    readonly isImpatient?: boolean
    readonly signal: AbortSignal
  },
) => Promise<Delivered>

/** What a message is before anything stands in it. */
export const blank: Standing = { mode: 'plain', files: [] }

const flags = { noPreviews: 1 << 2, forOne: 1 << 6, components: 1 << 15 }

/** Nobody is called by what a model or a person wrote, whatever it says. */
const silent = { parse: [], replied_user: false }

/** Said in place of what a server's own rules held back: which word it was is theirs to tell. */
const heldBack = say('channel', "This server's own rules (AutoMod) hold back what would stand here.")

/** The same for the same post in any process, within Discord's 25 characters. */
export const nonceFor = (nonce: string): string => createHash('sha256').update(nonce).digest('hex').slice(0, 24)

/** Smaller files are tried so often before words take their place. */
const mostShrinks = 3

/** Delivers over this way. `desk` opens the pictures. */
export function createDeliver(parts: {
  readonly rest: Rest
  readonly pace: Pace
  readonly denials: Denials
  readonly desk: () => Opener
}): Deliver {
  const { rest, pace, denials, desk } = parts

  const send = async (
    target: Target,
    request: Request,
    how: Pick<Call, 'isFrame' | 'isImpatient' | 'signal'>,
  ): Promise<Answer> => {
    if ('token' in target) pace.spent(target.channel)
    const answer = await rest.call({
      ...routeOf(target),
      body: bodyOf(target, request),
      ...(request.added.length > 0 && {
        files: request.added.map(({ name, bytes, contentType }) => ({ name, data: Buffer.from(bytes), contentType })),
      }),
      ...how,
      // A nonce makes a message once; nothing does so for a follow-up.
      isRepeatable: target.to !== 'follow-up',
    })
    return answer
  }

  return async (target, wanted, { standing, fileBytes, isFrame, isImpatient = false, signal }) => {
    const act: Act = target.to === 'channel' ? 'send' : 'edit'
    let post = wanted
    let room: { readonly fileBytes: number; readonly refused?: string } = { fileBytes }
    let goal = target
    let isHeldBack = false
    for (let shrinks = 0; ;) {
      if (!('token' in goal)) denials.check(goal.channel, act)
      const request = await requestOf(post, standing, room, desk())
      try {
        const answer = await send(goal, request, { isFrame, isImpatient, signal })
        return { ...read(answer.body, goal), ...pace.heard(bucketOfTarget(goal), { get: answer.header }) }
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        if (isAbout(thrown, 'tooLarge') && request.added.length > 0) {
          shrinks += 1
          const largest = Math.max(...request.added.map(({ bytes }) => bytes.length))
          room =
            shrinks < mostShrinks
              ? { fileBytes: Math.floor(largest / 2) }
              : { fileBytes, refused: 'Discord takes no file as large as this one here.' }
        } else if (isAbout(thrown, 'noPermission') && request.added.length > 0 && room.refused === undefined) {
          room = { fileBytes, refused: lacking('Attach Files') }
        } else if (isAbout(thrown, 'autoMod') && !isHeldBack) {
          isHeldBack = true
          post = { ...heldBack, audience: wanted.audience }
        } else if (isAbout(thrown, 'noHistory') && goal.to === 'channel' && goal.answers !== undefined) {
          const { answers: _answers, ...alone } = goal
          goal = alone
        } else if (isAbout(thrown, 'tokenOver') || isAbout(thrown, 'archived') || isAbout(thrown, 'badForm')) {
          throw thrown
        } else {
          const fault = faultOf(thrown, act === 'send' ? 'Send Messages' : 'View Channel')
          if (!('token' in goal) && isAbout(thrown, 'noAccess')) denials.note(goal.channel, 'see', fault)
          else if (!('token' in goal) && isAbout(thrown, 'noPermission')) denials.note(goal.channel, act, fault)
          throw fault
        }
      }
    }
  }
}

/** The bucket whose limit a target shares. */
export const bucketOfTarget = (target: Target): string =>
  'token' in target
    ? tokenBucket(target.token)
    : target.to === 'channel'
      ? `sends:${target.channel}`
      : channelBucket(target.channel)

const routeOf = (target: Target): { readonly method: 'POST' | 'PATCH'; readonly path: `/${string}` } => {
  switch (target.to) {
    case 'channel':
      return { method: 'POST', path: `/channels/${target.channel}/messages` }
    case 'follow-up':
      return { method: 'POST', path: `/webhooks/${target.application}/${target.token}` }
    case 'original':
      return { method: 'PATCH', path: `/webhooks/${target.application}/${target.token}/messages/@original` }
    case 'message':
      return { method: 'PATCH', path: `/channels/${target.channel}/messages/${target.message}` }
    case 'reached':
      return { method: 'PATCH', path: `/webhooks/${target.application}/${target.token}/messages/${target.message}` }
    default:
      return target satisfies never
  }
}

type Request = {
  readonly mode: Mode
  readonly body: Readonly<Record<string, unknown>>
  readonly added: readonly NewFile[]
  readonly kept: readonly HeldFile[]
}

async function requestOf(
  post: Post,
  standing: Standing,
  room: { readonly fileBytes: number; readonly refused?: string },
  opener: Opener,
): Promise<Request> {
  const prepared = await prepare(picturesOf(post), standing.files, room, opener)
  const { mode, content, components, text } = render(post, prepared.shown, {
    mode: standing.mode,
    mayAttach: room.refused === undefined,
  })
  const heldText = text === undefined ? undefined : standing.files.find(({ name }) => name === text.name)
  const kept = heldText === undefined ? prepared.kept : [...prepared.kept, heldText]
  const added =
    text === undefined || heldText !== undefined
      ? prepared.added
      : [...prepared.added, { name: text.name, bytes: new TextEncoder().encode(text.markdown), contentType: 'text/markdown' }]
  const alts = new Map(picturesOf(post).map(({ blob, alt }) => [prepared.shown.get(blob), alt]))
  const altOf = (name: string): string | undefined =>
    [...alts].find(([shown]) => shown !== undefined && 'name' in shown && shown.name === name)?.[1]
  const attachments = [
    ...kept.map(({ id }) => ({ id })),
    ...added.map(({ name }, id) => {
      const alt = altOf(name)
      return { id: String(id), filename: name, ...(alt !== undefined && alt !== '' && { description: alt.slice(0, 1_024) }) }
    }),
  ]
  const isTouched = attachments.length > 0 || standing.files.length > 0
  const body = {
    // What was plain until now gives up its text when it is made of components.
    ...(mode === 'plain' ? { content: content ?? '' } : standing.mode === 'plain' && { content: null }),
    components,
    flags: mode === 'plain' ? flags.noPreviews : flags.components,
    allowed_mentions: silent,
    ...(isTouched && { attachments }),
  }
  return { mode, body, added, kept }
}

function bodyOf(target: Target, { body }: Request): Readonly<Record<string, unknown>> {
  const { content, flags: own, ...rest } = body
  const isNew = target.to === 'channel' || target.to === 'follow-up'
  return {
    ...rest,
    ...(content !== undefined && !(isNew && content === null) && { content }),
    flags: target.to === 'follow-up' && target.isPrivate ? Number(own) | flags.forOne : own,
    ...(target.to === 'channel' && {
      nonce: nonceFor(target.nonce),
      enforce_nonce: true,
      ...(target.answers !== undefined && { message_reference: { message_id: target.answers, fail_if_not_exists: false } }),
    }),
  }
}

/** Reads of a message what is needed to show it anew. */
export function standingOf(body: unknown): Standing {
  const { flags: own = 0, attachments = [] } = body as {
    readonly flags?: number
    readonly attachments?: readonly { readonly id: string; readonly filename: string }[]
  }
  return {
    mode: (own & flags.components) === 0 ? 'plain' : 'components',
    files: attachments.map(({ id, filename }) => ({ id, name: filename })),
  }
}

function read(body: unknown, target: Target): Omit<Delivered, 'restMs' | 'room'> {
  const found = body as { readonly id: string; readonly channel_id?: string; readonly flags?: number }
  const isPrivate = ((found.flags ?? 0) & flags.forOne) !== 0
  return { id: found.id, channel: found.channel_id ?? target.channel, isPrivate, standing: standingOf(body) }
}
