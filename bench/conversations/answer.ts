const passage = `A red fox crossed the frozen river before the sun was up. Nobody saw it but an old woman at her window, and she told nobody, for who would have believed her?

## What it carried

- a key of **brass**, no longer than a thumb
- a letter in [a hand](https://example.com/hands) that she knew
- and a [small lamp](https://example.com/lamps), which was still warm

When it came to the third tree it stopped. "You are late," said the owl. The fox put down the key, the letter and the lamp, one beside the other, and sat down in the snow as if it had all the time in the world.

\`\`\`ts
const tree = forest.find(({ rings }) => rings > 300)
if (tree !== undefined) open(tree, { with: key })
\`\`\`

So the door in the tree was opened, and behind it there was another winter, much older than this one.

`

const tokens = passage.split(/(?= )|(?<=\n)|(?<=[.,])/)

/** The nth token of every answer: a word or so of Markdown, as models write it. */
export const token = (nth: number): string => tokens[nth % tokens.length] ?? ''

/** The whole text of so many tokens. */
export const textOf = (count: number): string => Array.from({ length: count }, (_, nth) => token(nth)).join('')
