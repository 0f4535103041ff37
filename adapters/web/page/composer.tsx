import { findCommand } from '#core/command.ts'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { unknownCommand } from '../unknown-command.ts'
import type { WireState } from '../wire.ts'
import { attach, attaching, detach, detachAll, filesAt } from './attaching.ts'
import { keyOf, type Place } from './chat.ts'
import { Chips } from './chips.tsx'
import { useCompletion } from './completing.ts'
import { About, LeftOut, Thumbnails, Trouble } from './composer-parts.tsx'
import { Attach, Send } from './icons.tsx'
import { lineId, Palette } from './palette.tsx'
import { chat, edit, say } from './session.ts'
import { useStore } from './store.ts'
import { draftOf, intent, keepDraft, typeOn, wish, write } from './typed.ts'
import { type Chip, type Item, readTyping } from './typing.ts'

const isTouch = matchMedia('(pointer: coarse)').matches

/** The one field: messages, commands with their options, pictures. It is mounted anew for each place. */
export function Composer({ place, state }: { readonly place: Place; readonly state: WireState }) {
  const [text, setText] = useState(() => draftOf(place))
  const [caret, setCaret] = useState(text.length)
  const [selected, setSelected] = useState(0)
  const [hasMoved, setMoved] = useState(false)
  const [closedAt, setClosedAt] = useState<string | undefined>(undefined)
  const [isWaiting, setWaiting] = useState(false)
  const [refusal, setRefusal] = useState<string | undefined>(undefined)
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const files = useStore(attaching, all => filesAt(all, place))
  const about = useStore(intent, now => now)
  const wanted = useStore(wish, now => now)
  const typedOn = useStore(typeOn, now => now)

  const isEditing = about?.type === 'edit'
  const reading = isEditing
    ? undefined
    : readTyping(
        state.catalogue,
        text,
        files.map(({ id, name }) => ({ ref: id, name })),
        caret,
      )
  const found = useCompletion(state.catalogue, isEditing ? '' : text, caret, place)
  const completion = found !== undefined && closedAt !== text ? found : undefined
  const items = completion?.items ?? []
  const at = Math.min(selected, Math.max(0, items.length - 1))

  const change = (next: string, caretAt = next.length): void => {
    setText(next)
    setCaret(caretAt)
    setSelected(0)
    setMoved(false)
    setRefusal(undefined)
    if (!isEditing) keepDraft(place, next)
    const element = field.current
    if (element === null || element.value === next) return
    element.value = next
    element.focus()
    element.setSelectionRange(caretAt, caretAt)
  }

  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [text])

  // On a phone the keyboard would cover what one came to read.
  useEffect(() => {
    if (!isTouch) field.current?.focus()
    return () => intent.set(() => undefined)
  }, [])
  useLayoutEffect(() => {
    if (about?.type === 'edit') change(about.text)
    if (about !== undefined) field.current?.focus()
  }, [about])
  const takenWish = useRef(wanted)
  useLayoutEffect(() => {
    if (wanted === undefined || wanted === takenWish.current) return
    takenWish.current = wanted
    change(wanted.text)
  }, [wanted])
  useEffect(() => {
    if (typedOn > 0) field.current?.focus()
  }, [typedOn])
  useEffect(() => {
    const toField = (event: KeyboardEvent): void => {
      const isElsewhere =
        event.target instanceof Element && event.target.closest('input, textarea, select, dialog, button, a') !== null
      if (isElsewhere || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === ' ') return
      field.current?.focus()
    }
    document.addEventListener('keydown', toField)
    return () => document.removeEventListener('keydown', toField)
  }, [])

  const stopEditing = (): void => {
    intent.set(() => undefined)
    if (isEditing) {
      const draft = draftOf(place)
      setText(draft)
      setCaret(draft.length)
    }
  }

  const isUploading = files.some(file => file.sent === undefined && file.error === undefined)
  const failed = files.filter(file => file.error !== undefined)
  /** `leaving`: files that could not be sent stay behind. */
  const send = (leaving = false): void => {
    if (about?.type === 'edit') {
      if (text.trim() === '') return setRefusal('A message cannot become empty; delete it instead.')
      void edit(about.message, text)
      return stopEditing()
    }
    if (text.trim() === '' && files.length === 0) return
    if (text.length > state.limits.messageChars) return
    if (text.startsWith('/') && reading?.isReady !== true) return setRefusal(whyNot())
    if (failed.length > 0 && !leaving) return setWaiting(false)
    if (isUploading) return setWaiting(true)
    setWaiting(false)
    if (text.trim() === '' && failed.length === files.length) return detachAll(place)
    say(place, {
      text,
      files: files.flatMap(({ sent }) => (sent === undefined ? [] : [sent])),
      ...(about?.type === 'reply' && { replyTo: about.message }),
    })
    detachAll(place)
    intent.set(() => undefined)
    change('')
  }
  /** Why a command cannot be sent; what stands under the chips already is not said twice. */
  const whyNot = (): string | undefined => {
    const named = findCommand(state.catalogue, text)
    if ('near' in named) return unknownCommand(state.catalogue, text, named.near)
    const isSaid = reading?.trouble !== undefined || reading?.chips.some(({ error }) => error !== undefined) === true
    return isSaid ? undefined : reading?.problem
  }

  useEffect(() => {
    if (isWaiting && !isUploading) send()
  }, [isWaiting, isUploading])

  const complete = (item: Item): void => {
    if (completion === undefined) return
    const head = text.slice(0, completion.from) + item.insert
    change(head + text.slice(completion.to).replace(/^\s+/, ''), head.length)
  }
  const onChip = (chip: Chip): void => {
    const flag = `--${chip.option.name}`
    const begin = text.search(new RegExp(`${flag}(?=[\\s=]|$)`, 'i'))
    if (begin === -1 && (chip.option.required || chip.option.type === 'file')) {
      if (chip.option.type === 'file' && !chip.option.required) picker.current?.click()
      else field.current?.focus()
    } else if (begin === -1) change(`${text.trimEnd()} ${flag} `)
    else {
      const end = begin + flag.length + 1
      field.current?.focus()
      field.current?.setSelectionRange(end, end + (chip.value?.length ?? 0))
      setCaret(end)
    }
  }

  const editLast = (): void => {
    const own = chat
      .get()
      .talks[keyOf(place)]?.messages.findLast(message => message.by === 'person' && message.person === state.me.id)
    if (own?.text === undefined) return
    const words = own.text
    if (own.command === true) write(words)
    else intent.set(() => ({ type: 'edit', message: own.id, text: words }))
  }

  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (items.length > 0) {
      const item = items[at]
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        setMoved(true)
        return setSelected((at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length)
      }
      const takes = event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey && (hasMoved || reading?.isReady !== true))
      if (takes && !(event.key === 'Tab' && event.shiftKey) && item !== undefined) {
        event.preventDefault()
        return complete(item)
      }
      if (event.key === 'Escape') {
        event.preventDefault()
        return setClosedAt(text)
      }
    }
    if (event.key === 'Escape' && about !== undefined) return stopEditing()
    if (event.key === 'ArrowUp' && text === '' && files.length === 0) {
      event.preventDefault()
      return editLast()
    }
    if (event.key !== 'Enter' || event.shiftKey || isTouch) return
    event.preventDefault()
    send()
  }
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (pasted.length === 0) return
    event.preventDefault()
    attach(place, pasted)
  }
  const follow = (): void => setCaret(field.current?.selectionStart ?? 0)
  const left = state.limits.messageChars - text.length
  const name = place.thread === undefined ? `#${state.rooms.find(({ id }) => id === place.room)?.name ?? ''}` : 'this thread'
  const most = state.limits.messageChars.toLocaleString('en')
  const tooLong = `A message may have ${most} characters, this one has ${text.length.toLocaleString('en')}.`
  const trouble = refusal ?? (left < 0 ? tooLong : undefined)
  return (
    <div class="composer">
      {completion !== undefined && items.length > 0 && (
        <Palette title={completion.title} items={items} selected={at} onPick={complete} onPoint={setSelected} />
      )}
      <div class="card">
        <About intent={about} onCancel={stopEditing} />
        <Thumbnails files={files} onRemove={id => detach(place, id)} />
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={`Message ${name}, or / for commands`}
          aria-label={`Message ${name}`}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={items.length > 0 ? 'palette' : undefined}
          aria-activedescendant={items.length > 0 ? lineId(at) : undefined}
          enterkeyhint={isTouch ? 'enter' : 'send'}
          onInput={event => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onKeyDown={onKey}
          onKeyUp={follow}
          onClick={follow}
          onPaste={onPaste}
        />
        {reading !== undefined && <Chips reading={reading} onChip={onChip} />}
        {trouble !== undefined && <Trouble text={trouble} />}
        {failed.length > 0 && (
          <LeftOut files={failed} canSend={text.trim() !== '' || failed.length < files.length} onSend={() => send(true)} />
        )}
        <div class="tray">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={event => {
              attach(place, [...(event.currentTarget.files ?? [])])
              event.currentTarget.value = ''
            }}
          />
          <button
            type="button"
            class="plain-button"
            title="Attach files"
            aria-label="Attach files"
            onClick={() => picker.current?.click()}
          >
            <Attach />
          </button>
          <span class="hint">{isTouch ? '' : 'Enter sends · Shift+Enter adds a line'}</span>
          <button
            type="button"
            class="send"
            aria-label={isWaiting ? 'Waiting for the files' : isEditing ? 'Save' : 'Send'}
            disabled={(text.trim() === '' && files.length === 0) || failed.length > 0 || left < 0}
            // The field keeps the focus, and a phone its keyboard.
            onMouseDown={event => event.preventDefault()}
            onClick={() => {
              send()
              if (!isTouch) field.current?.focus()
            }}
          >
            <Send />
          </button>
        </div>
      </div>
    </div>
  )
}
