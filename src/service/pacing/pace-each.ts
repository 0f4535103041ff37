import { Fault } from '#core/fault.ts'
import type { Meter } from '#core/meter.ts'
import type { Platform } from '#core/ports.ts'
import type { Clock } from './clock.ts'
import { createPacing, type Pacing } from './pacing.ts'

/** Finds the scheduler of a platform, one for each of them. Throws a `config` fault for one that is not running. */
export function paceEach(
  platforms: ReadonlyMap<string, Platform>,
  meter: Pick<Meter, 'frameShown' | 'frameDropped'>,
  clock: Clock,
): (platform: string) => Pacing {
  const pacings = new Map<string, Pacing>()
  return name => {
    const known = pacings.get(name)
    if (known !== undefined) return known
    const platform = platforms.get(name)
    if (platform === undefined) throw new Fault('config', `The platform “${name}” is not running.`)
    const pacing = createPacing(name, platform.surface, meter, clock)
    pacings.set(name, pacing)
    return pacing
  }
}
