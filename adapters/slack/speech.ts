/** Names that a message itself does not bring along. */
export type Names = {
  readonly person: (id: string) => string | undefined
  readonly channel: (id: string) => string | undefined
}

/** Whether words call us by our name. */
export const namesUs = (text: string, us: string): boolean => new RegExp(`<@${us}(?:\\|[^>]*)?>`).test(text)

/** The ids of the people a text names. */
export const peopleIn = (text: string): readonly string[] => [
  ...new Set(Array.from(text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g), ([, id = '']) => id)),
]

/**
 * A message's words as people read them: without the name we were called by, names and links in place of their marks,
 * the three escaped characters as themselves.
 */
export const wordsOf = (text: string, us: string | undefined, names: Names): string =>
  readable(
    us === undefined ? text : withoutCall(text, us),
    (mark, id, label) => {
      const name = names.person(id) ?? label
      return name === undefined ? mark : `@${name}`
    },
    (mark, id, label) => {
      const name = names.channel(id) ?? label
      return name === undefined ? mark : `#${name}`
    },
  )

/** The same for a command that acts on people: who is named stays as an id that the command understands. */
export const commandWordsOf = (text: string, us?: string): string =>
  readable(
    us === undefined ? text : withoutCall(text, us),
    mark => mark,
    (_, id) => id,
  )

type Named = (mark: string, id: string, label: string | undefined) => string

const readable = (text: string, person: Named, channel: Named): string =>
  text
    .replace(/<([^<>\n]+)>/g, (mark, inner: string) => {
      const [, kind = '', target = '', label] = /^([@#!]?)([^|]*)(?:\|(.*))?$/s.exec(inner) ?? []
      if (kind === '@') return person(mark, target, label)
      if (kind === '#') return channel(mark, target, label)
      if (kind === '!') return calling(target, label)
      return linked(target, label)
    })
    .replace(/&(lt|gt|amp);/g, (_, name: string) => entities[name] ?? '')
    .toWellFormed()
    .trim()

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' }

/** `<!here>`, `<!subteam^S1|@painters>`, `<!date^1392734382^{date}|Feb 18>`. */
const calling = (target: string, label: string | undefined): string => {
  const [what = ''] = target.split('^')
  if (label !== undefined && label !== '') return what === 'date' ? label : `@${label.replace(/^@/, '')}`
  return `@${what}`
}

/** Slack makes a link of an address that was only typed: then its words are the address. */
function linked(target: string, label: string | undefined): string {
  const address = target.replace(/^mailto:/, '')
  if (
    label === undefined ||
    label === '' ||
    label === address ||
    target.replace(/^https?:\/\//, '') === label.replace(/^https?:\/\//, '')
  )
    return address
  return `${label} (${address})`
}

/** Our name goes with the comma after it at the beginning, with the one before it at the end, and leaves one space in between. */
function withoutCall(text: string, us: string): string {
  const ours = `<@${us}(?:\\|[^>]*)?>`
  return text
    .trim()
    .replace(new RegExp(`^(?:${ours})(?:[\\s,:]|${ours})*`), '')
    .replace(new RegExp(`[\\s,]*(?:${ours})$`), '')
    .replace(new RegExp(`,?[ \\t]*(?:${ours})`, 'g'), '')
}
