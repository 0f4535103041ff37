import type { WireFile } from '../wire.ts'
import { newId, Refused, upload } from './api.ts'
import { keyOf, type Place } from './chat.ts'
import { chat, tell } from './session.ts'
import { createStore } from './store.ts'

/** A file on its way into a message. `done` from 0 to 1; `sent` is there once the service has it. */
export type Attaching = {
  readonly id: string
  readonly name: string
  /** A thumbnail made here, for pictures. */
  readonly preview?: string
  readonly done: number
  readonly sent?: WireFile
  readonly error?: string
}

/** The files beside what is typed, by place. */
export const attaching = createStore<Readonly<Record<string, readonly Attaching[]>>>({})

const none: readonly Attaching[] = []

/** The files beside what is typed at a place. */
export const filesAt = (all: Readonly<Record<string, readonly Attaching[]>>, place: Place): readonly Attaching[] =>
  all[keyOf(place)] ?? none

const change = (place: Place, act: (files: readonly Attaching[]) => readonly Attaching[]): void =>
  attaching.set(all => ({ ...all, [keyOf(place)]: act(filesAt(all, place)) }))

const update = (place: Place, id: string, news: Partial<Attaching>): void =>
  change(place, files => files.map(file => (file.id === id ? { ...file, ...news } : file)))

/** Takes a file away from what is typed. */
export function detach(place: Place, id: string): void {
  const file = filesAt(attaching.get(), place).find(item => item.id === id)
  if (file?.preview !== undefined) URL.revokeObjectURL(file.preview)
  change(place, files => files.filter(item => item.id !== id))
}

/** Takes away all files, once they went out. */
export const detachAll = (place: Place): void => {
  for (const { id } of filesAt(attaching.get(), place)) detach(place, id)
}

const measure = async (preview: string): Promise<{ width: number; height: number } | undefined> => {
  const image = new Image()
  image.src = preview
  try {
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  } catch {
    return undefined
  }
}

/** So many files go up at once; the others wait for their turn. */
const mostAtOnce = 2
let underway = 0
const waiting: (() => void)[] = []

async function inTurn(act: () => Promise<void>): Promise<void> {
  if (underway >= mostAtOnce) await new Promise<void>(resolve => waiting.push(resolve))
  underway++
  try {
    await act()
  } finally {
    underway--
    waiting.shift()?.()
  }
}

/** A service that is there and cannot take a file is asked so often. One that is away is waited for, however long. */
const mostTries = 6

/** Waits, and no longer once the line is up again. */
const patience = (ms: number): Promise<void> =>
  new Promise(resolve => {
    const wasOn = chat.get().line === 'on'
    const end = (): void => {
      clearTimeout(timer)
      unwatch()
      resolve()
    }
    const timer = setTimeout(end, ms)
    const unwatch = chat.watch(() => !wasOn && chat.get().line === 'on' && end())
  })

async function send(place: Place, id: string, file: File, preview: string | undefined): Promise<void> {
  const size = preview === undefined ? undefined : await measure(preview)
  const isWanted = (): boolean => filesAt(attaching.get(), place).some(item => item.id === id)
  for (let tries = 0; isWanted();) {
    try {
      const sent = await upload(file, { id, name: file.name, ...size }, done => update(place, id, { done }))
      return update(place, id, { sent, done: 1 })
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      if (chat.get().line === 'on') tries++
      if (!thrown.again || tries === mostTries) return update(place, id, { error: thrown.message })
      update(place, id, { done: 0 })
      await patience(500 * 2 ** Math.max(1, tries))
    }
  }
}

/** Adds files to what is typed at a place and begins to send them at once. What is too large is refused before it is sent. */
export function attach(place: Place, files: readonly File[]): void {
  const limits = chat.get().state?.limits
  if (limits === undefined) return
  const room = Math.max(0, limits.filesPerMessage - filesAt(attaching.get(), place).length)
  if (files.length > room)
    tell(
      `At most ${limits.filesPerMessage} files; ${files.length - room} ${files.length - room === 1 ? 'was' : 'were'} left out.`,
    )
  for (const file of files.slice(0, room)) {
    const most = limits.fileBytes / 1024 / 1024
    if (file.size > limits.fileBytes) {
      tell(`${file.name} is ${Math.ceil(file.size / 1024 / 1024)} MB; the limit is ${most} MB.`)
      continue
    }
    if (file.size === 0) {
      tell(`${file.name} is empty, so it was left out.`)
      continue
    }
    const id = newId()
    const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined
    change(place, known => [...known, { id, name: file.name, done: 0, ...(preview !== undefined && { preview }) }])
    void inTurn(() => send(place, id, file, preview))
  }
}
