/** Dollars a second by sku, as Replicate's documentation has them; the retired ones are left out. */
const usdPerSecond: Readonly<Record<string, number>> = {
  'cpu-small': 0.000025,
  cpu: 0.0001,
  'gpu-t4': 0.000225,
  'gpu-l40s': 0.000975,
  'gpu-a100-large': 0.0014,
  'gpu-h100': 0.001525,
}

/** What a machine costs a second, several of one kind as so many times one; undefined where nobody knows. */
export function hardwareUsdPerSecond(sku: string): number | undefined {
  // Sources write the number of machines behind the name or within it.
  const [, before, count, after] = /^(gpu)-([248])x-(.+)$/.exec(sku) ?? []
  const [, name, times] = /^(.+?)-([248])x$/.exec(sku) ?? []
  const one = count === undefined ? usdPerSecond[name ?? sku] : usdPerSecond[`${before}-${after}`]
  return one === undefined ? undefined : one * Number(count ?? times ?? 1)
}
