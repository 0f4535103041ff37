import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { findSubject } from './cutout/subject.ts'
import { matted } from './cutout/matte.ts'
import { edited } from './edit/edit.ts'
import { enlarged } from './enlarge.ts'
import type { Answer, Ask, Done, Order, Sent } from './order.ts'
import { encoded, onWhite, openRaster } from './raster.ts'
import { answerTo, likelihoodOf } from './tell/answer.ts'
import { captionOf } from './tell/caption.ts'
import { see, type Seen } from './tell/see.ts'

const mostSeenPixels = 25_000_000

async function carryOut(order: Order): Promise<Done> {
  switch (order.op) {
    case 'enlarge':
      return { bytes: await enlarged(order.image, order.scale, order) }
    case 'cut': {
      const picture = await openRaster(order.image, 'image', order.mostPixels)
      const subject = await findSubject(picture)
      const isEmpty = !subject.share.some(value => value >= 0.5)
      return {
        bytes: await encoded(matted(picture, subject), 'png'),
        notes: isEmpty ? ['note: nothing stood out from the background, so all of the picture is transparent'] : [],
      }
    }
    case 'edit': {
      const { picture, notes } = await edited(order.edit)
      const isOpaque = order.format === 'jpg' && picture.alpha !== undefined
      return {
        bytes: await encoded(isOpaque ? onWhite(picture) : picture, order.format, order.quality),
        notes: isOpaque ? [...notes, 'note: JPEG knows no transparency, so the background is white'] : notes,
      }
    }
    case 'tell': {
      return { text: said(order.ask, await looked(order.image)) }
    }
    default:
      return order satisfies never
  }
}

const remembered = new Map<string, Seen>()
const mostRemembered = 8

/** What a picture shows; several questions about one picture look at it once. */
async function looked(image: Uint8Array): Promise<Seen> {
  const key = createHash('sha256').update(image).digest('base64')
  const seen = remembered.get(key) ?? (await see(await openRaster(image, 'image', mostSeenPixels)))
  remembered.delete(key)
  remembered.set(key, seen)
  for (const old of remembered.keys()) if (remembered.size > mostRemembered) remembered.delete(old)
  return seen
}

function said(ask: Ask, seen: Seen): string {
  switch (ask.type) {
    case 'caption':
      return captionOf(seen)
    case 'question':
      return answerTo(ask.question, seen)
    case 'match':
      return `The image and the text are matched with a probability of ${likelihoodOf(ask.caption, seen).toFixed(4)}.`
    default:
      return ask satisfies never
  }
}

// One after the other: two pictures at once would take twice the memory and be no sooner.
let last: Promise<unknown> = Promise.resolve()
parentPort?.on('message', ({ id, order }: Sent) => {
  last = last.then(async () => {
    const said = await carryOut(order).then(
      (done): Answer => ({ id, ok: true, done }),
      (thrown: unknown): Answer => ({
        id,
        ok: false,
        message: thrown instanceof Error ? thrown.message : 'The picture could not be worked on.',
      }),
    )
    parentPort?.postMessage(said)
  })
})
