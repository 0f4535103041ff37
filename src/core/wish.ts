/** The beginnings of a wish for a picture, each taking what is to be in it as its last group. */
const wishes: readonly RegExp[] = [
  /^(?:paint|draw|sketch|illustrate)\s+(?:me|us|for me|for us)\s+(.+)$/isu,
  /^(?:paint|draw|sketch|make|create|generate|show|give|do)\s+(?:(?:me|us)\s+)?(?:an?|another|some|the)\s+(?:\p{L}+\s+){0,2}?(?:picture|image|painting|drawing|illustration|photo|sketch)s?\s+(?:of|with|showing|that shows|where)\s+(.+)$/isu,
  /^(?:paint|draw|sketch)\s+((?:an?|the|some|two|three|four)\s.+)$/isu,
  /^(?:mal|male|zeichne|zeichn)\s+(?:mir|uns)\s+(?:bitte\s+)?(.+)$/isu,
  /^(?:peins|dessine)(?:-moi|-nous)\s+(.+)$/isu,
  /^(?:dibuja|píntame|pinta|dibújame)(?:\s+me)?\s+((?:un|una|el|la|unos|unas)\s.+)$/isu,
]

/** Politeness around a wish, which is not to be in the picture. */
const before =
  /^(?:(?:hey|hi|hello|ok|okay|please|bitte|now|and|then|could you|can you|would you|will you|i(?:'d| would) like you to|i want you to)[\s,]+)+/i
const after = /(?:[\s,]+(?:please|bitte|for me|thanks|thank you))*[\s.!?…]*$/iu

/** The longest wish taken for one, in characters: who writes more talks about something. */
const mostChars = 1_000

/** What somebody wants to have painted, in their own words; undefined where a message asks for no picture. */
export function wishedPicture(text: string): string | undefined {
  const words = text.trim().replace(before, '')
  if (text.length > mostChars) return undefined
  for (const wish of wishes) {
    const found = wish.exec(words)?.[1]?.replace(after, '').trim()
    if (found !== undefined && found !== '') return found
  }
  return undefined
}
