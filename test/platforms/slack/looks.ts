/** A message as the people who may see it see it now. */
export type Seen = {
  readonly ts: string
  readonly channelId: string
  /** The root of its thread; null for a message that stands in the channel itself. */
  readonly threadTs: string | null
  readonly userId: string
  readonly author: string
  /** The texts of its blocks, each in a line of its own, and the message's text where it has no blocks; entities read back. */
  readonly text: string
  /** The text that notifications, screen readers and the search have. */
  readonly fallback: string
  readonly buttons: readonly SeenButton[]
  readonly choices: readonly SeenChoice[]
  readonly images: readonly SeenImage[]
  /** Files shared with it. */
  readonly files: readonly SeenFile[]
  /** Only one person sees it. */
  readonly private: boolean
  readonly edited: boolean
  /** Its stream is still open. */
  readonly streaming: boolean
  /** Who is called by it: ids of people, `channel`, `here`, `everyone`, ids of groups. */
  readonly pinged: readonly string[]
  readonly reactions: readonly string[]
  readonly metadata: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> } | null
  /** The message as Slack sends it. */
  readonly raw: Readonly<Record<string, unknown>>
}
export type SeenButton = {
  readonly label: string
  readonly actionId: string
  readonly blockId: string
  readonly value: string
  readonly style: string
  readonly url: string | null
}
export type SeenChoice = {
  readonly actionId: string
  readonly blockId: string
  /** `static_select`, `external_select`, `radio_buttons`, `checkboxes`, `feedback_buttons` … */
  readonly type: string
  readonly placeholder: string
  readonly options: readonly { readonly label: string; readonly value: string; readonly chosen: boolean }[]
}
export type SeenImage = {
  readonly alt: string
  readonly title: string
  /** Of a file of Slack's; null when it is read from elsewhere. */
  readonly fileId: string | null
  readonly url: string | null
  /** Empty when it is read from elsewhere. */
  readonly bytes: Buffer
}
export type SeenFile = {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly alt: string
  readonly mimetype: string
  readonly url: string
  readonly bytes: Buffer
}

/** A modal or a home as it stands before a person. */
export type SeenView = {
  readonly id: string
  readonly type: 'modal' | 'home'
  readonly title: string
  readonly submit: string | null
  readonly callbackId: string
  readonly privateMetadata: string
  readonly hash: string
  /** Its texts, each in a line of its own. */
  readonly text: string
  readonly fields: readonly SeenField[]
  readonly buttons: readonly SeenButton[]
  readonly choices: readonly SeenChoice[]
  /** What was last said to be wrong, by block. */
  readonly errors: Readonly<Record<string, string>>
  readonly raw: Readonly<Record<string, unknown>>
}
export type SeenField = {
  readonly blockId: string
  readonly actionId: string
  readonly label: string
  readonly hint: string
  readonly type: string
  readonly optional: boolean
  /** What stands in it already: a text, or the values of what is chosen joined by commas. */
  readonly value: string
  readonly options: readonly { readonly label: string; readonly value: string; readonly chosen: boolean }[]
}
