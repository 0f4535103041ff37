import { setTimeout as sleep } from 'node:timers/promises'
import {
  type APIInteractionResponse,
  DiscordAPIError,
  HTTPError,
  InteractionResponseType,
  MessageFlags,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js'
import { Fault } from '#core/fault.ts'
import type { Log } from '#core/ports.ts'

/** Who is to be answered: an interaction's id and token. The token is a secret: never log it. */
export type Caller = { readonly id: string; readonly token: string; readonly application: string }

/**
 * What became of a first answer. `taken`: it stands, and the work may begin. `refused`: it came too late, or another
 * process answered; nothing may begin.
 */
export type Acknowledged = 'taken' | 'refused'

/** First answers to interactions, which Discord takes for three seconds and once. */
export interface Acks {
  /** Sends the first answer. `came`: when the interaction came in, in ms of the same clock as `now`. */
  answer(to: Caller, response: APIInteractionResponse, came: number): Promise<Acknowledged>
  /** Whether an interaction was acknowledged, by us or by another process. Rejects when Discord cannot be asked. */
  wasAnswered(to: Pick<Caller, 'application' | 'token'>): Promise<boolean>
}

/** Discord takes a first answer for 3 s from the interaction's creation; some of it was spent on the way to us. */
export const answerWithinMs = 2_800

/** Waited before a first answer that broke off is sent again, in ms; after the last one as long each time. */
const pausesMs = [0, 100, 200, 400]

/** Acknowledges over a client of its own without a queue, so that nothing else can make it late. */
export function createAcks(rest: REST, { now, log }: { readonly now: () => number; readonly log: Log }): Acks {
  const send = ({ id, token }: Caller, body: APIInteractionResponse, withinMs: number): Promise<unknown> =>
    rest.post(Routes.interactionCallback(id, token), { auth: false, body, signal: AbortSignal.timeout(Math.max(1, withinMs)) })

  const wasAnswered: Acks['wasAnswered'] = async ({ application, token }) => {
    try {
      await rest.get(Routes.webhookMessage(application, token, '@original'), { auth: false, signal: AbortSignal.timeout(5_000) })
      return true
    } catch (thrown) {
      // The library's error holds the address, and so the token.
      if (!(thrown instanceof DiscordAPIError)) throw new Fault('platform', 'Discord cannot be asked right now.')
      // The message of a button may be gone while the press was acknowledged: then the message is unknown, not the webhook.
      return thrown.code === RESTJSONErrorCodes.UnknownMessage
    }
  }

  return {
    wasAnswered,
    async answer(to, response, came) {
      const leftMs = (): number => answerWithinMs - (now() - came)
      for (let attempt = 0; ; attempt++) {
        try {
          await send(to, response, leftMs())
          return 'taken'
        } catch (thrown) {
          const code = thrown instanceof DiscordAPIError ? thrown.code : undefined
          // Our own earlier try may have been taken with only its answer lost.
          if (code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged && attempt > 0) return 'taken'
          const isUnclear = code === undefined || (thrown instanceof DiscordAPIError && thrown.status >= 500)
          const pauseMs = pausesMs[attempt] ?? pausesMs.at(-1) ?? 0
          // What broke off is sent again; what only takes its time may be taken yet, and a second one would be one too many.
          if (isUnclear && leftMs() > pauseMs + 100) {
            await sleep(pauseMs)
            continue
          }
          const fields = { interaction: to.id, code, status: statusOf(thrown), lateMs: now() - came }
          if (isUnclear && (await wasAnswered(to).catch(() => false))) return 'taken'
          log.warn(fields, 'Discord: an interaction could not be acknowledged; nothing was begun for it')
          return 'refused'
        }
      }
    },
  }
}

const statusOf = (thrown: unknown): number | undefined =>
  thrown instanceof DiscordAPIError || thrown instanceof HTTPError ? thrown.status : undefined

/** An answer of one sentence that only its person sees. */
export const whisper = (sentence: string): APIInteractionResponse => ({
  type: InteractionResponseType.ChannelMessageWithSource,
  data: { content: sentence.slice(0, 2_000), flags: MessageFlags.Ephemeral, allowed_mentions: { parse: [] } },
})
