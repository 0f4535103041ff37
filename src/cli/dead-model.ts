import { deadModel } from '../models/successors.ts'
import { CommandError } from './exit.ts'

/** Ends a command that asks for a model of older guides that is gone, with what does the same today. */
export function refuseDeadModel(reference: string): void {
  const dead = deadModel(reference)
  if (dead !== undefined) throw new CommandError('notFound', dead)
}
