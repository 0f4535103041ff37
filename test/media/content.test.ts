import { expect, test } from 'vitest'
import { contentOf, contentTypeOf } from '../../src/media/content.ts'

const bytes = (latin: string): Uint8Array => Buffer.from(latin.padEnd(64, '\0'), 'latin1')

test.each([
  ['ID3\x04\0\0\0\0\0\0\xff\xfb', 'sound', 'audio/mpeg'],
  ['\xff\xfb\x98\xc4', 'sound', 'audio/mpeg'],
  ['\xff\xf3\x40\xc0', 'sound', 'audio/mpeg'],
  ['RIFF\x24\0\0\0WAVEfmt ', 'sound', 'audio/wav'],
  ['OggS\0\x02', 'sound', 'audio/ogg'],
  ['fLaC\x80\0\0\x22', 'sound', 'audio/flac'],
  ['\xff\xf1\x50\x80', 'sound', 'audio/aac'],
  ['\0\0\0\x18ftypM4A \0\0\0\0', 'sound', 'audio/mp4'],
  ['\0\0\0\x18ftypmp42\0\0\0\0', 'a video', 'video/mp4'],
  ['\0\0\0\x18ftypisom\0\0\0\0', 'a video', 'video/mp4'],
  ['\0\0\0\x14ftypqt  \0\0\0\0', 'a video', 'video/quicktime'],
  ['\x1aE\xdf\xa3\x93\x42', 'a video', 'video/webm'],
])('sound and video are known by how they begin: %j is %s, %s', (latin, other, contentType) => {
  expect(contentOf(bytes(latin))).toEqual({ other, contentType })
  expect(contentTypeOf(bytes(latin))).toBe(contentType)
})

test('pictures, words and documents have their own type, and what is none of these is only bytes', () => {
  expect(contentTypeOf(bytes('\x89PNG\r\n\x1a\n'))).toBe('image/png')
  expect(contentTypeOf(bytes('\0\0\0\x1cftypavif'))).toBe('image/avif')
  expect(contentTypeOf(bytes('\0\0\0\x18ftypheic'))).toBe('image/heic')
  expect(contentTypeOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('image/svg+xml')
  expect(contentTypeOf(bytes('%PDF-1.7'))).toBe('application/pdf')
  expect(contentTypeOf(bytes('PK\x03\x04'))).toBe('application/zip')
  expect(contentTypeOf(Buffer.from('a text'))).toBe('text/plain')
  expect(contentTypeOf(bytes('MZ\x90'))).toBe('application/octet-stream')
})
