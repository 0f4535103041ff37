// The product, started as always, in a world that is bent.
// STORE_SLOWER_MS: every call to the store takes so much longer, from the moment the first thing a person did comes in.
// CLOCK_AHEAD_MS: its clock is ahead of this machine's.
// CLOCK_FILE: and by as many ms more as stand in this file, as soon as they do.
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, type Seam } from '../../src/main.ts'

const slowerMs = Number(process.env['STORE_SLOWER_MS'] ?? 0)
const aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0)
const clockFile = process.env['CLOCK_FILE']
let movedMs = 0
if (clockFile !== undefined) setInterval(() => (movedMs = Number(readFileSync(clockFile, 'utf8'))), 10).unref()

let isSlow = false

/** Something that a person did is being kept until it is done. */
const isFromPeople = (args: readonly unknown[]): boolean => /"put":"(?:discord|slack)_waiting"/.test(JSON.stringify(args))

/** Every method answers a promise, however deep it stands. */
const slowed = <Port extends object>(port: Port): Port =>
  new Proxy(port, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target)
      if (typeof found === 'object' && found !== null) return slowed(found)
      if (typeof found !== 'function') return found
      return async (...args: unknown[]): Promise<unknown> => {
        isSlow ||= isFromPeople(args)
        if (isSlow) await sleep(slowerMs)
        return Reflect.apply(found, target, args) as unknown
      }
    },
  })

const seam: Seam = (name, port) => (slowerMs > 0 && (name === 'records' || name === 'shelves') ? slowed(port) : port)
await run(process.env, seam, { now: () => Date.now() + aheadMs + movedMs, random: below => randomInt(below) })
