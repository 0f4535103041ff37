import { aspects } from '#core/catalogue.ts'
import { Fault } from '#core/fault.ts'
import { type Field, fieldOf, type ModelCard } from '#core/model-card.ts'
import type { Input } from './typed-input.ts'

/** Pixels of a picture where a model takes width and height: what the common picture models were trained on. */
const pixels = 1_048_576
const step = 64
const mostSide = 4_096

/** The inputs that give a picture this width to height. An `input` fault where the model cannot. */
export function aspectInput(card: ModelCard, aspect: string): Readonly<Input> {
  const field = fieldOf(card, 'aspect_ratio', 'aspect')
  if (field !== undefined) {
    if (field.choices === undefined || field.choices.includes(aspect)) return { [field.name]: aspect }
    const offered = aspects.filter(known => field.choices?.includes(known))
    const hint = offered.length === 0 ? 'leave `--aspect` out' : `it offers ${offered.join(', ')}`
    throw new Fault('input', `${card.model} cannot paint ${aspect}; ${hint}.`)
  }
  const [width, height] = [fieldOf(card, 'width'), fieldOf(card, 'height')]
  if (width !== undefined && height !== undefined) return sizeOf(aspect, width, height)
  throw new Fault('input', `${card.model} always paints in its own shape; leave \`--aspect\` out.`)
}

/** Width and height of about one megapixel with this aspect, as multiples of 64 within the model's bounds. */
function sizeOf(aspect: string, width: Field, height: Field): Readonly<Input> {
  const [w = 1, h = 1] = aspect.split(':').map(Number)
  const [wide, high] = [Math.sqrt((pixels * w) / h), Math.sqrt((pixels * h) / w)]
  // Both sides shrink together, or a bound on one of them would bend the shape.
  const scale = Math.min(1, (width.max ?? mostSide) / wide, (height.max ?? mostSide) / high)
  return { [width.name]: sideOf(wide * scale, width), [height.name]: sideOf(high * scale, height) }
}

function sideOf(wanted: number, { choices = [], min = step, max = mostSide }: Field): number {
  const offered = choices.filter(choice => typeof choice === 'number')
  if (offered.length > 0)
    return offered.reduce((best, choice) => (Math.abs(choice - wanted) < Math.abs(best - wanted) ? choice : best))
  return Math.min(max, Math.max(min, Math.round(wanted / step) * step))
}
