import { createHash } from 'node:crypto'
import type { Address } from '#core/address.ts'

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').replace(/[-_]/g, '0').slice(0, 24)

/** The id of the job that an event asks for: the same event is the same job, on whatever instance it arrives. */
export const jobIdOf = (event: { readonly id: string; readonly address: Address }): string =>
  digest('job', event.address.platform, event.id)

/** What makes posting a job's message safe to repeat: part 0 is its message, further parts are what it outgrew into. At most 25 characters. */
export const nonceOf = (job: string, part: number): string => digest('message', job, String(part))

/** What makes an answer that is no job safe to repeat. */
export const answerNonce = (event: { readonly id: string; readonly address: Address }): string =>
  digest('answer', event.address.platform, event.id)

/** What makes a notice to admins safe to repeat. */
export const noticeNonce = (notice: string): string => digest('notice', notice)

/** The id of work beside a conversation: what it is for, said once, makes one job. */
export const asideId = (...about: readonly string[]): string => digest('aside', ...about)
