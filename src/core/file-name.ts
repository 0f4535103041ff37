const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'text/plain': 'txt',
}

/** The ending of a file's name for a type: `png`; `bin` where we know none. */
export const endingOf = (contentType: string): string => endings[contentType] ?? 'bin'

/** What people call a file of this type. */
export function wordFor(contentType: string): 'picture' | 'video' | 'sound' | 'file' {
  const [kind] = contentType.split('/')
  return kind === 'image' ? 'picture' : kind === 'video' ? 'video' : kind === 'audio' ? 'sound' : 'file'
}
