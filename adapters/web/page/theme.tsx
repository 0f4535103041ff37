import { useState } from 'preact/hooks'
import { Moon, Screen, Sun } from './icons.tsx'
import { keep, recall } from './saved.ts'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]
const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme)

const icons = { system: Screen, light: Sun, dark: Moon }
const names = { system: 'the system’s', light: 'light', dark: 'dark' }
const wishes = { system: 'Use the system’s colours', light: 'Use light colours', dark: 'Use dark colours' }

/** The switch between the system's colours, light and dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(() => recall('theme', 'system', isTheme))
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const Icon = icons[theme]
  const change = (): void => {
    setTheme(next)
    keep('theme', next === 'system' ? undefined : next)
    if (next === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = next
  }
  const label = `Colours: ${names[theme]}. ${wishes[next]}.`
  return (
    <button type="button" class="plain-button" onClick={change} title={label} aria-label={label}>
      <Icon />
    </button>
  )
}
