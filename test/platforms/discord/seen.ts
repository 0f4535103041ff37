import { isSelect, kind, mediaOf, texts, walk } from './components.ts'
import type { Modal, ModalField, Seen, SeenButton, SeenChoice, SeenEmbed, SeenFile } from './control.ts'
import { flag, hasFlag, messageJson, type Signer } from './message.ts'
import type { AttachmentState, Json, MessageState, World } from './world.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const list = (value: unknown): readonly Json[] => (value as readonly Json[] | null | undefined) ?? []

function filesOf(signer: Signer, message: MessageState): readonly SeenFile[] {
  const named = new Set(mediaOf(message.components).map(({ url }) => url))
  const shows = ({ name }: AttachmentState): boolean => !hasFlag(message, flag.componentsV2) || named.has(`attachment://${name}`)
  const items = [...walk(message.components)].flatMap(({ component }) => [component, ...list(component['items'])])
  return message.attachments.filter(shows).map(file => {
    const item = items.find(one => (one['media'] as Json | undefined)?.['url'] === `attachment://${file.name}`)
    return {
      id: file.id,
      name: file.name,
      alt: text(item?.['description']) || (file.description ?? ''),
      contentType: file.contentType,
      spoiler: file.name.startsWith('SPOILER_') || item?.['spoiler'] === true,
      bytes: file.bytes,
      url: signer.urlOf(file),
    }
  })
}

const embedOf = (embed: Json): SeenEmbed => ({
  title: text(embed['title']),
  description: text(embed['description']),
  footer: text((embed['footer'] as Json | undefined)?.['text']),
  fields: list(embed['fields']).map(({ name, value }) => ({ name: text(name), value: text(value) })),
  image: ((embed['image'] as Json | undefined)?.['url'] as string | undefined) ?? null,
})

const buttonOf = (component: Json): SeenButton => ({
  label: text(component['label']) || text((component['emoji'] as Json | undefined)?.['name']),
  customId: (component['custom_id'] as string | undefined) ?? null,
  url: (component['url'] as string | undefined) ?? null,
  style: component['style'] as number,
  disabled: component['disabled'] === true,
})

const optionsOf = (component: Json) =>
  list(component['options']).map(option => ({
    label: text(option['label']),
    value: text(option['value']),
    chosen: option['default'] === true,
  }))

const choiceOf = (component: Json): SeenChoice => ({
  customId: text(component['custom_id']),
  placeholder: text(component['placeholder']),
  options: optionsOf(component),
  disabled: component['disabled'] === true,
})

/** A message as the people who may see it see it now. */
export function seenOf(world: World, signer: Signer, message: MessageState): Seen {
  const components = [...walk(message.components)].map(({ component }) => component)
  return {
    id: message.id,
    channelId: message.channelId,
    authorId: message.authorId,
    author: world.users.get(message.authorId)!.name,
    text: [message.content, ...texts(message.components)].filter(part => part !== '').join('\n'),
    embeds: message.embeds.map(embedOf),
    files: filesOf(signer, message),
    buttons: components.filter(one => one['type'] === kind.button).map(buttonOf),
    choices: components.filter(one => isSelect(one['type'])).map(choiceOf),
    private: message.onlyFor !== null,
    loading: hasFlag(message, flag.loading),
    edited: message.editedAt !== null,
    replyTo: message.replyTo,
    pinged: message.pinged,
    threadId: message.threadId,
    reactions: [...message.reactions],
    raw: messageJson(world, signer, message),
  }
}

function fieldOf(label: Json | null, component: Json): ModalField {
  const options = optionsOf(component)
  return {
    customId: text(component['custom_id']),
    label: text(label?.['label']) || text(component['label']),
    description: text(label?.['description']),
    type: component['type'] as number,
    required: component['type'] === 23 ? false : component['required'] !== false,
    value: text(component['value']) || (options.find(option => option.chosen)?.value ?? ''),
    options,
    raw: component,
  }
}

/** A form as a person sees it. */
export function modalOf(data: Json, of: Modal['of']): Modal {
  const fields = list(data['components']).flatMap(top =>
    top['type'] === kind.label
      ? [fieldOf(top, top['component'] as Json)]
      : list(top['components']).map(component => fieldOf(null, component)),
  )
  return { customId: text(data['custom_id']), title: text(data['title']), fields, of }
}
