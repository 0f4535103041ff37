import type { Json, Seen, SeenButton, SeenChoice, SeenField, SeenImage, SeenView } from './control.ts'
import type { MessageState, ViewState, World } from './world.ts'
import { word } from './word.ts'

type Block = Record<string, unknown>
type Option = { readonly text?: { readonly text?: string }; readonly value?: string }

/** What a person reads where Slack wrote entities. */
const decoded = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'object' && value !== null ? word((value as Block)['text']) : ''

const list = (value: unknown): readonly Block[] => (Array.isArray(value) ? (value as Block[]) : [])

/** Every text of the blocks as Slack sends them, in the order in which they are read. */
export function textsOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap(block => {
    const { type } = block
    if (type === 'section') return [plain(block['text']), ...list(block['fields']).map(plain)]
    if (type === 'header' || type === 'markdown') return [plain(block['text'])]
    if (type === 'context') return [list(block['elements']).map(plain).filter(Boolean).join(' ')]
    if (type === 'image') return [plain(block['title'])]
    if (type === 'alert') return [plain(block['title']), plain(block['text'])]
    if (type === 'table') return (block['rows'] as readonly (readonly Block[])[]).map(row => row.map(cellText).join(' | '))
    if (type === 'rich_text') return [cellText(block)]
    if (type === 'input') return [plain(block['label'])]
    return textsOf(list(block['blocks']))
  })
}

function cellText(cell: Block): string {
  const inner = list(cell['elements'])
  return inner.length > 0 ? inner.map(cellText).join('') : plain(cell['text'])
}

/** Every element of a kind in the blocks, with the id of its block. */
function elementsOf(blocks: readonly Block[]): readonly { readonly blockId: string; readonly element: Block }[] {
  return blocks.flatMap(block => {
    const blockId = word(block['block_id'])
    const own = [...list(block['elements']), block['accessory'], block['element']].filter(
      (one): one is Block => typeof one === 'object' && one !== null,
    )
    return [...own.map(element => ({ blockId, element })), ...elementsOf(list(block['blocks']))]
  })
}

export function buttonsOf(blocks: readonly Block[]): readonly SeenButton[] {
  return elementsOf(blocks).flatMap(({ blockId, element }) => {
    const of = (one: Block, actionId: string): SeenButton => ({
      label: plain(one['text']),
      actionId,
      blockId,
      value: word(one['value']),
      style: word(one['style']),
      url: typeof one['url'] === 'string' ? one['url'] : null,
    })
    const actionId = word(element['action_id'])
    if (element['type'] === 'button' || element['type'] === 'icon_button') return [of(element, actionId)]
    if (element['type'] !== 'feedback_buttons') return []
    return [element['positive_button'], element['negative_button']].map(one => of(one as Block, actionId))
  })
}

const optionsOf = (element: Block): readonly Option[] => [
  ...(list(element['options']) as readonly Option[]),
  ...list(element['option_groups']).flatMap(group => list(group['options']) as readonly Option[]),
]
/** The values that an element begins with. */
const initialOf = (element: Block): readonly string[] => [
  ...list(element['initial_options']).map(one => String(one['value'])),
  ...(element['initial_option'] === undefined ? [] : [String((element['initial_option'] as Block)['value'])]),
]

export function choicesOf(blocks: readonly Block[]): readonly SeenChoice[] {
  return elementsOf(blocks).flatMap(({ blockId, element }) => {
    const type = String(element['type'])
    if (!/select$|^radio_buttons$|^checkboxes$|^overflow$/.test(type)) return []
    const chosen = initialOf(element)
    const options = optionsOf(element).map(one => ({
      label: plain(one.text),
      value: String(one.value),
      chosen: chosen.includes(String(one.value)),
    }))
    return [{ actionId: word(element['action_id']), blockId, type, placeholder: plain(element['placeholder']), options }]
  })
}

function imagesOf(world: World, blocks: readonly Block[]): readonly SeenImage[] {
  const images = [
    ...blocks.filter(({ type }) => type === 'image'),
    ...elementsOf(blocks).flatMap(({ element }) => (element['type'] === 'image' ? [element] : [])),
    ...blocks.flatMap(block => list(block['blocks']).filter(({ type }) => type === 'image')),
  ]
  return images.map(image => {
    const source = image['slack_file'] as { id?: string; url?: string } | undefined
    const file =
      source === undefined
        ? undefined
        : [...world.files.values()].find(({ id, url }) => id === source.id || (source.url !== undefined && url === source.url))
    return {
      alt: word(image['alt_text']),
      title: plain(image['title']),
      fileId: file?.id ?? null,
      url: typeof image['image_url'] === 'string' ? image['image_url'] : null,
      bytes: file?.bytes ?? Buffer.alloc(0),
    }
  })
}

/** Who is called by texts as Slack sends them. */
export function pingedBy(raw: string, linksNames: boolean): readonly string[] {
  const found = [...raw.matchAll(/<(?:@([UW][A-Z0-9]+)|!(channel|here|everyone)|!subteam\^(S[A-Z0-9]+))(?:\|[^>]*)?>/g)].map(
    match => match[1] ?? match[2] ?? match[3] ?? '',
  )
  const named = linksNames ? [...raw.matchAll(/(?<![\w@])@(channel|here|everyone)\b/g)].map(match => match[1] ?? '') : []
  return [...new Set([...found, ...named])]
}

export function seenOf(world: World, message: MessageState): Seen {
  const { json, stream } = message
  const blocks = [...list(json['blocks']), ...list(json['attachments']).flatMap(one => list(one['blocks']))]
  const texts = textsOf(blocks).filter(text => text !== '')
  const streamed = stream === null ? [] : [stream.text, ...[...stream.tasks.values()].map(task => plain(task['title']))]
  // What was streamed stays above the blocks that the end brought; otherwise blocks take the text's place.
  const shown = stream !== null ? [...streamed, ...texts] : texts.length > 0 ? texts : [word(json['text'])]
  const raw = shown.filter(text => text !== '').join('\n')
  const files = list(json['files'])
  return {
    ts: message.ts,
    channelId: message.channelId,
    threadTs: message.threadTs,
    userId: message.userId,
    author: world.people.get(message.userId)?.name ?? word(json['username'] ?? message.userId),
    text: decoded(raw),
    fallback: decoded(word(json['text'])),
    buttons: buttonsOf(blocks),
    choices: choicesOf(blocks),
    images: imagesOf(world, blocks),
    files: files.map(file => ({
      id: String(file['id']),
      name: String(file['name']),
      title: word(file['title']),
      alt: world.files.get(String(file['id']))?.alt ?? '',
      mimetype: word(file['mimetype']),
      url: word(file['url_private']),
      bytes: world.files.get(String(file['id']))?.bytes ?? Buffer.alloc(0),
    })),
    private: message.onlyFor !== null,
    edited: json['edited'] !== undefined,
    streaming: stream?.open ?? false,
    pinged: pingedBy(`${raw}\n${word(json['text'])}`, json['link_names'] === true || json['parse'] === 'full'),
    reactions: list(json['reactions']).map(one => String(one['name'])),
    metadata: (json['metadata'] as Seen['metadata'] | undefined) ?? null,
    raw: json,
  }
}

/** A field of a modal as it stands. */
function fieldOf(block: Block, view: ViewState): SeenField {
  const element = block['element'] as Block
  const blockId = word(block['block_id'])
  const actionId = word(element['action_id'])
  const state = view.values[blockId]?.[actionId]
  const chosen = state === undefined ? initialOf(element) : chosenIn(state)
  const text = state === undefined ? element['initial_value'] : state['value']
  return {
    blockId,
    actionId,
    label: plain(block['label']),
    hint: plain(block['hint']),
    type: String(element['type']),
    optional: block['optional'] === true,
    value: typeof text === 'string' ? text : chosen.join(','),
    options: optionsOf(element).map(one => ({
      label: plain(one.text),
      value: String(one.value),
      chosen: chosen.includes(String(one.value)),
    })),
  }
}

const chosenIn = (state: Json): readonly string[] => [
  ...list(state['selected_options']).map(one => String(one['value'])),
  ...(typeof state['selected_option'] === 'object' && state['selected_option'] !== null
    ? [String((state['selected_option'] as Block)['value'])]
    : []),
]

export function seenView(view: ViewState): SeenView {
  const { json } = view
  const blocks = list(json['blocks'])
  return {
    id: String(json['id']),
    type: json['type'] === 'home' ? 'home' : 'modal',
    title: plain(json['title']),
    submit: json['submit'] === null || json['submit'] === undefined ? null : plain(json['submit']),
    callbackId: word(json['callback_id']),
    privateMetadata: word(json['private_metadata']),
    hash: word(json['hash']),
    text: decoded(
      textsOf(blocks)
        .filter(text => text !== '')
        .join('\n'),
    ),
    fields: blocks.filter(({ type }) => type === 'input').map(block => fieldOf(block, view)),
    buttons: buttonsOf(blocks),
    choices: choicesOf(blocks),
    errors: view.errors,
    raw: json,
  }
}
