import type { Engine } from '../engine.ts'

/** How the pieces an engine gives become the prediction's `output`. */
export type OutputForm = 'file' | 'files' | 'fragments' | 'value'

/** One version of a model, with the OpenAPI document its container would publish. */
export type ModelVersion = {
  /** 64 hex characters. */
  readonly id: string
  readonly createdAt: string
  readonly cogVersion: string
  readonly schema: CogDocument
  /** Plays this version in the model's place: what a training made paints in its own style. */
  readonly engine?: Engine
}

/** The part of a container's OpenAPI document that gives inputs and output their form. */
export type CogDocument = {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: { readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
}

/** A model the sandbox plays. */
export type SandboxModel = {
  readonly owner: string
  readonly name: string
  /** Says honestly who plays it. */
  readonly description: string
  /** Official models run without a version and answer `hidden` where one is asked. */
  readonly official: boolean
  readonly githubUrl?: string
  readonly paperUrl?: string
  readonly licenseUrl?: string
  readonly coverImageUrl?: string
  /** Markdown. */
  readonly readme?: string
  /** `public` where it is not said. */
  readonly visibility?: 'public' | 'private'
  readonly output: OutputForm
  /** Milliseconds a prediction stays `starting`. */
  readonly bootMs: number
  /** What a safety filter does that refuses everything: fail, or succeed with an empty list. */
  readonly whenUnsafe: 'fail' | 'empty'
  /** Newest first; empty for a model that somebody made and did not train yet. */
  readonly versions: readonly ModelVersion[]
  readonly engine: Engine
  /** Where it can be trained: takes `TrainingInput`, and gives the weights as a file and the style as its value. */
  readonly trainer?: Engine
}

/** `owner/name`. */
export const fullName = (model: SandboxModel): string => `${model.owner}/${model.name}`

/** Whether this model gives files. */
export const makesFiles = ({ output }: SandboxModel): boolean => output === 'file' || output === 'files'

/** Whether an answer of this model is text that streams. */
export const streamsText = (model: SandboxModel): boolean => model.output === 'fragments'
