import type { WirePicture } from './wire.ts'

/** What lies beside a downloaded picture: everything that makes it again. `sha256` says which file it belongs to. */
export const sidecarOf = ({ row, pinned, input }: WirePicture): Readonly<Record<string, unknown>> => ({
  prompt: row.prompt,
  model: pinned,
  seed: row.seed,
  input,
  time: new Date(row.at).toISOString(),
  by: row.actor.name,
  width: row.picture.width,
  height: row.picture.height,
  contentType: row.picture.contentType,
  sha256: /^[0-9a-f]{64}/.exec(row.picture.blob)?.[0],
})
