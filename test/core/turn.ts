import type { Turn } from '../../src/core/conversation.ts'

/** A turn that says its own id. */
export const turn = (id: string, more: Partial<Turn> = {}): Turn => ({
  id,
  conversation: 'c',
  by: 'person',
  name: 'Ada',
  person: 'web/ada',
  text: id,
  at: 0,
  ...more,
})
