import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, Faults } from './faults.ts'
import { messageId, sign } from './signature.ts'
import { type Prediction, show, type WebhookEvent } from './prediction.ts'

/** One try to tell somebody, for the page that shows them. */
export type Delivery = {
  readonly at: number
  readonly event: WebhookEvent
  readonly prediction: string
  readonly url: string
  /** The HTTP status that answered; undefined where nothing did. */
  readonly status: number | undefined
}

// As many as a person looks at.
const deliveriesShown = 50

/** How the sandbox tells others about predictions. */
export type Webhooks = {
  /** Something happened. `latest` is asked when a throttled delivery goes out. */
  readonly tell: (event: WebhookEvent, prediction: Prediction, latest: () => Prediction) => void
  /** Sends the completed events that an earlier life did not get through. */
  resume(predictions: readonly Prediction[]): void
  /** The newest tries of this life, newest first. */
  deliveries(): readonly Delivery[]
  /** Stops sending; what is not delivered stays due. */
  close(): void
}

export type WebhookOptions = {
  readonly secret: string
  readonly faults: Faults
  /** Real time: receivers compare the timestamp with their own clock. */
  readonly now: () => number
  /** Called when a completed event was taken, or given up. */
  readonly done: (id: string) => void
  readonly log: (line: string, facts: Readonly<Record<string, unknown>>) => void
  readonly throttleMs?: number
  /** Waits before each repeat of a completed event. */
  readonly retryDelaysMs?: readonly number[]
}

const answerWithinMs = 10_000

/** What is remembered of a prediction while it may still speak. */
type Line = {
  queue: Promise<void>
  sending: number
  lastAt: number
  timer: NodeJS.Timeout | undefined
  readonly fault: Fault | undefined
}

/** Delivers in order a prediction; only the completed event is repeated, for about a minute in all. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const {
    secret,
    faults,
    now,
    done,
    log,
    throttleMs = 500,
    retryDelaysMs = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
  } = options
  const lines = new Map<string, Line>()
  const closing = new AbortController()
  const shown: Delivery[] = []

  const lineOf = (prediction: Prediction): Line => {
    const known = lines.get(prediction.id)
    if (known !== undefined) return known
    const moment = { path: prediction.webhook ?? '', input: JSON.stringify(prediction.input), create: true }
    const fault = faults.take(['webhook-lost', 'webhook-double', 'webhook-late'], moment)
    const line = { queue: Promise.resolve(), sending: 0, lastAt: -Infinity, timer: undefined, fault }
    lines.set(prediction.id, line)
    return line
  }

  /** One POST. A redirect counts as taken: it is not followed, and not repeated either. */
  async function post(about: Pick<Delivery, 'event' | 'prediction' | 'url'>, id: string, body: string): Promise<boolean> {
    let status: number | undefined
    const timestamp = Math.floor(now() / 1000)
    try {
      const answer = await fetch(about.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'replichat-sandbox',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': sign(secret, id, timestamp, body),
        },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(answerWithinMs)]),
      })
      status = answer.status
      await answer.body?.cancel()
      return status < 400
    } catch {
      return false
    } finally {
      shown.unshift({ ...about, at: now(), status })
      shown.splice(deliveriesShown)
    }
  }

  async function deliver(
    event: WebhookEvent,
    prediction: Prediction,
    body: string,
    fault: Fault | undefined,
    at: number,
  ): Promise<void> {
    const about = { event, prediction: prediction.id, url: prediction.webhook ?? '' }
    const id = event === 'completed' ? messageId(prediction.id, event) : messageId(prediction.id, event, randomUUID())
    if (fault?.kind === 'webhook-late')
      await sleep(Math.max(0, at + (fault.delay ?? 5) * 1000 - now()), undefined, { signal: closing.signal, ref: false })
    if (fault?.kind === 'webhook-lost') return log('webhook lost on request', { prediction: prediction.id, event })
    if (fault?.kind === 'webhook-double') await post(about, id, body)
    if ((await post(about, id, body)) || event !== 'completed') return
    for (const delayMs of retryDelaysMs) {
      await sleep(delayMs, undefined, { signal: closing.signal, ref: false })
      if (await post(about, id, body)) return
    }
    log('webhook given up', { prediction: prediction.id, event })
  }

  function send(event: WebhookEvent, prediction: Prediction): void {
    const line = lineOf(prediction)
    const body = JSON.stringify(show(prediction, prediction.base))
    const at = now()
    line.sending++
    line.queue = line.queue.then(async () => {
      try {
        await deliver(event, prediction, body, line.fault, at)
        if (event === 'completed' && !closing.signal.aborted) done(prediction.id)
      } catch (thrown) {
        if (!closing.signal.aborted) log('webhook failed', { prediction: prediction.id, event, why: String(thrown) })
      } finally {
        line.sending--
      }
    })
  }

  /** Sends the state of the moment, at most one a throttle time and never a second beside one that is still under way. */
  function sendSometimes(event: WebhookEvent, line: Line, latest: () => Prediction): void {
    if (line.timer !== undefined) return
    const waitMs = line.sending > 0 ? throttleMs : line.lastAt + throttleMs - now()
    if (waitMs <= 0) {
      line.lastAt = now()
      return send(event, latest())
    }
    line.timer = setTimeout(() => {
      line.timer = undefined
      sendSometimes(event, line, latest)
    }, waitMs)
    line.timer.unref()
  }

  return {
    tell(event, prediction, latest) {
      if (prediction.webhook === undefined || closing.signal.aborted) return
      const line = lineOf(prediction)
      if (event === 'completed') {
        clearTimeout(line.timer)
        line.timer = undefined
      }
      if (prediction.webhookEvents.includes(event)) {
        if (event === 'start' || event === 'completed') send(event, prediction)
        else sendSometimes(event, line, latest)
      }
      if (event === 'completed') lines.delete(prediction.id)
    },
    resume(predictions) {
      for (const prediction of predictions) {
        send('completed', prediction)
        lines.delete(prediction.id)
      }
    },
    deliveries: () => shown,
    close() {
      for (const { timer } of lines.values()) clearTimeout(timer)
      closing.abort()
    },
  }
}
