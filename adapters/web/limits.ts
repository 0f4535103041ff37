import type { Limits } from '#core/post.ts'

/** The most bytes of one file that a person may send along: 25 MB, as on the other platforms. */
export const mostFileBytes = 25 * 1024 * 1024

/** The most characters of one message a person writes. */
export const mostMessageChars = 12_000

/** The most files along with one message. */
export const mostFilesPerMessage = 8

/** What the page can bear: it is ours, so the numbers are about comfort, not about a vendor's counting. */
export const webLimits: Limits = {
  textChars: 12_000,
  picturesPerPost: 16,
  fileBytes: mostFileBytes,
  editEveryMs: 80, // about what an eye takes for growing text
  privateReplies: true,
}
