import type { Command } from '#core/command.ts'
import { useEffect, useState } from 'preact/hooks'
import { api } from './api.ts'
import type { Place } from './chat.ts'
import { type Completion, completionAt, type Item } from './typing.ts'

/** Typing fast asks once. */
const askAfterMs = 90

/** What may be completed where the caret stands; what only the service knows comes as it answers. */
export function useCompletion(catalogue: readonly Command[], text: string, caret: number, place: Place): Completion | undefined {
  const completion = completionAt(catalogue, text, caret)
  const asked = completion?.kind === 'suggest' ? completion : undefined
  const question = asked === undefined ? '' : `${asked.command.name} ${asked.option.name} ${asked.partial}`
  const [answer, setAnswer] = useState<{ readonly question: string; readonly items: readonly Item[] }>({
    question: '',
    items: [],
  })
  useEffect(() => {
    if (asked === undefined) return undefined
    const gone = new AbortController()
    const timer = setTimeout(() => {
      const { command, option, partial } = asked
      api
        .suggest({ command: command.name, option: option.name, partial, ...place }, gone.signal)
        .then(({ suggestions }) =>
          setAnswer({
            question,
            items: suggestions.map(({ value, label }) => ({ label, about: label === value ? '' : value, insert: `${value} ` })),
          }),
        )
        // Completion is a help: without an answer one types on.
        .catch(() => {})
    }, askAfterMs)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [question])
  if (asked === undefined) return completion
  // While a new answer is under way the last one stays, so that nothing flickers; it must still fit.
  const isSameOption = answer.question.startsWith(`${asked.command.name} ${asked.option.name} `)
  const items = isSameOption ? answer.items.filter(item => item.insert.trim() !== asked.partial) : []
  const fitting =
    answer.question === question ? items : items.filter(item => item.insert.toLowerCase().includes(asked.partial.toLowerCase()))
  return fitting.length === 0 ? undefined : { ...asked, items: fitting }
}
