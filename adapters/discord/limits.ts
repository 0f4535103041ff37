import type { Limits } from '#core/post.ts'

const mebi = 1024 * 1024

/** The most characters of a plain message of a bot, and of all texts of a message made of components. */
export const mostChars = { plain: 2_000, components: 4_000 } as const

/** The most files of one message. */
export const mostFiles = 10

/** The most components of a message made of them, each inside another counted, too. */
export const mostComponents = 40

/** The most bytes of one file where Discord says nothing else. */
export const plainFileBytes = 10 * mebi

/** The most bytes of new files in one request: Discord takes 25 MiB of it all, names and texts included. */
export const requestBytes = 24 * mebi

/** What Discord can bear. */
export const discordLimits: Limits = {
  // Of 2,000: the line below an answer, and what its marks need to stay marks, must fit beside it.
  textChars: 1_800,
  // One file less than a message holds: a text that is too long for it is put beside the pictures.
  picturesPerPost: mostFiles - 1,
  fileBytes: plainFileBytes,
  // Discord limits edits by channel and not by message; answers tell what is left, and frames are spread over it.
  editEveryMs: 250,
  privateReplies: true,
}
