// The product, started as always, that dies by SIGKILL at one chosen point: before or after one call through a port.
// CRASH_AT: which point, counted from the moment a person's message is stored (unset: never).
// CRASH_LIST: a file that gets the name of each point as it is passed.
import { appendFileSync } from 'node:fs'
import { run, type Seam } from '../../src/main.ts'

const at = Number(process.env['CRASH_AT'] ?? Number.NaN)
const list = process.env['CRASH_LIST']
let armed = false
let passed = 0

function point(name: string): void {
  if (!armed) return
  if (list !== undefined) appendFileSync(list, `${name}\n`)
  if (passed++ === at) process.kill(process.pid, 'SIGKILL')
}

/** A person's message is being stored: from here on work is under way that must not be lost. */
const beginsWork = (args: readonly unknown[]): boolean => /"put":"(?:web|discord|slack)_waiting"/.test(JSON.stringify(args))

const isAsync = (value: unknown): value is Promise<unknown> => value instanceof Promise

const wrap = <Port extends object>(name: string, port: Port): Port =>
  new Proxy(port, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target)
      if (typeof found === 'object' && found !== null && name === 'shelves') return wrap(`shelves.${String(key)}`, found)
      if (typeof found !== 'function') return found
      const call = found as (...args: unknown[]) => unknown
      return (...args: unknown[]): unknown => {
        if (name === 'records' && key === 'batch' && beginsWork(args)) armed = true
        point(`before ${name}.${String(key)}`)
        const result = call.apply(target, args)
        if (!isAsync(result)) return result
        return result.then(value => {
          point(`after ${name}.${String(key)}`)
          return value
        })
      }
    },
  })

const seam: Seam = (name, port) => wrap(name, port)
await run(process.env, seam)
