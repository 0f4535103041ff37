/** The sentence for a text that begins with a slash but with no command. The page says it while one types, the server when it comes anyway. */
export function unknownCommand(text: string, near: string | undefined): string {
  const word = /^\S*/.exec(text)?.[0].slice(0, 40) ?? ''
  const hint = near === undefined ? '`/help` lists all there are.' : `Did you mean \`/${near}\`?`
  return `There is no command \`${word}\`. ${hint} To say it as words, begin with a space.`
}
