/** One turn of a conversation. A person whose label says nothing ("User") has no name. */
export type Turn = { readonly by: 'person' | 'assistant'; readonly name: string | undefined; readonly text: string }

/** What a model was given, read back into turns. The last turn is the newest. */
export type Transcript = {
  readonly system: string
  /** What the transcript says was said before its first turn. */
  readonly summary: string
  /** Words before the first turn that belong to nobody: an instruction about the turns. */
  readonly instruction: string
  readonly turns: readonly Turn[]
}

/** A message as chat models take it; content may come in parts, of which the texts count. */
export type Message = { readonly role: string; readonly content: string; readonly name?: string }

const assistantLabel = /^(assistant|ai|bot|model|replichat)$/i
const namelessLabel = /^(user|human|person|me|you|someone|customer|guest)$/i
/** What people write before a colon that is no name: a pasted text must not become a stranger in the conversation. */
const notNames = new Set(
  (
    'note hint tip warning error example examples summary answer question result input output step title subject date time from to ' +
    'http https ftp file name key value type ps edit update translate repeat text code task list reply context system rules ingredients ' +
    'features pros cons remember todo fyi cc re prompt model seed size summarise summarize shorten uppercase sort reverse write say'
  ).split(' '),
)
const summaryLead = /^\s*summary of what was said before:\s*/i
const headers =
  /<\|start_header_id\|>\s*([\w-]+)\s*<\|end_header_id\|>([\s\S]*?)(?=<\|eot_id\|>|<\|end_of_text\|>|<\|start_header_id\|>|$)/g
const specials = /<\|(begin_of_text|end_of_text|eot_id)\|>/g

/** Reads a prompt: lines such as `Ada: hello`, Llama 3 headers, or one bare question. */
export function readPrompt(prompt: string, system = ''): Transcript {
  const messages = [...prompt.matchAll(headers)].map(([, role = '', content = '']) => ({ role, content: content.trim() }))
  if (messages.length > 0) return readMessages(messages, system)
  return readLines(prompt.replace(specials, ''), system)
}

/** Reads a list of chat messages. Labels are taken off where every person's message has one. */
export function readMessages(messages: readonly Message[], system = ''): Transcript {
  const rules = messages
    .filter(message => message.role === 'system' || message.role === 'developer')
    .map(message => message.content)
  const joined = [system, ...rules].filter(text => text.trim() !== '').join('\n')
  const said = messages.filter(message => message.role === 'user' || message.role === 'assistant')
  const people = said.filter(message => message.role === 'user')
  const [only] = said
  if (only !== undefined && said.filter(message => message.content !== '').length === 1 && people.length === 1)
    return readOne(only, joined)
  const split = [splitLabel, splitAnyLabel].find(split => people.every(message => split(message.content) !== undefined))
  const turns = said.map((message): Turn => {
    if (message.role === 'assistant') return { by: 'assistant', name: undefined, text: message.content.trim() }
    const parts = split?.(message.content)
    return { by: 'person', name: message.name ?? named(parts?.label), text: plainLines(parts?.rest ?? message.content).trim() }
  })
  return { system: joined, summary: '', instruction: '', turns }
}

/** A single message may hold a whole transcript, a labelled line, or plain words. */
function readOne({ content, name }: Message, system: string): Transcript {
  const read = readLines(content, system)
  const [first] = read.turns
  if (read.turns.length !== 1 || first === undefined || first.name !== undefined) return read
  const parts = /\bname of (?:its|the|each) speaker\b/.test(system) ? splitAnyLabel(content) : splitLabel(content)
  return { ...read, turns: [{ by: 'person', name: name ?? named(parts?.label), text: (parts?.rest ?? content).trim() }] }
}

const named = (label: string | undefined): string | undefined =>
  label === undefined || namelessLabel.test(label) ? undefined : label

type Label = { readonly label: string; readonly rest: string }

function splitLabel(line: string): Label | undefined {
  const [, label = '', rest = ''] =
    /^([\p{L}\p{N}_@][\p{L}\p{M}\p{N}_.'’\- ]{0,38}):(?:[ \t]+([\s\S]*)|(\n[\s\S]*)?)$/u.exec(line) ?? []
  if (label === '' || notNames.has(label.toLowerCase())) return undefined
  const words = label.split(' ')
  const isName = words.length === 1 || (words.length <= 3 && words.every(word => /^[\p{Lu}\p{Lo}\p{N}]/u.test(word)))
  return isName ? { label, rest } : undefined
}

/** What is certainly a label where whoever wrote the transcript indents every other line that looks like one. */
function splitAnyLabel(line: string): Label | undefined {
  const [, label = '', rest = ''] = /^(?! )([^\n:：]{1,80}):(?!\/\/)(?: ([\s\S]*)|(?=\n|$))/.exec(line) ?? []
  return label === '' || notNames.has(label.toLowerCase()) || label.split(' ').length > 4 ? undefined : { label, rest }
}

/** Takes back the one space by which lines were kept from looking like labels. */
const plainLines = (text: string): string => text.replace(/\n (?=[^ \n:：][^\n:：]{0,99}(?::(?!\/\/)|：))/g, '\n')

function readLines(prompt: string, system: string): Transcript {
  const summaryAt = summaryLead.exec(prompt)
  const body = prompt.slice(summaryAt?.[0].length ?? 0).split('\n')
  if (!isTranscript(body) && summaryAt === null) {
    return { system, summary: '', instruction: '', turns: [{ by: 'person', name: undefined, text: prompt.trim() }] }
  }
  const turns: { by: 'person' | 'assistant'; name: string | undefined; lines: string[] }[] = []
  const known = new Set<string>()
  const before: string[] = []
  // Only a transcript that is written for a model ends with the open place for its answer; there no other line looks like a label.
  const isWritten = /(?:^|\n)Assistant:\s*$/.test(prompt)
  let fenced = false
  for (const [at, line] of body.entries()) {
    const isOpening = turns.length > 0 || at === 0 || body[at - 1] === ''
    const written = isWritten && isOpening ? splitAnyLabel(line) : undefined
    const label = isWritten ? written : fenced ? undefined : labelOf(line, known, turns.at(-1)?.by)
    if (label !== undefined) {
      known.add(label.label)
      const by = (isWritten ? label.label === 'Assistant' : assistantLabel.test(label.label)) ? 'assistant' : 'person'
      turns.push({ by, name: by === 'person' ? named(label.label) : undefined, lines: [label.rest] })
    } else (turns.at(-1)?.lines ?? before).push(line)
    if (fence.test(label?.rest ?? line)) fenced = !fenced && closes(body.slice(at + 1))
  }
  const lead = before.join('\n').trim()
  const read = turns.map(({ by, name, lines }): Turn => {
    const text = lines.join('\n')
    return { by, name, text: (isWritten ? plainLines(text) : text).trim() }
  })
  if (read.at(-1)?.by === 'assistant' && read.at(-1)?.text === '') read.pop() // the open place for the answer
  return { system, summary: summaryAt === null ? '' : lead, instruction: summaryAt === null ? lead : '', turns: read }
}

const fence = /^\s*(?:```|~~~)/

/** An answer that was cut inside a code block leaves its fence open: then what follows are turns again. */
function closes(lines: readonly string[]): boolean {
  const end = lines.findIndex(line => /^assistant:/i.test(line))
  return lines.slice(0, end < 0 ? lines.length : end).some(line => fence.test(line))
}

/** A transcript names the assistant somewhere, or has at least two labelled lines from its start on. */
function isTranscript(lines: readonly string[]): boolean {
  if (lines.some(line => /^assistant:/i.test(line))) return true
  return splitLabel(lines[0] ?? '') !== undefined && lines.filter(line => splitLabel(line) !== undefined).length > 1
}

/** A line opens a turn when its label is known, stands first or after the assistant, or is written like a name. */
function labelOf(line: string, known: ReadonlySet<string>, last: 'person' | 'assistant' | undefined): Label | undefined {
  const split = splitLabel(line)
  if (split === undefined) return undefined
  const isPlain = known.has(split.label) || assistantLabel.test(split.label) || last !== 'person'
  return isPlain || /^\p{Lu}/u.test(split.label) ? split : undefined
}
