import { brief } from './grapheme.ts'

/**
 * A text that neither we nor the person wrote, as it may stand in a sentence of ours: one line of at most `chars` characters one can see,
 * shown as code, so that no link, no mark-up and no mention in it does anything. Empty when there is nothing to show.
 */
export function foreign(text: string, chars: number): string {
  // Tabs and line breaks become spaces; what else steers a screen, or turns the direction of reading, is taken out.
  const line = brief(text.replace(/[^\P{C}\s]/gu, ''), chars).replaceAll('`', '’')
  // A surface may read mentions before it reads code: an invisible space keeps `@everyone` and `<!channel>` apart.
  return line === '' ? '' : `\`${line.replace(/[@<](?=\S)/g, '$&\u200b')}\``
}
