/** The parts of a text that are code for Discord, and what stands between them: what is at an odd place is code. */
function byCode(text: string): readonly string[] {
  const parts = text.split('```')
  // A fence that nothing closes is none.
  return parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('```')]
}

/** A text of a model or a person as it may be shown: no line of it can pass for one of our quiet ones. */
export const asWritten = (text: string): string =>
  byCode(text.toWellFormed())
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/^([ \t]*(?:>[ \t]*)*)-#/gm, '$1\\-#')))
    .join('```')

/** A quiet line. */
export const quiet = (text: string): string => `-# ${text.toWellFormed().replace(/\s+/g, ' ').trim()}`

/** A text of a person with nothing in it that marks up: it reads as it was typed. */
export const literal = (text: string): string => text.toWellFormed().replace(/[\\*_~`|<>[\]()#@:+-]/g, '\\$&')
