/** One value of a scrape. */
export type Reading = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** What a scrape says, read as Prometheus reads it; throws at a line that is none of its format. */
export function readingsOf(text: string): readonly Reading[] {
  const typed = new Set([...text.matchAll(/^# TYPE (\w+) (?:counter|gauge|histogram)$/gm)].map(([, name]) => name))
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      if (name === undefined || value === undefined || Number.isNaN(Number(value))) throw new Error(`Not a reading: ${line}`)
      if (!typed.has(name) && !typed.has(name.replace(/_(bucket|sum|count)$/, ''))) throw new Error(`Of no type: ${line}`)
      return {
        name,
        value: Number(value),
        labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, is]) => [label ?? '', is ?? ''])),
      }
    })
}

/** The one value of a name with these labels; undefined when it is not there. */
export function valueOf(
  readings: readonly Reading[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = readings.filter(
    reading => reading.name === name && Object.entries(labels).every(([label, is]) => reading.labels[label] === is),
  )
  if (found.length > 1) throw new Error(`${name} is there ${found.length} times.`)
  return found[0]?.value
}
