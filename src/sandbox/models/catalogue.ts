import { backgroundRemover } from './background-remover.ts'
import { blip2 } from './blip-2.ts'
import { blip } from './blip.ts'
import { canary } from './canary.ts'
import { deepseekR1 } from './deepseek-r1.ts'
import { flux11Pro } from './flux-1.1-pro.ts'
import { fluxDev } from './flux-dev.ts'
import { fluxKontextPro } from './flux-kontext-pro.ts'
import { fluxSchnell } from './flux-schnell.ts'
import { fluxTrainer } from './flux-trainer.ts'
import { gpt41Mini } from './gpt-4.1-mini.ts'
import { gpt5Mini } from './gpt-5-mini.ts'
import { granite338b } from './granite-3.3-8b.ts'
import { helloWorld } from './hello-world.ts'
import { kokoro82m } from './kokoro-82m.ts'
import { llama370b } from './llama-3-70b.ts'
import { llama38b } from './llama-3-8b.ts'
import type { SandboxModel } from './model.ts'
import { nanoBanana } from './nano-banana.ts'
import { realEsrgan } from './real-esrgan.ts'
import { recraftCrispUpscale } from './recraft-crisp-upscale.ts'
import { rembg } from './rembg.ts'
import { removeBackground } from './remove-background.ts'
import { removeBg } from './remove-bg.ts'
import { sdxl } from './sdxl.ts'
import { speech02Turbo } from './speech-02-turbo.ts'
import { stableDiffusionInpainting } from './stable-diffusion-inpainting.ts'
import { stableDiffusion } from './stable-diffusion.ts'
import { styletts2 } from './styletts2.ts'
import { veo3Fast } from './veo-3-fast.ts'
import { video01 } from './video-01.ts'
import { zeroscopeV2Xl } from './zeroscope-v2-xl.ts'

/** Every model the sandbox plays, newest first as lists show them. */
export const catalogue: readonly SandboxModel[] = [
  fluxSchnell,
  fluxTrainer,
  sdxl,
  llama370b,
  llama38b,
  gpt5Mini,
  gpt41Mini,
  granite338b,
  deepseekR1,
  veo3Fast,
  video01,
  zeroscopeV2Xl,
  speech02Turbo,
  kokoro82m,
  styletts2,
  nanoBanana,
  fluxKontextPro,
  flux11Pro,
  fluxDev,
  stableDiffusion,
  stableDiffusionInpainting,
  blip2,
  blip,
  removeBackground,
  backgroundRemover,
  recraftCrispUpscale,
  realEsrgan,
  removeBg,
  rembg,
  canary,
  helloWorld,
]
