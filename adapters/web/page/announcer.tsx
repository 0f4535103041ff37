import { useEffect, useRef, useState } from 'preact/hooks'
import type { WireMessage } from '../wire.ts'
import { keyOf, type Place } from './chat.ts'
import { chat } from './session.ts'
import { useStore } from './store.ts'
import { plainWords } from './markdown.tsx'
import { wordsOf } from './message.tsx'

/** What is said of a message that is finished. */
function sentence(message: WireMessage): string {
  const blocks = message.blocks ?? []
  const failure = blocks.find(block => block.type === 'failure')
  if (failure?.type === 'failure') return plainWords(failure.text)
  const files = blocks.flatMap(block => (block.type === 'pictures' ? block.pictures : []))
  const word = files.every(({ contentType }) => contentType.startsWith('image/')) ? 'picture' : 'file'
  if (files.length > 0) return files.length === 1 ? `The ${word} is ready.` : `${files.length} ${word}s are ready.`
  const words = plainWords(wordsOf(message))
  return words === '' ? '' : `Answer: ${words.slice(0, 400)}`
}

/** Tells those who listen what came to its end here. What is still growing is not read out. */
export function Announcer({ place }: { readonly place: Place }) {
  const last = useStore(chat, now => now.talks[keyOf(place)]?.messages.at(-1))
  const told = useRef<string | undefined>(undefined)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (last === undefined || last.live === true) return
    // What was there when one came is read by going through it, not told.
    if (told.current !== undefined && told.current !== last.id && last.by === 'service') setSaid(sentence(last))
    told.current = last.id
  }, [last])
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said}
    </p>
  )
}
