import { cadences } from './cadences.ts'
import type { Cell } from './cell.ts'

/** In pixels of the picture's own. */
const wide = 960
const [left, right, top, rowHigh] = [150, 30, 92, 44]

/** How many times the least fits on the picture; what is beyond stands at its edge. */
const farthest = 6

/** Told apart by shape, too. Both hues are readable on white and on black. */
const marks: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `<rect x="${x - 4}" y="${y - 4}" width="8" height="8" class="other"/>`,
  (x, y) => `<path d="M${x} ${y - 5}l5 9h-10z" class="other"/>`,
  (x, y) => `<path d="M${x} ${y - 6}l6 6-6 6-6-6z" class="other"/>`,
  (x, y) => `<path d="M${x - 5} ${y - 5}l10 10m0-10l-10 10" class="cross"/>`,
]
const ourMark = (x: number, y: number): string => `<circle cx="${x}" cy="${y}" r="6" class="ours"/>`
const promptMark = (x: number, y: number): string => `<path d="M${x} ${y - 10}v20" class="prompt"/>`

const style = `text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-size:16px;font-weight:600}.small{font-size:12px;fill:#57606a}
.line{stroke:#8c959f;stroke-width:1}.grid{stroke:#8c959f;stroke-opacity:.25}.limit{fill:#1a7f37;fill-opacity:.12}
.ours{fill:#0969da}.other{fill:none;stroke:#bc4c00;stroke-width:1.6}.cross{stroke:#bc4c00;stroke-width:1.6}.prompt{stroke:#1a7f37;stroke-width:2.5}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.limit{fill:#3fb950;fill-opacity:.18}.ours{fill:#58a6ff}
.other,.cross{stroke:#f0883e}.prompt{stroke:#3fb950}}`

/** A picture of all cells: how many times the least each contender leaves unseen. SVG for light and dark pages. */
export function plot(cells: readonly Cell[]): string {
  const high = top + cells.length * rowHigh + 40
  const scale = (wide - left - right) / Math.log(farthest)
  const x = (times: number): number => Math.round(10 * (left + scale * Math.log(Math.min(farthest, Math.max(1, times))))) / 10
  const floor = top + cells.length * rowHigh
  const ticks = [1, 1.25, 1.5, 2, 3, 4, 6].map(
    times =>
      `<path d="M${x(times)} ${top - 8}V${floor}" class="grid"/>` +
      `<text x="${x(times)}" y="${floor + 18}" text-anchor="middle" class="small">${times === farthest ? '≥ 6' : times} ×</text>`,
  )
  const rows = cells.map((cell, nth) => {
    const y = top + nth * rowHigh + rowHigh / 2
    const others = Object.values(cell.others).map(
      (other, at) => marks[at % marks.length]?.(x(other.unseen / cell.least), y) ?? '',
    )
    const label = `${cell.budget.name}, ${cell.answers} ${cell.length}`
    return (
      `<text x="${left - 14}" y="${y + 4}" text-anchor="end">${label}</text><path d="M${left} ${y}H${wide - right}" class="grid"/>` +
      promptMark(x(cell.leastAsPrompt / cell.least), y) +
      others.join('') +
      ourMark(x(cell.ours / cell.least), y)
    )
  })
  const names = ['Replichat', ...Object.keys(cadences), 'the least, as prompt as ours']
  let at = 24
  const legend = names.map((name, nth) => {
    const draw = nth === 0 ? ourMark : nth === names.length - 1 ? promptMark : marks[(nth - 1) % marks.length]
    const entry = `${draw?.(at, 56) ?? ''}<text x="${at + 11}" y="60" class="small">${name}</text>`
    at += 34 + name.length * 6.1
    return entry
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" role="img" aria-labelledby="title">
<title id="title">Characters written and not yet seen, as a multiple of the least that the platform's limits allow</title>
<style>${style}</style>
<text x="${left}" y="26" class="title">Written and not yet seen, as a multiple of the least that the limits allow</text>
<rect x="${x(1)}" y="${top - 8}" width="${Math.round(x(1.25) - x(1))}" height="${floor - top + 8}" class="limit"/>
${ticks.join('\n')}
${rows.join('\n')}
${legend.join('\n')}
</svg>
`
}
