import { Fault } from '#core/fault.ts'
import { ReplicateError, type ReplicateErrorKind } from '../replicate/errors.ts'

/** What the command line answers its caller with, and what each means. */
export const exitCodes = {
  ok: [0, 'it worked'],
  failed: [1, 'it failed, or the model did'],
  usage: [2, 'wrong use, or a setting that is wrong'],
  authentication: [3, 'the Replicate token, or the service’s secret key, is missing or refused'],
  notFound: [4, 'there is no such model or prediction'],
  input: [5, 'the input was refused, by its schema, Replicate or a safety filter'],
  busy: [6, 'too many requests or too little credit: later'],
  unreachable: [7, 'Replicate, or the running service, could not be reached or had a fault of its own'],
  interrupted: [130, 'stopped by Ctrl+C'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>
export type Exit = keyof typeof exitCodes

/** The number of an exit. */
export const exitCode = (exit: Exit): number => exitCodes[exit][0]

/** Ends a command: its message is the one sentence on stderr. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exit: Exit

  constructor(exit: Exit, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exit = exit
  }
}

const ofKind: Readonly<Record<ReplicateErrorKind, Exit>> = {
  authentication: 'authentication',
  credit: 'busy',
  throttled: 'busy',
  'not-found': 'notFound',
  'invalid-input': 'input',
  'too-large': 'input',
  moderation: 'input',
  model: 'failed',
  canceled: 'failed',
  platform: 'unreachable',
  timeout: 'unreachable',
  unreachable: 'unreachable',
  'unknown-create': 'unreachable',
  protocol: 'unreachable',
}

/** The exit that what was thrown stands for; a fault stands for the Replicate error behind it. */
export function exitOf(thrown: unknown): Exit {
  if (thrown instanceof CommandError) return thrown.exit
  if (thrown instanceof ReplicateError) return ofKind[thrown.kind]
  if (!(thrown instanceof Fault)) return 'failed'
  if (thrown.cause instanceof ReplicateError) return exitOf(thrown.cause)
  switch (thrown.kind) {
    case 'input':
      return 'input'
    case 'config':
      return 'usage'
    case 'busy':
      return 'busy'
    case 'gone':
      return 'notFound'
    default:
      return 'failed'
  }
}
