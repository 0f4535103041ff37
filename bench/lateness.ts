import { closeSync, openSync, readSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { quantile } from './quantile.ts'

/** How often the loop is asked. What is recorded is the whole time from one asking to the next. */
const askedEveryMs = 5

/** How late an event loop was, in milliseconds. */
export type Lateness = { readonly p50: number; readonly p99: number; readonly most: number }

/** How late this process's event loop is from now until the answer is asked for. */
export function watchLateness(): () => Lateness {
  const delay = monitorEventLoopDelay({ resolution: askedEveryMs })
  delay.enable()
  const lateMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - askedEveryMs)
  return () => {
    delay.disable()
    return { p50: lateMs(delay.percentile(50)), p99: lateMs(delay.percentile(99)), most: lateMs(delay.max) }
  }
}

/**
 * The same less the time in which this thread could have run and had no processor, since others had it: what the process
 * itself is to blame for on a busy machine. Where the system does not count that time (it is Linux that does), nothing is taken off.
 */
export function watchOwnLateness(): () => Lateness {
  const waitedMs = processorWait()
  const lateMs: number[] = []
  let askedAt = performance.now()
  let waitedBefore = waitedMs.read()
  const timer = setInterval(() => {
    const now = performance.now()
    const waited = waitedMs.read()
    lateMs.push(Math.max(0, now - askedAt - (waited - waitedBefore) - askedEveryMs))
    askedAt = now
    waitedBefore = waited
  }, askedEveryMs)
  return () => {
    clearInterval(timer)
    waitedMs.close()
    return { p50: quantile(lateMs, 0.5), p99: quantile(lateMs, 0.99), most: quantile(lateMs, 1) }
  }
}

/** How long this thread has waited for a processor in all: the second number of its `schedstat`, in nanoseconds. */
function processorWait(): { readonly read: () => number; readonly close: () => void } {
  try {
    const file = openSync('/proc/thread-self/schedstat', 'r')
    const bytes = Buffer.alloc(64)
    const read = (): number => Number(bytes.toString('latin1', 0, readSync(file, bytes, 0, 64, 0)).split(' ')[1]) / 1e6
    return { read, close: () => closeSync(file) }
  } catch {
    return { read: () => 0, close() {} }
  }
}
