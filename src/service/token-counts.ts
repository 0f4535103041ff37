import type { Job } from '#core/job.ts'
import { pictureInputs } from '#core/model-card.ts'
import { tokenRate, tokensIn } from '#core/tokens.ts'
import type { Deps } from './deps.ts'

/** How many of a model's last inputs are remembered. */
const remembered = 20

/** How many tokens this model counts for one that is estimated, as its last runs tell; 1 before the first. */
export const tokensOfModel = async ({ shelves }: Pick<Deps, 'shelves'>, model: string): Promise<number> =>
  tokenRate((await shelves.tokens.get(model)) ?? [])

/** Adds what the metrics counted of a job's inputs to what is known of their models. A repeat after a crash weighs one run double, no more. */
export async function rememberTokens({ shelves }: Pick<Deps, 'shelves'>, job: Job): Promise<void> {
  for (const { state, input, model } of job.runs) {
    if (state.phase !== 'done' || state.usage.inputTokens === undefined) continue
    // A picture has tokens that no text tells of.
    if (pictureInputs.some(name => input[name] !== undefined)) continue
    const before = (await shelves.tokens.get(model)) ?? []
    const estimated = Math.ceil(tokensIn(input))
    if (estimated > 0)
      await shelves.tokens.set(model, [...before, { estimated, counted: state.usage.inputTokens }].slice(-remembered))
  }
}
