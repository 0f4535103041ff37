import type { Actor, Address } from './address.ts'
import type { JobPhase, Progress, RunState } from './job.ts'
import type { Budget, MicroUsd, Usage } from './money.ts'
import type { Button, MessageRef, Picture } from './post.ts'
import type { BudgetKey } from './settings.ts'
import type { Sum } from './spend.ts'

/** Who asks, and from where: an admin there is shown everything, others what they made and what their workspace shows. */
export type Asker = { readonly actor: Actor; readonly address: Address }

/** A piece of a list, newest first. `next` is the `before` of the piece after it; absent at the end. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next?: number }

/** Which piece of a list: `before` in ms since the epoch. A piece ends with a whole moment, so it may be longer than `limit`. */
export type PageAsk = { readonly whose: 'mine' | 'all'; readonly before?: number; readonly limit: number }

/** `words`: each must be in the prompt, in any order and case. `channel`: any place in it. */
export type GalleryAsk = PageAsk & { readonly words?: string; readonly channel?: Address }

/** One picture that is kept, with how it was made. */
export type GalleryRow = {
  readonly id: string
  /** When it was asked for. */
  readonly at: number
  readonly job: string
  readonly picture: Picture
  readonly prompt: string
  readonly seed?: number
  /** `owner/name`. */
  readonly model: string
  /** Its share of what the job cost; known once the job has ended. */
  readonly cost?: MicroUsd
  /** Whether Replicate charged for it; the sandbox, which only plays the model, does not. */
  readonly charged: boolean
  /** How long the job took; known once it has ended. */
  readonly tookMs?: number
  readonly address: Address
  readonly actor: Actor
}

/** Everything that makes a picture again, and its kin. */
export type GalleryDetail = {
  readonly row: GalleryRow
  /** The model with its version, as it was run. */
  readonly pinned: string
  readonly input: Readonly<Record<string, unknown>>
  readonly buttons: readonly Button[]
  /** The pictures it goes back to, oldest first. */
  readonly from: readonly GalleryRow[]
  /** The pictures that were made from it, or by asking for it again. */
  readonly made: readonly GalleryRow[]
}

/** One job, small enough for a list that changes all the time. */
export type JobRow = {
  readonly id: string
  /** `model`: any model by its own inputs. `aside`: a summary or a transcript that a conversation needs. */
  readonly kind: 'picture' | 'model' | 'turn' | 'aside'
  readonly at: number
  readonly endedAt?: number
  readonly phase: JobPhase
  readonly canceling: boolean
  readonly progress?: Progress
  /** What was asked, in one line. */
  readonly asked: string
  /** `owner/name`, once it is planned. */
  readonly model?: string
  readonly cost?: MicroUsd
  /** Whether Replicate charges for it; the sandbox, which only plays the model, does not. */
  readonly charged: boolean
  readonly pictures: readonly Omit<Picture, 'alt'>[]
  /** How many pictures there will be. */
  readonly expected: number
  /** Why it failed, in words. */
  readonly failure?: string
  readonly address: Address
  readonly actor: Actor
  readonly message?: MessageRef
  readonly buttons: readonly Button[]
}

/** A run of a job as one looks at it. `input` is absent where it holds what only admins may read. */
export type RunRow = {
  readonly model: string
  readonly phase: RunState['phase']
  readonly prediction?: string
  readonly input?: Readonly<Record<string, unknown>>
  readonly usage?: Usage
  /** The last lines of the model's log, where Replicate still has it. */
  readonly log?: string
}

export type JobDetail = { readonly row: JobRow; readonly runs: readonly RunRow[] }

/** What became of a job; `row` is absent when it is no longer stored. */
export type JobNews = { readonly id: string; readonly row?: JobRow }

/** What spend is added up by. */
export type SpendBy = 'user' | 'channel' | 'model' | 'day'

/** The spend of this day or month, in the zone budgets are counted in. */
export type SpendAsk = { readonly by: SpendBy; readonly period: Budget['period'] }

/** One person's, channel's, model's or day's share. `key` is the same in every report; a channel has its address. */
export type SpendLine = Sum & {
  readonly key: string
  /** The person's name, the channel's id, `owner/name`, or `2026-11-20`. */
  readonly label: string
  readonly address?: Address
}

/** A budget that holds where it is asked for. `name` as people read it: `Your budget of $1 a day`. */
export type BudgetLine = Budget &
  Sum & {
    readonly setting: BudgetKey
    readonly name: string
    readonly left: MicroUsd
    /** When its period ends, ms since the epoch. */
    readonly freesAt: number
  }

/** What was spent. A member is shown their own, by day, whatever was asked. */
export type SpendReport = {
  readonly whose: 'mine' | 'all'
  readonly by: SpendBy
  /** `2026-11-20` or `2026-11`. */
  readonly period: string
  /** False: it is play money, the sandbox charges nothing. */
  readonly charged: boolean
  readonly total: Sum
  /** Days in their order, all else by what it cost, most first. */
  readonly lines: readonly SpendLine[]
  readonly budgets: readonly BudgetLine[]
}

/** What the service can be asked about itself: read models, paged by time. */
export interface Reports {
  gallery(asker: Asker, ask: GalleryAsk): Promise<Page<GalleryRow>>
  /** Undefined when there is no such picture, or it is not theirs to see. */
  picture(asker: Asker, id: string): Promise<GalleryDetail | undefined>
  jobs(asker: Asker, ask: PageAsk): Promise<Page<JobRow>>
  /** Asks Replicate for the log of what runs or just ran; without an answer in `logWithinMs` there is none. 0: it is not asked for. */
  job(asker: Asker, id: string, logWithinMs: number): Promise<JobDetail | undefined>
  /** What was spent, of the whole service for an admin. */
  spend(asker: Asker, ask: SpendAsk): Promise<SpendReport>
  /** A picture small enough for a list, made when it is first asked for; undefined when the picture is gone. */
  thumbnail(blob: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>
  /** Whether a job's picture has these bytes. */
  keeps(blob: string): Promise<boolean>
  /** Calls back with a job's newest state within a quarter of a second of its changing. Answers how to stop that. */
  watch(listener: (news: JobNews) => void): () => void
}
