import { type Rule, amount, amountPattern, capital } from './question.ts'
import { take } from './lists.ts'

type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] }

const parse = (head: string, rows: string): Table => ({
  head: head.split('|').map(cell => cell.trim()),
  rows: rows
    .trim()
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim())),
})

const tables: Readonly<Record<string, Table>> = {
  // Mean diameters and sidereal lengths, rounded.
  planets: parse(
    'Planet | Diameter in km | Distance from the Sun in million km | Year in Earth days',
    `Mercury | 4,879 | 58 | 88
     Venus | 12,104 | 108 | 225
     Earth | 12,742 | 150 | 365
     Mars | 6,779 | 228 | 687
     Jupiter | 139,820 | 778 | 4,333
     Saturn | 116,460 | 1,427 | 10,759
     Uranus | 50,724 | 2,871 | 30,689
     Neptune | 49,244 | 4,498 | 60,182`,
  ),
  countries: parse(
    'Country | Capital | Continent',
    `France | Paris | Europe
     Japan | Tokyo | Asia
     Kenya | Nairobi | Africa
     Brazil | Brasília | South America
     Canada | Ottawa | North America
     India | New Delhi | Asia
     Norway | Oslo | Europe
     Egypt | Cairo | Africa
     Peru | Lima | South America
     Vietnam | Hanoi | Asia
     Portugal | Lisbon | Europe
     Ghana | Accra | Africa
     Iceland | Reykjavík | Europe
     Mexico | Mexico City | North America
     Greece | Athens | Europe
     Chile | Santiago | South America
     Germany | Berlin | Europe
     Italy | Rome | Europe
     Spain | Madrid | Europe
     Australia | Canberra | Oceania`,
  ),
  elements: parse(
    'Element | Symbol | Atomic number',
    `Hydrogen | H | 1
     Helium | He | 2
     Lithium | Li | 3
     Beryllium | Be | 4
     Boron | B | 5
     Carbon | C | 6
     Nitrogen | N | 7
     Oxygen | O | 8
     Fluorine | F | 9
     Neon | Ne | 10`,
  ),
  animals: parse(
    'Animal | Class | Legs',
    `Fox | mammal | 4
     Owl | bird | 2
     Tortoise | reptile | 4
     Frog | amphibian | 4
     Bee | insect | 6
     Spider | arachnid | 8
     Salmon | fish | 0
     Otter | mammal | 4
     Heron | bird | 2
     Lizard | reptile | 4`,
  ),
  commands: parse(
    'Command | What it does',
    `\`/imagine\` | paints a picture
     \`/run\` | runs any model with inputs of your own
     \`/chat\` | opens a thread and answers in it
     \`/forget\` | forgets this conversation
     \`/forget me\` | forgets all that is stored of you
     \`/config show\` | shows every setting and where it comes from
     \`/config model\` | chooses the model that paints or talks
     \`/config set\` | changes a setting
     \`/config reset\` | takes a setting back
     \`/help\` | shows what is possible here`,
  ),
}

/** A Markdown table. */
export const markdownTable = ({ head, rows }: Table): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const sameAs: Readonly<Record<string, string>> = {
  capitals: 'countries',
  'chemical elements': 'elements',
  'countries and capitals': 'countries',
  'countries and their capitals': 'countries',
}

const table: Rule = question => {
  const times = /\b(?:multiplication|times) table (?:of|for) (\d{1,4})|\b(\d{1,4}) times table/.exec(question.plain)
  if (times !== null) {
    const by = Number(times[1] ?? times[2])
    return markdownTable({ head: ['×', String(by)], rows: Array.from({ length: 10 }, (_, at) => [at + 1, (at + 1) * by]) })
  }
  if (!/\btable\b|\btabular/.test(question.plain)) return undefined
  const pattern = new RegExp(
    String.raw`\btable (?:of|with|about|for|listing|showing) (?:the |all )?(?:(${amountPattern}) )?(?:the )?([a-z ]+?)(?: with .+| please)?$|(?:(${amountPattern}) )?([a-z]+) (?:as|in) (?:a|an) (?:markdown )?table`,
  )
  const found = pattern.exec(question.plain)
  const thing = (found?.[2] ?? found?.[4] ?? '').replace(/^(?:rows of|different|random|small) /, '')
  const words = found?.[1] ?? found?.[3]
  const key = [thing, `${thing}s`].map(name => sameAs[name] ?? name).find(name => name in tables)
  const most = words === undefined ? undefined : amount(words)
  if (key !== undefined) {
    const { head, rows } = tables[key] ?? { head: [], rows: [] }
    const short = most !== undefined && most > rows.length ? `\n\nI have no more than these ${rows.length}.` : ''
    return markdownTable({ head, rows: rows.slice(0, Math.max(1, most ?? 5)) }) + short
  }
  const items = take(thing, most ?? 5)
  if (items !== undefined) {
    return markdownTable({
      head: ['No.', capital(thing), 'Letters'],
      rows: items.map((item, at) => [at + 1, capital(item), item.replace(/[^\p{L}]/gu, '').length]),
    })
  }
  return `I have tables of ${Object.keys(tables).join(', ')}, and the times table of any number. Try “a table of five planets”.`
}

const capitalOf: Rule = question => {
  const [, asked = ''] = /\bcapital(?: city)? of (?:the )?([\p{L} ]+)$/u.exec(question.plain) ?? []
  if (asked === '') return undefined
  const found = tables['countries']?.rows.find(([country]) => String(country).toLowerCase() === asked)
  if (found !== undefined) return question.pick([`${found[1]}.`, `The capital of ${found[0]} is ${found[1]}.`])
  return `I know only ${tables['countries']?.rows.length} capitals, and that of ${capital(asked)} is not among them. “A table of 20 countries” shows them all.`
}

/** Tables, and the little they let me answer. */
export const tabular: readonly Rule[] = [table, capitalOf]
