import type { ComponentChildren } from 'preact'
import { Menu } from './icons.tsx'

/** The head of a page beside the conversation: its name, and what can be chosen there. */
export function PageHeader(props: {
  readonly title: string
  readonly onMenu: () => void
  readonly children?: ComponentChildren
}) {
  return (
    <header class="room-header page-header">
      <button type="button" class="plain-button only-narrow" aria-label="Channels and pages" onClick={props.onMenu}>
        <Menu />
      </button>
      <h1>{props.title}</h1>
      <span class="grow" />
      {props.children}
    </header>
  )
}

/** A choice between a few words, one of which holds. */
export function Choice<Value extends string>(props: {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onChange: (value: Value) => void
}) {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      {props.options.map(([value, words]) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.onChange(value)}>
          {words}
        </button>
      ))}
    </div>
  )
}
