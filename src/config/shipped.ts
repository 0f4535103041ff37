import type { ModelRef } from '#core/model-card.ts'
import type { Layer } from '#core/settings.ts'

/** What holds where nobody decided otherwise. A real token spends real money, so it comes with a budget. */
export const shippedSettings = (isSandbox: boolean): Layer => ({
  name: 'shipped',
  values: {
    'model.image': isSandbox ? 'deployment:sandbox/flux-fast' : 'black-forest-labs/flux-schnell',
    'model.chat': isSandbox ? 'deployment:sandbox/llama-chat' : 'meta/meta-llama-3-70b-instruct',
    'image.max': 'count=8',
    'chat.memory': 40,
    'chat.listen': 'thread',
    'chat.fileAfter': 12_000,
    'limit.concurrent': 3,
    'limit.perMinute': 20,
    'limit.queue': 20,
    'keep.outputs': 30,
    'keep.history': 30,
    'budget.zone': 'UTC',
    'budget.unknown': 0.25,
    ...(!isSandbox && { 'budget.service': '10/day' }),
  },
})

/** References that are offered for completion before any model was used. */
export const offeredModels = (isSandbox: boolean): readonly ModelRef[] => [
  ...(isSandbox ? ['deployment:sandbox/flux-fast', 'deployment:sandbox/llama-chat'] : []),
  'black-forest-labs/flux-schnell',
  'stability-ai/sdxl',
  'meta/meta-llama-3-70b-instruct',
]
