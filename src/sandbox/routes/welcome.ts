import { isIP } from 'node:net'
import { fullName } from '../models/model.ts'
import { overviewPage, overviewPolicy } from '../overview.ts'
import type { Parts, Route, SandboxContext } from '../route.ts'

// As many as a person looks at.
const shownAtMost = 50

/** Whether a browser on this machine asks: a name that only looks like this machine's shows nobody's predictions. */
function isLocalBrowser(c: SandboxContext, { hostname }: URL): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return /\btext\/html\b/.test(c.req.header('accept') ?? '') && (bare === 'localhost' || isIP(bare) !== 0)
}

function page(parts: Parts, base: string): Response {
  const { predictions, runner, faults, clock, models, deployments } = parts
  parts.sweep()
  const newest = [false, true]
    .flatMap(trainings => predictions.list({ trainings }, undefined, shownAtMost))
    .sort((a, b) => b.seq - a.seq)
    .slice(0, shownAtMost)
  const html = overviewPage({
    base,
    models: models.all().map(fullName),
    deployments: deployments.all().map(({ owner, name }) => `${owner}/${name}`),
    predictions: newest.map(({ prediction }) => runner.newest(prediction)),
    deliveries: parts.deliveries(),
    faults: faults.list(),
    now: clock.now(),
  })
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': overviewPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}

/** What stands at the sandbox's own address: a page for a browser, lines for a terminal. */
export const welcomeRoutes = (parts: Parts): readonly Route[] => [
  {
    method: 'GET',
    path: '/',
    access: 'open',
    handle: c => {
      const here = new URL(c.req.url)
      const base = `${here.origin}${here.pathname.replace(/\/$/, '')}`
      if (isLocalBrowser(c, here)) return page(parts, `${base}/v1`)
      const lines = [
        'This is a Replichat sandbox: it speaks the HTTP API of Replicate, and small local engines play the models.',
        '',
        `Base URL     ${base}/v1`,
        'Token        any that begins with r8_',
        '',
        `Models       ${parts.models.all().map(fullName).join('\n             ')}`,
        `Deployments  ${parts.deployments
          .all()
          .map(({ owner, name }) => `${owner}/${name}`)
          .join('\n             ')}`,
        '',
        `Faults       POST ${base}/_sandbox/faults {"kind": "http-429", "times": 2, "retryAfter": 3}`,
        `Clock        POST ${base}/_sandbox/clock {"advance": 3600}`,
      ]
      return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    },
  },
]
