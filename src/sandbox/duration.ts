const pattern = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9}(?:\.\d{1,3})?)s?)?$/

/** Milliseconds in `90`, `90s`, `5m`, `2h30m`, `1h30m45s` or `1.5s`; undefined where the text is no duration. */
export function durationMs(text: string): number | undefined {
  const found = pattern.exec(text.trim())
  if (found === null || found[0] === '') return undefined
  const [, hours = '0', minutes = '0', seconds = '0'] = found
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000)
}
