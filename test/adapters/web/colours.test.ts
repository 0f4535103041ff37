import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const styles = await readFile(join(import.meta.dirname, '../../../adapters/web/page/styles/base.css'), 'utf8')

/** The named colours of one theme. */
function colours(selector: string): Readonly<Record<string, string>> {
  const from = styles.indexOf(selector)
  const block = styles.slice(from, styles.indexOf('}', from))
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

/** How bright a colour is, as the accessibility guidelines reckon it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map(at => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** Letters and what they stand on. */
const pairs = [
  ...['text', 'muted'].flatMap(letters =>
    ['ground', 'panel', 'raised', 'faint', 'accent-soft'].map(ground => [letters, ground] as const),
  ),
  ...['ground', 'panel', 'raised', 'accent-soft'].map(ground => ['accent', ground] as const),
  ['on-accent', 'accent'] as const,
  ...['danger-soft', 'raised', 'ground'].map(ground => ['danger', ground] as const),
  ['ground', 'text'] as const,
]

for (const [theme, selector] of [
  ['light', ':root {'],
  ['dark', ":root[data-theme='dark'] {"],
] as const) {
  test(`every letter of the ${theme} theme stands out from its ground as level AA asks`, () => {
    const named = colours(selector)
    const weak = pairs
      .map(([letters, ground]) => ({
        pair: `${letters} on ${ground}`,
        ratio: contrast(named[letters] ?? '#000000', named[ground] ?? '#000000'),
      }))
      .filter(({ ratio }) => ratio < 4.5)
    expect(weak).toEqual([])
  })
}

test('the dark theme is the same whether the system asks for it or a person', () => {
  expect(colours(":root:not([data-theme='light']) {")).toEqual(colours(":root[data-theme='dark'] {"))
})
