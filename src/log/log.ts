import { pino } from 'pino'
import type { LogLevel } from '../config/config.ts'
import type { Log } from '#core/ports.ts'
import { type Redactor, createRedactor } from './redaction.ts'
import type { Secret } from '../config/secret.ts'

/** Where lines go. A terminal gets short lines for reading, everything else gets JSON, one object a line. */
export type LogSink = { write(text: string): unknown; readonly isTTY?: boolean }

/**
 * The log. Messages and fields, errors with their causes and stacks are cleaned of secrets before anything is written;
 * whatever is handed to it, it does not throw.
 */
export function createLog({
  level,
  sink,
  secrets = [],
}: {
  readonly level: LogLevel
  readonly sink: LogSink
  readonly secrets?: readonly Secret[]
}): Log {
  const redactor = createRedactor(secrets.map(secret => secret.reveal()))
  const root = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: label => ({ level: label }) },
      // An error arrives here as plain fields; pino's own reading of errors must not put the original back.
      serializers: { err: value => value as unknown },
    },
    sink.isTTY === true ? { write: line => void sink.write(readable(line)) } : { write: line => void sink.write(line) },
  )

  const at =
    (write: (fields: object, message: string) => void, name: 'info' | 'warn' | 'error') =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      // Cleaning costs; a line that is not written is not cleaned.
      if (root.isLevelEnabled(name)) write(cleanFields(redactor, fields), redactor.text(message))
    }
  return {
    info: at((fields, message) => root.info(fields, '%s', message), 'info'),
    warn: at((fields, message) => root.warn(fields, '%s', message), 'warn'),
    error: at((fields, message) => root.error(fields, '%s', message), 'error'),
  }
}

// The line's own words: a field of the same name would stand beside them twice.
const reserved = new Set(['level', 'time', 'message'])

function cleanFields(redactor: Redactor, fields: Readonly<Record<string, unknown>>): object {
  const clean = redactor.value(fields)
  if (typeof clean !== 'object' || clean === null || Array.isArray(clean)) return { fields: clean }
  return Object.fromEntries(Object.entries(clean).map(([name, value]) => [reserved.has(name) ? `${name}_` : name, value]))
}

/** `08:51:47 warn  The platform is slow. channel="general" waitMs=900` of a JSON line. */
function readable(line: string): string {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const mark = level === 'info' ? '' : `${String(level)}: `
  // Control characters of foreign text must not steer the terminal.
  const text = [String(time).slice(11, 19), `${mark}${String(message)}`, ...rest].join(' ').replace(/\p{Cc}/gu, ' ')
  return `${text}\n`
}
