import type { Meter } from '#core/meter.ts'
import type { Price } from '#core/money.ts'
import type { Blobs, Engine, Links, Locks, Log, Media, Models, Platform, Records, Shelves, World } from '#core/ports.ts'
import type { Layer } from '#core/settings.ts'
import type { Clock } from './pacing/clock.ts'
import type { Pacing } from './pacing/pacing.ts'

/** Everything the service is given. Each is a port; `main` joins them. */
export type Given = {
  readonly records: Records
  readonly shelves: Shelves
  readonly blobs: Blobs
  readonly locks: Locks
  readonly engine: Engine
  readonly models: Models
  readonly media: Media
  readonly links: Links
  /** The platforms that are there, by the name their addresses carry. */
  readonly platforms: ReadonlyMap<string, Platform>
  readonly world: World
  readonly log: Log
  readonly meter: Meter
  readonly prices: readonly Price[]
  /** Settings above every workspace, widest first: shipped, then the operator's. */
  readonly above: readonly Layer[]
  /** The workspaces that `ALLOWED_WORKSPACES` names. */
  readonly allowedWorkspaces?: readonly string[]
  /** Whether Replicate charges for predictions; the sandbox does not. */
  readonly charged: boolean
  /** A signed address of a stored file. Absent: no browser could reach it. */
  readonly linkTo?: (blob: string) => string
  /** Where Replicate tells of predictions by webhooks: after so many ms without a word it is asked. Absent: it never tells. */
  readonly webhookSilenceMs?: number
}

/** Everything the use cases stand on: what was given, and what the service made of it once for all of them. */
export type Deps = Given & {
  /** The scheduler of a platform's live messages. A `config` fault when the platform is not running. */
  readonly pacingOf: (platform: string) => Pacing
  /** By which it waits for what is no job's own: live messages, and what is said of a job that waits. */
  readonly clock: Clock
}
