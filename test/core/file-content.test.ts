import { expect, test } from 'vitest'
import { contentOfFile } from '../../src/core/file-content.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0))

test.each([
  ['OggS\0\x02', 'voice'],
  ['ID3\x04\0', 'voice'],
  ['RIFF\0\0\0\0WAVEfmt ', 'voice'],
  ['\xff\xfb\x90\x44', 'voice'],
  ['\0\0\0\x20ftypM4A ', 'voice'],
  ['\0\0\0\x20ftypisom', 'other'],
  ['%PDF-1.7\n%\xe2\xe3', 'other'],
  ['PK\x03\x04\x14\0', 'other'],
  ['', 'other'],
  ['a\0b', 'other'],
  ['const a = 1\n', 'text'],
])('%j is known by its content', (text, kind) => {
  expect(contentOfFile(bytes(text)).kind).toBe(kind)
})

test('what may be sound or film is sound where the platform says so, and nothing else is believed of it', () => {
  expect(contentOfFile(bytes('\x1aE\xdf\xa3 webm'), 'audio/webm').kind).toBe('voice')
  expect(contentOfFile(bytes('\x1aE\xdf\xa3 webm'), 'video/webm').kind).toBe('other')
  expect(contentOfFile(bytes('just words'), 'audio/ogg').kind).toBe('text')
})

test('text is read as UTF-8, or as the UTF-16 that it says it is', () => {
  expect(contentOfFile(new TextEncoder().encode('größer 🦊'))).toEqual({ kind: 'text', text: 'größer 🦊' })
  expect(contentOfFile(bytes('\xff\xfeh\0i\0'))).toEqual({ kind: 'text', text: 'hi' })
  expect(contentOfFile(bytes('\xff\xfeh\0i')).kind).toBe('other')
})
