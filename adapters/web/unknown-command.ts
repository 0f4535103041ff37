import type { Command } from '#core/command.ts'

/** The sentence for a text that begins with a slash but with no command. The page says it while one types, the server when it comes anyway. */
export function unknownCommand(catalogue: readonly Command[], text: string, near: string | undefined): string {
  const [first = '', second] = text.slice(0, 200).split(/\s+/, 2)
  const family = catalogue
    .filter(({ name }) => `/${name}`.startsWith(`${first.toLowerCase()} `))
    .map(({ name }) => `\`/${name}\``)
  const asked = family.length > 0 && second !== undefined && second !== '' ? `${first} ${second}` : first
  const known =
    family.length > 1 ? `There are ${family.slice(0, -1).join(', ')} and ${family.at(-1) ?? ''}.` : `There is ${family.join('')}.`
  const other = near === undefined ? '`/help` lists all there are.' : `Did you mean \`/${near}\`?`
  const hint = family.length > 0 ? known : other
  return `There is no command \`${asked.replaceAll('`', "'").slice(0, 40)}\`. ${hint} To say it as words, begin with a space.`
}
