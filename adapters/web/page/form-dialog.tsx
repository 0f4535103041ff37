import type { FormField } from '#core/form.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Refused } from './api.ts'
import { Trouble } from './composer-parts.tsx'
import { type Opened, opened } from './pressing.ts'
import { useStore } from './store.ts'

const idOf = (name: string): string => `field-${name.replaceAll('.', '-')}`

function Field({ field, isFirst }: { readonly field: FormField; readonly isFirst: boolean }) {
  const id = idOf(field.name)
  const about = field.about === undefined ? undefined : `${id}-about`
  const common = {
    id,
    name: field.name,
    required: field.required === true,
    autofocus: isFirst,
    ...(about !== undefined && { 'aria-describedby': about }),
  }
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      {field.type === 'choice' ? (
        <select {...common} defaultValue={field.value ?? ''}>
          {field.choices.map(({ value, label }) => (
            <option key={value} value={value} selected={value === field.value}>
              {label}
            </option>
          ))}
        </select>
      ) : field.type === 'text' ? (
        <textarea {...common} rows={5} maxLength={field.maxChars} defaultValue={field.value ?? ''} />
      ) : (
        <input
          {...common}
          type="text"
          autocomplete="off"
          spellcheck={false}
          maxLength={field.maxChars}
          defaultValue={field.value ?? ''}
        />
      )}
      {about !== undefined && (
        <p class="about-field" id={about}>
          {field.about}
        </p>
      )}
    </div>
  )
}

function Filling({ form, back, send }: Opened) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isSending, setSending] = useState(false)
  const [trouble, setTrouble] = useState('')
  useEffect(() => {
    dialog.current?.showModal()
    return () => {
      // What opened it may be gone by now, with its message.
      if (back instanceof HTMLElement && back.isConnected) back.focus()
    }
  }, [])
  const close = (): void => opened.set(() => undefined)
  const submit = async (element: HTMLFormElement): Promise<void> => {
    if (isSending) return
    setSending(true)
    setTrouble('')
    const filled = [...new FormData(element)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
    try {
      await send(Object.fromEntries(filled) as Record<string, string>)
      close()
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      setTrouble(thrown.message)
      setSending(false)
    }
  }
  return (
    <dialog class="form-dialog" ref={dialog} aria-labelledby="form-title" onClose={close}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void submit(event.currentTarget)
        }}
        onKeyDown={event => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.currentTarget.requestSubmit()
        }}
      >
        <h2 id="form-title">{form.title}</h2>
        {form.fields.map((field, index) => (
          <Field key={field.name} field={field} isFirst={index === 0} />
        ))}
        {trouble !== '' && <Trouble text={trouble} />}
        <div class="form-actions">
          <button type="button" class="text-button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="send-button" aria-disabled={isSending}>
            {form.submit}
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** The form that is open, over everything else. Escape closes it, and the focus goes back to where it came from. */
export function FormDialog() {
  const open = useStore(opened, now => now)
  return open === undefined ? null : <Filling key={open.form.form} {...open} />
}
