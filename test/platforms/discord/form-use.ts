import { type Uploads, uploaded } from './command-use.ts'
import type { FieldValue, Modal, ModalField, Upload } from './control.ts'
import { attachmentJson, type Signer } from './message.ts'
import type { Json, World } from './world.ts'

const fileUpload = 19
const checkbox = 23
/** Kinds whose answer is a list: selects, files and groups of checkboxes. */
const manyOf = new Set([3, 5, 6, 7, 8, fileUpload, 22])

/** What stands in a field that nobody touched. */
function untouched(field: ModalField): FieldValue {
  if (field.type === checkbox) return field.raw['default'] === true
  if (manyOf.has(field.type)) return field.options.filter(option => option.chosen).map(option => option.value)
  return field.value
}

/** What Discord's client checks before it lets a form go. */
function checkField(field: ModalField, value: FieldValue): void {
  const refuse = (why: string): never => {
    throw new Error(`Discord’s client does not send the field “${field.label}”: ${why}`)
  }
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0)
  if (field.required && isEmpty) refuse('it is required.')
  const { max_length: longest = 4_000, min_length: shortest = 0 } = field.raw as { max_length?: number; min_length?: number }
  if (field.type === 4 && typeof value === 'string' && !isEmpty && (value.length > longest || value.length < shortest))
    refuse(`it is ${value.length} characters long, not ${shortest} to ${longest}.`)
  const asked = Array.isArray(value) ? (value as readonly unknown[]) : [value]
  if (field.options.length > 0 && !isEmpty && asked.some(one => !field.options.some(option => option.value === one)))
    refuse(`${asked.join(', ')} is none of its options.`)
  const { max_values: most = 1, min_values: fewest = 1 } = field.raw as { max_values?: number; min_values?: number }
  if (manyOf.has(field.type) && !isEmpty && (asked.length > most || asked.length < fewest))
    refuse(`${fewest} to ${most} must be chosen.`)
}

/** The data of a form that was sent, as the gateway brings it. */
export function formData(
  world: World,
  signer: Signer,
  uploads: Uploads,
  modal: Modal,
  values: Readonly<Record<string, FieldValue>>,
): Json {
  for (const name of Object.keys(values))
    if (!modal.fields.some(field => field.customId === name || field.label === name))
      throw new Error(
        `The form “${modal.title}” has no field “${name}”: it has ${modal.fields.map(({ label }) => label).join(', ')}.`,
      )
  const attachments: Record<string, Json> = {}
  const components = modal.fields.map((field, at) => {
    const value = values[field.customId] ?? values[field.label] ?? untouched(field)
    checkField(field, value)
    const own = { type: field.type, id: 2 * at + 2, custom_id: field.customId }
    if (field.type === fileUpload) {
      const files = (value as readonly Upload[]).map(file => uploaded(world, uploads, modal.of.channelId, file))
      for (const file of files) attachments[file.id] = { ...attachmentJson(signer, file, true) }
      return { type: 18, id: 2 * at + 1, component: { ...own, values: files.map(({ id }) => id) } }
    }
    const answer = manyOf.has(field.type) ? { values: Array.isArray(value) ? value : [value] } : { value }
    return { type: 18, id: 2 * at + 1, component: { ...own, ...answer } }
  })
  return {
    custom_id: modal.customId,
    components,
    ...(Object.keys(attachments).length === 0 ? {} : { resolved: { attachments } }),
  }
}
