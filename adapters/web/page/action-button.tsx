import { opensForm } from '#core/form.ts'
import type { Button } from '#core/post.ts'
import { useEffect, useRef, useState } from 'preact/hooks'

/** A button under a message, a picture or a job. Danger asks once, where it stands; to stop what runs is no danger, and its moment passes. */
export function ActionButton({ button, onPress }: { readonly button: Button; readonly onPress: () => Promise<unknown> }) {
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const safe = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isAsking) safe.current?.focus()
  }, [isAsking])
  const press = async (): Promise<void> => {
    setAsking(false)
    setBusy(true)
    await onPress()
    setBusy(false)
  }
  if (isAsking) {
    return (
      <span
        class="asking"
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          // Only the question is taken back, not what lies around it.
          event.preventDefault()
          event.stopPropagation()
          setAsking(false)
        }}
      >
        {/* The harmless answer lies where the question was asked: a double click changes nothing. */}
        <button type="button" class="text-button" ref={safe} onClick={() => setAsking(false)}>
          Keep it
        </button>
        <button type="button" class="text-button danger strong" onClick={() => void press()}>
          Yes, {button.label.charAt(0).toLowerCase() + button.label.slice(1)}
        </button>
      </span>
    )
  }
  const isForm = opensForm(button.action)
  const onClick = button.tone === 'danger' && !button.action.startsWith('cancel:') ? () => setAsking(true) : () => void press()
  return (
    <button
      type="button"
      class={`text-button ${button.tone ?? ''}`}
      // A button that opens a form keeps the focus meanwhile, to get it back.
      disabled={isBusy && !isForm}
      {...(isForm && { 'aria-haspopup': 'dialog' as const })}
      onClick={onClick}
    >
      {button.label}
    </button>
  )
}
