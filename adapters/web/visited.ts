import type { Visit } from './door.ts'
import { dataPolicy, guards } from './files.ts'

/** Every request past the door carries who made it. */
export type Visited = { Variables: { visit: Visit } }

/** What every answer of the interface carries. */
export const dataHeaders = { ...guards, 'content-security-policy': dataPolicy, 'cache-control': 'no-store' }
