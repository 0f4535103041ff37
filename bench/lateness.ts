import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How often the loop is asked. What is recorded is the whole time from one asking to the next. */
const askedEveryMs = 5

/** How late this process's event loop is, in milliseconds, from now until the answer is asked for. */
export function watchLateness(): () => { readonly p50: number; readonly p99: number; readonly most: number } {
  const delay = monitorEventLoopDelay({ resolution: askedEveryMs })
  delay.enable()
  const lateMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - askedEveryMs)
  return () => {
    delay.disable()
    return { p50: lateMs(delay.percentile(50)), p99: lateMs(delay.percentile(99)), most: lateMs(delay.max) }
  }
}
