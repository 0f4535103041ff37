import { answer, type Parts, type Route } from '../route.ts'

/** The one account of a sandbox. */
export const account = { type: 'user', username: 'sandbox', name: 'Replichat sandbox' } as const

/** The machines that can be named; the sandbox runs everything on this one. */
export const hardware = [
  { sku: 'cpu', name: 'CPU' },
  { sku: 'cpu-small', name: 'CPU (Small)' },
  { sku: 'gpu-t4', name: 'Nvidia T4 GPU' },
  { sku: 'gpu-l40s', name: 'Nvidia L40S GPU' },
  { sku: 'gpu-l40s-2x', name: '2x Nvidia L40S GPU' },
  { sku: 'gpu-a100-large', name: 'Nvidia A100 (80GB) GPU' },
  { sku: 'gpu-a100-large-2x', name: '2x Nvidia A100 (80GB) GPU' },
  { sku: 'gpu-h100', name: 'Nvidia H100 GPU' },
]

/** Who is asking, what hardware can be named, and the key webhooks are signed with. */
export const accountRoutes = (parts: Parts): readonly Route[] => [
  { method: 'GET', path: '/v1/account', access: 'token', handle: () => answer(account) },
  { method: 'GET', path: '/v1/hardware', access: 'token', handle: () => answer(hardware) },
  { method: 'GET', path: '/v1/webhooks/default/secret', access: 'token', handle: () => answer({ key: parts.webhookSecret }) },
]
