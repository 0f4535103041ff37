import { Fault } from '../../src/core/fault.ts'

/** The sentence a person gets for what they typed. Throws where nothing was refused. */
export function sentence(act: () => unknown): string {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.kind === 'input') return thrown.message
    throw thrown
  }
  throw new Error('nothing was refused')
}
