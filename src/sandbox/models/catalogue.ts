import { canary } from './canary.ts'
import { fluxSchnell } from './flux-schnell.ts'
import { fluxTrainer } from './flux-trainer.ts'
import { helloWorld } from './hello-world.ts'
import { llama370b } from './llama-3-70b.ts'
import type { SandboxModel } from './model.ts'
import { sdxl } from './sdxl.ts'

/** Every model the sandbox plays, newest first as lists show them. */
export const catalogue: readonly SandboxModel[] = [fluxSchnell, fluxTrainer, sdxl, llama370b, canary, helloWorld]
