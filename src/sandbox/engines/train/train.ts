import type { Engine } from '../../engine.ts'
import { progressBar } from '../paint/progress.ts'
import { coloursOf, picturesIn, type Style } from './style.ts'
import { tarOf } from './tar.ts'
import { readZip } from './zip.ts'

/** What a trainer calls its own inputs. */
export type TrainerInputs = { readonly images: string; readonly trigger: string; readonly steps: string }

// As long as a person likes to watch; the real one takes twenty minutes.
const longestMs = 8_000

/**
 * An engine that takes a style from the pictures of a zip: it logs what it reads and its steps, puts out the weights as a
 * tar file, and last, as its one value, the `Style` that its new version paints in.
 */
export const trainer = ({ images, trigger, steps }: TrainerInputs): Engine =>
  async function* ({ input, sleep, open }) {
    const archive = input[images]
    if (typeof archive !== 'string') throw new Error(`${images} must name a zip archive of pictures.`)
    const found = picturesIn(await readZip(await open(archive)))
    yield { type: 'log', line: `Extracted ${found.length} files of pictures from the zip archive` }
    const word = typeof input[trigger] === 'string' ? input[trigger] : ''
    const learnt: Pick<Style, 'mean' | 'spread'>[] = []
    for (const { name, bytes } of found) {
      const colours = await coloursOf(bytes)
      yield { type: 'log', line: colours === undefined ? `note: ${name} is no picture, it was left out` : `read ${name}` }
      if (colours !== undefined) learnt.push(colours)
    }
    if (learnt.length === 0) throw new Error('The zip archive holds no picture that can be read (PNG, JPEG or WebP).')
    const wanted = typeof input[steps] === 'number' ? Math.max(1, Math.round(input[steps])) : 1_000
    const bar = progressBar(wanted)
    const shown = Math.min(wanted, 100)
    yield { type: 'log', line: bar(0) }
    for (let i = 1; i <= shown; i++) {
      await sleep(Math.min(50, longestMs / shown))
      const line = bar(Math.round((wanted * i) / shown))
      if (line !== '') yield { type: 'log', line }
    }
    const average = (key: 'mean' | 'spread'): [number, number, number] =>
      [0, 1, 2].map(c => learnt.reduce((sum, one) => sum + one[key][c as 0], 0) / learnt.length) as [number, number, number]
    const style: Style = { mean: average('mean'), spread: average('spread'), trigger: word, pictures: learnt.length }
    const bytes = tarOf('style.json', `${JSON.stringify(style, null, 2)}\n`)
    yield { type: 'file', bytes, contentType: 'application/x-tar', extension: 'tar' }
    yield { type: 'value', value: style }
  }
