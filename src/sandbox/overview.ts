import { createHash } from 'node:crypto'
import { escape } from './escape.ts'
import { type Fault, faultKinds } from './faults.ts'
import type { Prediction } from './prediction.ts'
import type { Delivery } from './webhooks.ts'

/** What the page at the sandbox's own address shows. */
export type Overview = {
  /** The address of the API, with `/v1`. */
  readonly base: string
  readonly models: readonly string[]
  readonly deployments: readonly string[]
  /** Newest first. */
  readonly predictions: readonly Prediction[]
  readonly deliveries: readonly Delivery[]
  readonly faults: readonly Fault[]
  readonly now: number
}

// The switches: each form is sent as the JSON that a program would send, then the page shows what holds.
const script = `addEventListener('submit', async event => {
  event.preventDefault()
  const form = event.target
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''))
  for (const name of ['times', 'retryAfter', 'delay', 'advance']) if (name in fields) fields[name] = Number(fields[name])
  const method = form.dataset.method
  const answer = await fetch(form.dataset.to, { method, ...(method === 'POST' && { body: JSON.stringify(fields) }) })
  if (answer.ok) return location.reload()
  form.querySelector('output').value = (await answer.json()).detail
})`

const style = `body { font: 15px/1.5 system-ui; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top }
td { overflow-wrap: anywhere } form { display: flex; gap: .5rem; flex-wrap: wrap; margin: .5rem 0 } input[type=number] { width: 6rem }`

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What the page may do: run its own script, and speak to its own address. */
export const overviewPolicy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`

const when = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

/** A table, or a sentence where there is nothing to show. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], none: string): string {
  if (rows.length === 0) return `<p>${none}</p>`
  const cells = (tag: string, row: readonly string[]): string => row.map(cell => `<${tag}>${cell}</${tag}>`).join('')
  return `<table><tr>${cells('th', heads)}</tr>${rows.map(row => `<tr>${cells('td', row)}</tr>`).join('')}</table>`
}

/** The page: what ran, whom it told and what they answered, and the switches for what should go wrong. */
export function overviewPage(overview: Overview): string {
  const { base, models, deployments, predictions, deliveries, faults, now } = overview
  const root = base.slice(0, -'/v1'.length)
  const ran = predictions.map(one => [
    `<a href="${escape(root)}/p/${one.id}">${one.id}</a>`,
    escape(one.deployment ?? one.model) + (one.destination === undefined ? '' : ` → ${escape(one.destination)}`),
    one.status,
    when(one.createdAt),
    one.completedAt === undefined ? '' : `${((one.completedAt - one.createdAt) / 1000).toFixed(1)} s`,
  ])
  const told = deliveries.map(one => [
    when(one.at),
    one.event,
    one.prediction,
    escape(one.url),
    String(one.status ?? 'no answer'),
  ])
  const wrong = faults.map(({ kind, times, match }) => [kind, String(times), escape(match ?? 'the next that is created')])
  const kinds = faultKinds.map(kind => `<option>${kind}</option>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Replichat sandbox</title><style>${style}</style><body>
<h1>Replichat sandbox</h1>
<p>It speaks the HTTP API of Replicate, and small local engines play the models.
Base URL <code>${escape(base)}</code>, any token that begins with <code>r8_</code>. Its clock: ${when(now)} UTC.</p>
<h2>Predictions and trainings</h2>${table(['id', 'model', 'status', 'created (UTC)', 'took'], ran, 'Nothing ran yet.')}
<h2>Webhooks sent</h2>${table(['at (UTC)', 'event', 'prediction', 'to', 'answer'], told, 'None in this life of the sandbox.')}
<h2>Faults</h2>${table(['kind', 'times left', 'waits for'], wrong, 'None is waiting.')}
<form data-to="${escape(root)}/_sandbox/faults" data-method="POST">
<label>kind <select name="kind">${kinds}</select></label>
<label>times <input type="number" name="times" value="1" min="1"></label>
<label>match <input name="match" placeholder="part of a path or input"></label>
<label>retryAfter <input type="number" name="retryAfter" min="0"></label>
<label>delay <input type="number" name="delay" min="0"></label>
<button>Let it happen</button><output role="status"></output></form>
<form data-to="${escape(root)}/_sandbox/faults" data-method="DELETE"><button>Clear all faults</button><output role="status"></output></form>
<form data-to="${escape(root)}/_sandbox/clock" data-method="POST">
<label>seconds <input type="number" name="advance" value="3600" min="1"></label>
<button>Move the clock</button><output role="status"></output></form>
<h2>Models</h2><p>${models.map(escape).join('<br>')}</p>
<h2>Deployments</h2><p>${deployments.map(escape).join('<br>')}</p>
</body></html>\n`
}
