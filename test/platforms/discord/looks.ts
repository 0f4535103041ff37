/** A message as the people who may see it see it now. */
export type Seen = {
  readonly id: string
  readonly channelId: string
  readonly authorId: string
  readonly author: string
  /** The content and, in a message of components, its text displays, each in a line of its own. */
  readonly text: string
  readonly embeds: readonly SeenEmbed[]
  /** Files that show: all of a plain message; of a message of components those that a component names. */
  readonly files: readonly SeenFile[]
  readonly buttons: readonly SeenButton[]
  readonly choices: readonly SeenChoice[]
  /** Only one person sees it. */
  readonly private: boolean
  /** “is thinking…” */
  readonly loading: boolean
  readonly edited: boolean
  readonly replyTo: string | null
  /** Who was called by it when it was created: ids of people and roles, and `everyone`. */
  readonly pinged: readonly string[]
  readonly threadId: string | null
  readonly reactions: readonly string[]
  /** The message as Discord sends it. */
  readonly raw: Readonly<Record<string, unknown>>
}
export type SeenEmbed = {
  readonly title: string
  readonly description: string
  readonly footer: string
  readonly fields: readonly { readonly name: string; readonly value: string }[]
  readonly image: string | null
}
export type SeenFile = {
  readonly id: string
  readonly name: string
  readonly alt: string
  readonly contentType: string
  readonly spoiler: boolean
  readonly bytes: Buffer
  readonly url: string
}
export type SeenButton = {
  readonly label: string
  readonly customId: string | null
  readonly url: string | null
  /** 1 primary, 2 secondary, 3 success, 4 danger, 5 link */
  readonly style: number
  readonly disabled: boolean
}
export type SeenChoice = {
  readonly customId: string
  readonly placeholder: string
  readonly options: readonly { readonly label: string; readonly value: string; readonly chosen: boolean }[]
  readonly disabled: boolean
}

/** A form that stands open before a person. */
export type Modal = {
  readonly customId: string
  readonly title: string
  readonly fields: readonly ModalField[]
  /** Where it was opened; what sending it needs. */
  readonly of: { readonly channelId: string; readonly messageId: string | null }
}
export type ModalField = {
  readonly customId: string
  readonly label: string
  readonly description: string
  /** The component's type: 4 text, 3 and 5 to 8 selects, 19 files, 21 radio group, 22 checkbox group, 23 checkbox. */
  readonly type: number
  readonly required: boolean
  /** What stands in it already. */
  readonly value: string
  readonly options: readonly { readonly label: string; readonly value: string; readonly chosen: boolean }[]
  readonly raw: Readonly<Record<string, unknown>>
}
