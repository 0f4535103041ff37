import type { Form } from '#core/form.ts'
import type { Button, MessageRef, Post, ReplyRef } from '#core/post.ts'
import { ada, general, type Said, type Stage } from './stage.ts'

/** Every button and every choice of a post. */
export const everyButton = (post: Post): readonly Button[] =>
  post.blocks.flatMap(block => (block.type === 'actions' ? block.buttons : block.type === 'choice' ? block.options : []))

/** The action of the newest button of this label. */
export function actionOf(stage: Stage, label: string): string {
  const button = stage
    .shown()
    .flatMap(everyButton)
    .findLast(known => known.label === label)
  if (button === undefined) throw new Error(`There is no button ${label}.`)
  return button.action
}

let events = 0
const said = (more: Partial<Said>) => ({
  id: `hand-made ${++events}`,
  actor: ada,
  address: general,
  at: 0,
  reply: 'reply in general ' as ReplyRef,
  ...more,
})

/** Presses what carries this action, whether or not it is still shown. */
export const pressAction = (stage: Stage, action: string, more: Partial<Said> = {}): Promise<void> =>
  stage.service.desk.handle({ type: 'button', action, message: 'message 0' as MessageRef, ...said(more) })

/** Opens the form of the newest button of this label. */
export const openForm = (stage: Stage, label: string, more: Partial<Said> = {}): Promise<Form> => {
  const { actor, address } = said(more)
  return stage.service.desk.form(actionOf(stage, label), { actor, address })
}

/** Sends a form as it stands, with these fields filled in anew. */
export const sendForm = (
  stage: Stage,
  { form, fields }: Form,
  anew: Record<string, string>,
  more: Partial<Said> = {},
): Promise<void> =>
  stage.service.desk.handle({
    type: 'form',
    form,
    values: { ...Object.fromEntries(fields.map(field => [field.name, field.value ?? ''])), ...anew },
    ...said(more),
  })

/** Chooses an entry of the menu on a message. */
export const chooseOn = (
  stage: Stage,
  entry: string,
  message: {
    readonly text: string
    readonly message?: string
    readonly author?: Said['actor']
    readonly files?: readonly string[]
  },
  more: Partial<Said> = {},
): Promise<void> =>
  stage.service.desk.handle({
    type: 'menu',
    entry,
    text: message.text,
    message: (message.message ?? `said by hand ${++events}`) as MessageRef,
    author: message.author ?? { id: 'cleo', name: 'Cleo' },
    attachments: (message.files ?? []).map(name => ({ ref: name, name })),
    ...said(more),
  })
