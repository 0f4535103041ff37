import type { Budget } from './budget.ts'
import { leastTripMs } from './platform.ts'
import type { Scene, Token } from './scene.ts'

/** Where messages must keep a gap, moments lie no further apart. */
const tickMs = 20

/** So often the prices are mended at most. */
const rounds = 400

/**
 * Character seconds that no schedule can go below, not even one that knows the future.
 *
 * Why it is a bound. Let an edit be free to come at any moment, and a trip take the shortest time there is. Of the budget only
 * the caps are kept, which every schedule within it keeps. Now put a price on each cap and let every edit inside it pay the price,
 * and give back for each cap its price times the edits it allows. A schedule that keeps the caps pays no more than is given back,
 * so the cheapest schedule of all at these prices, what is given back taken off, is no dearer than the best one within
 * the budget. At given prices the answers no longer meddle with each other, and the cheapest edits of each are found exactly
 * (`cheapest`). Any prices give a bound; these are mended until it is nearly as high as it gets.
 */
export function least(scene: Scene, budget: Budget, firstByMs: readonly number[] = []): number {
  const firstMs = Math.min(...scene.answers.map(tokens => tokens[0]?.atMs ?? Number.POSITIVE_INFINITY))
  const lastMs = Math.max(...scene.answers.map(tokens => tokens.at(-1)?.atMs ?? 0))
  // Behind it there is room for everybody's last edit.
  const toMs = lastMs + 2_000 * scene.answers.length + 10_000
  const caps = budget.caps(firstMs, toMs)
  const edges = [...new Set(caps.flatMap(cap => [cap.fromMs, cap.toMs]))].sort((one, other) => one - other)
  // A gap may end between two tokens: a moment must be near.
  const ticks =
    budget.gapMs === 0 ? [] : Array.from({ length: Math.floor((toMs - firstMs) / tickMs) }, (_, nth) => firstMs + nth * tickMs)
  const moments = scene.answers.map(tokens => momentsOf(tokens, edges, ticks, toMs))
  const prices = new Float64Array(caps.length)
  const tripMs = leastTripMs * scene.answers.flat().reduce((sum, { text }) => sum + text.length, 0)

  const spans = caps.map(cap => [edges.indexOf(cap.fromMs), edges.indexOf(cap.toMs)] as const)
  const ask = (): { readonly cost: number; readonly over: Float64Array } => {
    const pricesAt = new Float64Array(edges.length)
    for (const [nth, [from, to]] of spans.entries()) {
      pricesAt[from] = (pricesAt[from] ?? 0) + (prices[nth] ?? 0)
      pricesAt[to] = (pricesAt[to] ?? 0) - (prices[nth] ?? 0)
    }
    for (let at = 1; at < edges.length; at++) pricesAt[at] = (pricesAt[at] ?? 0) + (pricesAt[at - 1] ?? 0)
    const editsBefore = new Float64Array(edges.length + 1)
    let cost = tripMs
    for (const [message, some] of moments.entries()) {
      const found = cheapest(some, pricesAt, budget.gapMs, (firstByMs[message] ?? Number.POSITIVE_INFINITY) - leastTripMs)
      cost += found.cost
      for (const stretch of found.edits) editsBefore[stretch + 1] = (editsBefore[stretch + 1] ?? 0) + 1
    }
    for (let at = 1; at <= edges.length; at++) editsBefore[at] = (editsBefore[at] ?? 0) + (editsBefore[at - 1] ?? 0)
    const over = Float64Array.from(caps, (cap, nth) => {
      const [from, to] = spans[nth] ?? [0, 0]
      return (editsBefore[to] ?? 0) - (editsBefore[from] ?? 0) - cap.edits
    })
    for (const [nth, cap] of caps.entries()) cost -= (prices[nth] ?? 0) * cap.edits
    return { cost, over }
  }

  // One price for all edits of the scene is not far from right: begin with the one at which as many are wanted as are allowed.
  const whole = caps.findIndex(cap => cap.fromMs === firstMs && cap.toMs > lastMs)
  let best = 0
  let bestPrices = prices.slice()
  const keep = (cost: number): boolean => {
    if (cost <= best) return false
    ;[best, bestPrices] = [cost, prices.slice()]
    return true
  }
  let [low, high] = [0, 1e9]
  for (let round = 0; round < 40; round++) {
    prices[whole] = low > 0 ? Math.sqrt(low * high) : high / 1e9 + (round === 0 ? 0 : high / 2)
    const { cost, over } = ask()
    keep(cost)
    if ((over[whole] ?? 0) > 0) low = prices[whole] ?? 0
    else high = prices[whole] ?? 0
  }
  // Then dear where too many are wanted, cheap where too few: steps as long as a hope for a little more asks for.
  prices.set(bestPrices)
  let hope = best * 0.05
  let sinceBest = 0
  let way = new Float64Array(caps.length)
  for (let round = 0; round < rounds && hope > best * 1e-4; round++) {
    const { cost, over } = ask()
    if (keep(cost)) sinceBest = 0
    else if (++sinceBest > 15) {
      sinceBest = 0
      hope /= 2
      prices.set(bestPrices)
      way = new Float64Array(caps.length)
      continue
    }
    way = way.map((some, nth) => 0.6 * some + (over[nth] ?? 0))
    const steep = way.reduce((sum, some, nth) => sum + ((prices[nth] ?? 0) > 0 || some > 0 ? some * some : 0), 0)
    if (steep === 0) break
    const step = (best + hope - cost) / steep
    for (const [nth, some] of way.entries()) prices[nth] = Math.max(0, (prices[nth] ?? 0) + step * some)
  }
  return best / 1_000
}

/** A moment at which an edit may be best: what is written by then, and the sum of its characters' times. `untilMs`: the next moment. `stretch`: that between which edges of caps. */
type Moment = {
  readonly atMs: number
  readonly stretch: number
  readonly untilMs: number
  readonly chars: number
  readonly charMs: number
}

/**
 * An edit between two tokens shows what one at the first of them shows, later; only where the price falls it may be worth
 * waiting for. So the moments of the tokens and the edges of the caps are all that need be looked at.
 */
function momentsOf(
  tokens: readonly Token[],
  edges: readonly number[],
  ticks: readonly number[],
  toMs: number,
): readonly Moment[] {
  const firstMs = tokens[0]?.atMs ?? 0
  const times = [
    ...new Set([...tokens.map(({ atMs }) => atMs), ...[...edges, ...ticks].filter(at => at > firstMs && at <= toMs), toMs]),
  ]
  times.sort((one, other) => one - other)
  let at = 0
  let [chars, charMs] = [0, 0]
  let stretch = 0
  return times.map((time, nth) => {
    for (let token = tokens[at]; token !== undefined && token.atMs <= time; token = tokens[++at]) {
      chars += token.text.length
      charMs += token.text.length * token.atMs
    }
    while ((edges[stretch + 1] ?? Number.POSITIVE_INFINITY) <= time) stretch++
    return { atMs: time, stretch, untilMs: times[nth + 1] ?? Number.POSITIVE_INFINITY, chars, charMs }
  })
}

/**
 * The cheapest edits of one answer: character milliseconds waited and prices paid. The best with its last edit at a moment is
 * found from the best with the last one at each moment before. Seen from all of these the cost is a straight line in the
 * time of the next edit, steeper the less was shown, so the lines that can still be lowest are kept as a hull.
 * Two edits of a message keep the gap: a moment stands for all time until the next, so that too much is allowed, never too little.
 */
function cheapest(
  moments: readonly Moment[],
  pricesAt: Float64Array,
  gapMs: number,
  firstByMs: number,
): { readonly cost: number; readonly edits: readonly number[] } {
  type Line = { readonly slope: number; readonly start: number; readonly from: number }
  const costs: number[] = []
  const before: number[] = []
  let hull: Line[] = [{ slope: 0, start: 0, from: -1 }]
  const isNeedless = (one: Line, two: Line, three: Line): boolean =>
    (three.start - one.start) * (one.slope - two.slope) <= (two.start - one.start) * (one.slope - three.slope)
  let first = 0
  let entered = 0
  const enter = (from: number, known: Moment): void => {
    if (costs[from] === Number.POSITIVE_INFINITY) return
    const line: Line = { slope: -known.chars, start: (costs[from] ?? 0) + known.charMs, from }
    const parallel = hull.at(-1)
    // Of two lines as steep only the lower one is wanted.
    if (parallel?.slope === line.slope) {
      if (parallel.start <= line.start) return
      hull.pop()
    }
    for (
      let [two, one] = [hull.at(-1), hull.at(-2)];
      one !== undefined && two !== undefined && isNeedless(one, two, line);
      [two, one] = [hull.at(-1), hull.at(-2)]
    )
      hull.pop()
    hull.push(line)
    first = Math.min(first, hull.length - 1)
  }
  const valueAt = (line: Line | undefined, atMs: number): number =>
    line === undefined ? Number.POSITIVE_INFINITY : line.start + line.slope * atMs
  let isFirstDue = false
  for (const [nth, moment] of moments.entries()) {
    for (let known = moments[entered]; known !== undefined && entered < nth; known = moments[entered]) {
      if (moment.untilMs <= known.atMs + gapMs) break
      enter(entered++, known)
    }
    if (!isFirstDue && moment.atMs > firstByMs) {
      // From here on nobody begins: the line of those that showed nothing yet is gone, and those it hid come back.
      isFirstDue = true
      ;[hull, first] = [[], 0]
      for (const [from, known] of moments.slice(0, entered).entries()) enter(from, known)
    }
    while (valueAt(hull[first + 1], moment.atMs) <= valueAt(hull[first], moment.atMs) && first + 1 < hull.length) first++
    const line = hull[first]
    costs.push(
      valueAt(line, moment.atMs) + moment.chars * moment.atMs - moment.charMs + Math.max(0, pricesAt[moment.stretch] ?? 0),
    )
    before.push(line?.from ?? -1)
  }
  const chars = moments.at(-1)?.chars ?? 0
  let last = -1
  for (const [nth, moment] of moments.entries())
    if (moment.chars === chars && (last < 0 || (costs[nth] ?? 0) < (costs[last] ?? 0))) last = nth
  const edits: number[] = []
  for (let nth = last; nth >= 0; nth = before[nth] ?? -1) edits.push(moments[nth]?.stretch ?? 0)
  return { cost: costs[last] ?? 0, edits }
}
