import type { Limits } from '#core/post.ts'

const mebi = 1024 * 1024

/** What one message may have, as Slack counts it. */
export const most = {
  blocks: 50,
  /** Of all Markdown blocks of a message together; 12,000 are taken. */
  markdownChars: 11_900,
  /** Of all blocks together, whatever is in them; about 13,200 are taken. */
  blocksChars: 13_000,
  /** Of one section; 3,000 are taken. */
  sectionChars: 2_900,
  /** Of the text beside the blocks, which notices and screen readers have; 4,000 are taken when a message is edited. */
  textChars: 1_000,
  altChars: 300,
  buttons: 25,
  labelChars: 75,
  actionChars: 255,
  options: 100,
  optionChars: 75,
  tableRows: 90,
} as const

/** A native stream is ended by us before Slack does it: after so many bytes of UTF-8, and so long after its beginning. */
export const streamEnds = { bytes: 9_000, ms: 230_000 } as const

/** Pictures that Slack shows in a message. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif'] as const

/** The most bytes of a picture in a message; larger ones load slowly on phones. */
export const pictureBytes = 20 * mebi

/** What Slack can bear. */
export const slackLimits: Limits = {
  // Neutralised it may be half as long again, and the line below an answer and its buttons must fit beside it.
  textChars: 7_500,
  picturesPerPost: 10,
  fileBytes: 100 * mebi,
  editEveryMs: 1_000,
  privateReplies: true,
}
