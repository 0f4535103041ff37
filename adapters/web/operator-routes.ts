import { Hono } from 'hono'
import { Fault } from '#core/fault.ts'
import type { Log } from '#core/ports.ts'
import { isOperatorPass } from './operator-pass.ts'
import { readFields } from './receive.ts'
import { dataHeaders, errorResponse } from './routes.ts'
import type { WireError } from './wire.ts'

/** A workspace as the operator is told of it. */
export type OperatorRow = {
  readonly platform?: string
  readonly id: string
  readonly state: 'allowed' | 'waiting' | 'blocked'
  readonly at: number
}

/** What the operator decides. */
export type OperatorDesk = {
  list(): Promise<readonly OperatorRow[]>
  decide(id: string, allowed: boolean): Promise<readonly OperatorRow[]>
}

/** The most characters of a workspace's id. */
const mostIdChars = 100

/**
 * What the operator's command line asks of a running service, to be mounted at `/operator`. Only a pass made with the
 * secret key opens it: the holder of an admin link is no operator. A browser of another origin cannot send that header.
 */
export function createOperatorRoutes(options: {
  readonly workspaces: OperatorDesk
  readonly secretKey: Uint8Array
  readonly now: () => number
  readonly log: Log
}): Hono {
  const { workspaces, secretKey, now, log } = options
  const app = new Hono()
  app.onError((thrown, c) => errorResponse(c.req.raw, thrown, log))
  app.use(async (c, next) => {
    const pass = /^Bearer (.{1,200})$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
    if (isOperatorPass(secretKey, pass, now())) return next()
    return c.json({ error: 'This is for the operator’s own command line.' } satisfies WireError, 401, dataHeaders)
  })
  app.get('/workspaces', async c => c.json({ workspaces: await workspaces.list() }, 200, dataHeaders))
  app.post('/workspaces', async c => {
    const fields = await readFields(c.req.raw)
    const id = fields.text('id', mostIdChars)
    const act = fields.text('act', 10)
    if (id.trim() === '' || (act !== 'allow' && act !== 'block'))
      throw new Fault('input', '`id` must be a workspace, and `act` one of allow and block.')
    const rows = await workspaces.decide(id, act === 'allow')
    log.info({ workspace: id }, act === 'allow' ? 'The operator allowed a workspace.' : 'The operator blocked a workspace.')
    return c.json({ workspaces: rows }, 200, dataHeaders)
  })
  return app
}
