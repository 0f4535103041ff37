import { isSelect, kind, mediaOf, needsV2, texts, walk } from './components.ts'
import { flag } from './message.ts'
import { badForm, type FieldFault, Refusal } from './refusal.ts'
import type { AttachmentState, Json } from './world.ts'

/** A message as it will stand once a request is done. */
export type Draft = {
  readonly content: string
  readonly embeds: readonly Json[]
  readonly attachments: readonly AttachmentState[]
  readonly components: readonly Json[]
  readonly flags: number
  readonly hasPoll: boolean
  readonly hasStickers: boolean
}

/** Counted in UTF-16 units, which is never less than however Discord counts. */
const longestContent = 2_000
const longestEmbeds = 6_000
const mostComponents = 40
const longestTexts = 4_000
const mostRows = 5

const fault = (path: readonly string[], code: string, message: string): FieldFault => ({ path, code, message })

/** Throws what Discord refuses in a message though its schemas allow it. */
export function checkDraft(draft: Draft): void {
  const faults = [
    ...contentFaults(draft),
    ...embedFaults(draft),
    ...customIdFaults(draft.components),
    ...buttonFaults(draft.components),
    ...selectFaults(draft.components),
    ...(isV2(draft) ? v2Faults(draft) : v1Faults(draft)),
  ]
  if (faults.length > 0) throw badForm(faults)
  if (isEmpty(draft)) throw new Refusal(50006, 'an empty message')
}

const isV2 = ({ flags }: Draft): boolean => (flags & flag.componentsV2) !== 0

const isEmpty = ({ content, embeds, attachments, components, hasPoll, hasStickers }: Draft): boolean =>
  content.trim() === '' && embeds.length + attachments.length + components.length === 0 && !hasPoll && !hasStickers

const contentFaults = ({ content }: Draft): readonly FieldFault[] =>
  content.length > longestContent
    ? [fault(['content'], 'BASE_TYPE_MAX_LENGTH', `Must be ${longestContent} or fewer in length.`)]
    : []

function embedFaults({ embeds }: Draft): readonly FieldFault[] {
  const lengths = embeds.map(embed =>
    [
      embed['title'],
      embed['description'],
      (embed['footer'] as Json | undefined)?.['text'],
      (embed['author'] as Json | undefined)?.['name'],
      ...((embed['fields'] as readonly Json[] | undefined) ?? []).flatMap(({ name, value }) => [name, value]),
    ].reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.trim().length : 0), 0),
  )
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const tooLong =
    total > longestEmbeds
      ? [fault(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${longestEmbeds}`)]
      : []
  const empty = embeds.flatMap((embed, at) =>
    lengths[at] === 0 && embed['image'] == null && embed['thumbnail'] == null
      ? [fault(['embeds', String(at)], 'EMBED_EMPTY', 'An embed needs a text or a picture.')]
      : [],
  )
  return [...tooLong, ...empty]
}

/** Custom ids that stand in a message or a form more than once. */
export function customIdFaults(components: readonly Json[]): readonly FieldFault[] {
  const seen = new Set<unknown>()
  return [...walk(components)].flatMap(({ component, path }) => {
    const id = component['custom_id']
    if (id == null) return []
    if (seen.has(id))
      return [fault([...path, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated')]
    seen.add(id)
    return []
  })
}

function buttonFaults(components: readonly Json[]): readonly FieldFault[] {
  return [...walk(components)].flatMap(({ component, path }) => {
    if (component['type'] !== kind.button) return []
    const { style, url, custom_id: id, label, emoji } = component
    const isLink = style === 5
    return [
      ...(isLink && url == null ? [fault([...path, 'url'], 'BASE_TYPE_REQUIRED', 'A link button must have a url.')] : []),
      ...(isLink && id != null ? [fault(path, 'BUTTON_COMPONENT_INVALID', 'A link button has no custom id.')] : []),
      ...(!isLink && style !== 6 && id == null
        ? [fault([...path, 'custom_id'], 'BASE_TYPE_REQUIRED', 'A custom id is required.')]
        : []),
      ...(!isLink && url != null ? [fault(path, 'BUTTON_COMPONENT_INVALID', 'Only a link button has a url.')] : []),
      ...(style !== 6 && (label == null || label === '') && emoji == null
        ? [fault([...path, 'label'], 'BUTTON_COMPONENT_INVALID', 'A button needs a label or an emoji.')]
        : []),
    ]
  })
}

function selectFaults(components: readonly Json[]): readonly FieldFault[] {
  return [...walk(components)].flatMap(({ component, path }) => {
    if (!isSelect(component['type'])) return []
    const { min_values: min = 1, max_values: max = 1 } = component as { min_values?: number; max_values?: number }
    const options = (component['options'] as readonly Json[] | undefined) ?? []
    const values = options.map(option => option['value'])
    return [
      ...(min > max ? [fault(path, 'SELECT_MIN_ABOVE_MAX', `min_values ${min} is above max_values ${max}.`)] : []),
      ...(component['type'] === kind.select && options.length === 0
        ? [fault([...path, 'options'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 25 in length.')]
        : []),
      ...(new Set(values).size < values.length
        ? [fault([...path, 'options'], 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used')]
        : []),
      ...(options.filter(option => option['default'] === true).length > max
        ? [fault([...path, 'options'], 'SELECT_COMPONENT_INVALID_DEFAULT_OPTIONS', 'More options are chosen than may be.')]
        : []),
    ]
  })
}

function v1Faults({ components }: Draft): readonly FieldFault[] {
  const faults = [...walk(components)].flatMap(({ component, path }) => {
    const { type } = component
    if (needsV2(type))
      return [fault(path, 'COMPONENT_NOT_ALLOWED', `A component of type ${String(type)} needs IS_COMPONENTS_V2.`)]
    return type === kind.row ? rowFaults(component, path) : []
  })
  return components.length > mostRows
    ? [...faults, fault(['components'], 'BASE_TYPE_MAX_LENGTH', `Must be ${mostRows} or fewer in length.`)]
    : faults
}

function rowFaults(row: Json, path: readonly string[]): readonly FieldFault[] {
  const inner = (row['components'] as readonly Json[] | undefined) ?? []
  const selects = inner.filter(one => isSelect(one['type'])).length
  return selects > 0 && inner.length > 1
    ? [fault([...path, 'components'], 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'A row holds five buttons or one select.')]
    : []
}

function v2Faults(draft: Draft): readonly FieldFault[] {
  const { content, embeds, components, attachments, hasPoll, hasStickers } = draft
  const all = [...walk(components)]
  const shown = texts(components)
  const textLength = shown.reduce((sum, text) => sum + text.length, 0)
  const legacy = (field: string): FieldFault =>
    fault(
      [field],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      `The '${field}' field cannot be used with IS_COMPONENTS_V2.`,
    )
  const names = new Set(attachments.map(({ name }) => `attachment://${name}`))
  return [
    ...(content === '' ? [] : [legacy('content')]),
    ...(embeds.length === 0 ? [] : [legacy('embeds')]),
    ...(hasPoll ? [legacy('poll')] : []),
    ...(hasStickers ? [legacy('sticker_ids')] : []),
    ...(all.length > mostComponents
      ? [
          fault(
            ['components'],
            'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
            `The maximum number of components is ${mostComponents}.`,
          ),
        ]
      : []),
    ...(textLength > longestTexts
      ? [fault(['components'], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', `The texts together exceed ${longestTexts}.`)]
      : []),
    ...all.flatMap(({ component, path }) => (component['type'] === kind.row ? rowFaults(component, path) : [])),
    ...all.flatMap(({ component, path }) =>
      component['type'] === kind.text && (component['content'] as string).trim() === ''
        ? [fault([...path, 'content'], 'BASE_TYPE_REQUIRED', 'A text display needs a text.')]
        : [],
    ),
    ...mediaOf(components).flatMap(({ url, path }) =>
      url.startsWith('attachment://') && !names.has(url)
        ? [fault(path, 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', `No attachment is called ${url.slice(13)}.`)]
        : [],
    ),
    ...all.flatMap(({ component, path }) =>
      component['type'] === kind.file && !String((component['file'] as Json)['url']).startsWith('attachment://')
        ? [fault([...path, 'file', 'url'], 'UNFURLED_MEDIA_ITEM_INVALID', 'A file component names an attachment.')]
        : [],
    ),
  ]
}

/** What is wrong with allowed mentions beyond their schema: a word in `parse` and a list of the same exclude each other. */
export function mentionFaults(allowed: Json | null | undefined): readonly FieldFault[] {
  const parse = (allowed?.['parse'] as readonly unknown[] | null | undefined) ?? []
  return ['users', 'roles'].flatMap(key =>
    parse.includes(key) && ((allowed?.[key] as readonly unknown[] | null | undefined) ?? []).length > 0
      ? [
          fault(
            ['allowed_mentions'],
            'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
            `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`,
          ),
        ]
      : [],
  )
}

/** What is wrong with a form beyond its schema. */
export function modalFaults(data: Json): readonly FieldFault[] {
  const components = data['components'] as readonly Json[]
  return [
    ...customIdFaults(components),
    ...(components.length > 5
      ? [fault(['data', 'components'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.')]
      : []),
    ...[...walk(components)].flatMap(({ component, path }) => {
      const { value, max_length: max = 4_000, min_length: min = 0 } = component as Record<string, never>
      return component['type'] === kind.textInput &&
        typeof value === 'string' &&
        value !== '' &&
        ((value as string).length > max || (value as string).length < min)
        ? [fault(['data', ...path, 'value'], 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)]
        : []
    }),
  ]
}
