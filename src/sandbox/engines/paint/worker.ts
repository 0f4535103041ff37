import { parentPort } from 'node:worker_threads'
import { type Picture, startPicture } from './picture.ts'
import type { Answer, Ask } from './task.ts'

const pictures = new Map<number, Picture>()

async function answer(ask: Ask): Promise<Answer> {
  switch (ask.op) {
    case 'begin': {
      const picture = await startPicture(ask.task)
      pictures.set(ask.canvas, picture)
      return { id: ask.id, ok: true, notes: picture.notes }
    }
    case 'step':
      pictures.get(ask.canvas)?.step(ask.step, ask.steps)
      return { id: ask.id, ok: true }
    case 'finish': {
      const bytes = await pictures.get(ask.canvas)?.finish()
      pictures.delete(ask.canvas)
      return bytes === undefined
        ? { id: ask.id, ok: false, message: 'The painter has lost this picture.' }
        : { id: ask.id, ok: true, bytes }
    }
    case 'drop':
      pictures.delete(ask.canvas)
      return { id: ask.id, ok: true }
    default:
      return ask satisfies never
  }
}

// One after the other: a canvas dropped while it begins must not be kept.
let last: Promise<unknown> = Promise.resolve()
parentPort?.on('message', (ask: Ask) => {
  last = last.then(async () => {
    const said = await answer(ask).catch((thrown: unknown): Answer => ({
      id: ask.id,
      ok: false,
      message: thrown instanceof Error ? thrown.message : 'The painter failed.',
    }))
    parentPort?.postMessage(said)
  })
})
