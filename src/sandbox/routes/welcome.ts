import { fullName } from '../models/model.ts'
import type { Parts, Route } from '../route.ts'

/** What a person sees who opens the sandbox's own address in a browser. */
export const welcomeRoutes = ({ models, deployments }: Parts): readonly Route[] => [
  {
    method: 'GET',
    path: '/',
    access: 'open',
    handle: c => {
      const here = new URL(c.req.url)
      const base = `${here.origin}${here.pathname.replace(/\/$/, '')}`
      const lines = [
        'This is a Replichat sandbox: it speaks the HTTP API of Replicate, and small local engines play the models.',
        '',
        `Base URL     ${base}/v1`,
        'Token        any that begins with r8_',
        '',
        `Models       ${models.map(fullName).join('\n             ')}`,
        `Deployments  ${deployments.map(({ owner, name }) => `${owner}/${name}`).join('\n             ')}`,
        '',
        `Faults       POST ${base}/_sandbox/faults {"kind": "http-429", "times": 2, "retryAfter": 3}`,
        `Clock        POST ${base}/_sandbox/clock {"advance": 3600}`,
      ]
      return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    },
  },
]
