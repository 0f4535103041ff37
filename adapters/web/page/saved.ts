/** What the browser keeps for this page. Without storage (a private window, a full disk) it lives as long as the page. */
const memory = new Map<string, string>()

/** The value kept under a key, or the fallback when there is none or it is not of that form. */
export function recall<Value>(key: string, fallback: Value, isValue: (value: unknown) => value is Value): Value {
  let text = memory.get(key)
  try {
    text = localStorage.getItem(`replichat ${key}`) ?? text
  } catch {
    // Storage is forbidden here: memory alone.
  }
  if (text === undefined) return fallback
  try {
    const value: unknown = JSON.parse(text)
    return isValue(value) ? value : fallback
  } catch {
    return fallback
  }
}

/** Keeps a value; undefined takes it away. */
export function keep(key: string, value: unknown): void {
  const text = value === undefined ? undefined : JSON.stringify(value)
  if (text === undefined) memory.delete(key)
  else memory.set(key, text)
  try {
    if (text === undefined) localStorage.removeItem(`replichat ${key}`)
    else localStorage.setItem(`replichat ${key}`, text)
  } catch {
    // Kept in memory above.
  }
}

/** A text that this tab alone keeps, over reloads, or undefined. */
export function recallInTab(key: string): string | undefined {
  try {
    return sessionStorage.getItem(`replichat ${key}`) ?? memory.get(`tab ${key}`)
  } catch {
    return memory.get(`tab ${key}`)
  }
}

/** Keeps a text for this tab alone. */
export function keepInTab(key: string, text: string): void {
  memory.set(`tab ${key}`, text)
  try {
    sessionStorage.setItem(`replichat ${key}`, text)
  } catch {
    // Kept in memory above.
  }
}

export const isString = (value: unknown): value is string => typeof value === 'string'
