import { useEffect, useRef, useState } from 'preact/hooks'
import { api } from './api.ts'
import { More } from './icons.tsx'
import { attempt, chat } from './session.ts'
import { useStore } from './store.ts'

/** So much room the menu needs above its button, in pixels; where there is less it opens below. */
const roomAbove = 160

/** What may be asked of a message: its own small menu. */
export function MessageMenu({ message }: { readonly message: string }) {
  const entries = useStore(chat, now => now.state?.menu)
  const [side, setSide] = useState<'above' | 'below' | undefined>(undefined)
  const anchor = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (side === undefined) return undefined
    anchor.current?.querySelector<HTMLElement>('.menu button')?.focus()
    const onAway = (event: Event): void => {
      if (!(event.target instanceof Node) || anchor.current?.contains(event.target) !== true) setSide(undefined)
    }
    document.addEventListener('pointerdown', onAway)
    document.addEventListener('focusin', onAway)
    return () => {
      document.removeEventListener('pointerdown', onAway)
      document.removeEventListener('focusin', onAway)
    }
  }, [side])
  if (entries === undefined || entries.length === 0) return null
  const close = (): void => {
    setSide(undefined)
    button.current?.focus()
  }
  const open = (): void => {
    const top = button.current?.getBoundingClientRect().top ?? 0
    setSide(top < roomAbove ? 'below' : 'above')
  }
  return (
    <div
      class="menu-anchor"
      ref={anchor}
      onKeyDown={event => {
        if (event.key !== 'Escape' || side === undefined) return
        event.stopPropagation()
        close()
      }}
    >
      <button
        type="button"
        class="tool"
        ref={button}
        title="More"
        aria-label="More to do with this message"
        aria-expanded={side !== undefined}
        onClick={() => (side === undefined ? open() : close())}
      >
        <More />
      </button>
      {side !== undefined && (
        <div class={`menu ${side}`}>
          {entries.map(({ name, label }) => (
            <button
              key={name}
              type="button"
              onClick={() => {
                close()
                void attempt(() => api.choose(message, name))
              }}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
