// Does tasks in one of the ways and measures its own process: `caller.ts <way> <origin>`.
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { say } from '../child.ts'
import { dispatch } from '../stream/reading/dispatch.ts'
import { iterator } from '../stream/reading/iterator.ts'
import { official as readOfficial } from '../stream/reading/official.ts'
import { ours as readOurs } from '../stream/reading/ours.ts'
import { official } from './calls/official.ts'
import { ours } from './calls/ours.ts'
import { raw } from './calls/raw.ts'
import { burstTokens, type CallerSays, moment, type Task, type Way } from './words.ts'

const ways = {
  raw: { calls: raw, reading: dispatch },
  ours: { calls: ours, reading: readOurs },
  official: { calls: official, reading: readOfficial },
} as const
const [way = 'raw', origin = ''] = process.argv.slice(2) as [Way?, string?]
const calls = await ways[way].calls(origin)

/** From just above half a second to just above one: wherever a look every 500 ms falls, all distances from it are the same. */
const lengthMs = (nth: number, count: number): number => 520 + (500 * ((nth * 7_919) % count)) / count

async function know({ told, count, everyMs }: Task & { readonly type: 'know' }): Promise<readonly number[]> {
  const one = async (nth: number): Promise<number> => {
    const ended = await calls.run(lengthMs(nth, count) + (told === 'long' ? 1_000 : 0), told)
    const lateMs = moment() - ended
    if (!(lateMs > 0)) throw new Error(`The end of prediction ${nth} was known before it was.`)
    return lateMs
  }
  const late: Promise<number>[] = []
  for (let nth = 0; nth < count; nth++) {
    late.push(one(nth))
    await sleep(everyMs)
  }
  return Promise.all(late)
}

/** Processor microseconds of this process for each of `count` things that `work` does. */
async function cpuMicros(count: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

async function cost({ count, atOnce }: Task & { readonly type: 'cost' }): Promise<readonly number[]> {
  const many = async (all: number): Promise<void> => {
    let left = all
    const caller = async (): Promise<void> => {
      while (left-- > 0) await calls.run(0, 'at once')
    }
    await Promise.all(Array.from({ length: atOnce }, caller))
  }
  await many(Math.ceil(count / 4))
  return [await cpuMicros(count, () => many(count))]
}

async function burst({ streams, by }: Task & { readonly type: 'burst' }): Promise<readonly number[]> {
  const read = (by === 'iterator' ? iterator : ways[way].reading)(origin)
  const one = async (): Promise<void> => {
    let tokens = 0
    await new Promise<void>((resolve, reject) => {
      const onToken = (): void => {
        if (++tokens === burstTokens) resolve()
      }
      read(0, onToken).catch(reject)
    })
  }
  await one()
  // The others take a hundredth of the official client's time, in which a collection would be most of what is seen.
  const count = way === 'official' ? streams : streams * 10
  const all = async (): Promise<void> => {
    for (let nth = 0; nth < count; nth++) await one()
  }
  return [await cpuMicros(count * burstTokens, all)]
}

const uploadsSoFar = async (): Promise<number> => (await (await request(`${origin}/uploads`)).body.json()) as number

async function upload({ fileBytes }: Task & { readonly type: 'upload' }): Promise<readonly number[]> {
  const files = Array.from({ length: 10 }, (_, nth) => new Blob([Buffer.alloc(fileBytes, nth)], { type: 'image/png' }))
  const before = await uploadsSoFar()
  const begun = performance.now()
  await calls.give({ images: files, mask: files[0] })
  return [performance.now() - begun, (await uploadsSoFar()) - before]
}

const figuresOf = async (task: Task): Promise<readonly number[]> => {
  switch (task.type) {
    case 'know':
      return know(task)
    case 'cost':
      return cost(task)
    case 'burst':
      return burst(task)
    case 'upload':
      return upload(task)
    default:
      return task satisfies never
  }
}

process.on('message', (task: Task) => {
  void figuresOf(task).then(figures => say<CallerSays>({ type: 'done', figures }))
})
say<CallerSays>({ type: 'ready' })
