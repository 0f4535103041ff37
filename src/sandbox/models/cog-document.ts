import type { CogDocument } from './model.ts'

/** One input of a model, in the order Cog numbers them. `choices` becomes an enum schema of its own. */
export type CogInput = {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array'
  readonly description: string
  readonly required?: true
  readonly default?: string | number | boolean | readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: 'uri'
  /** What a list holds. */
  readonly items?: { readonly type: 'string'; readonly format?: 'uri' } | { readonly type: 'object' }
  /** Whether null may be sent in its place, as for Python's `Optional`. */
  readonly nullable?: true
  readonly choices?: readonly (string | number)[]
}

/** The forms of an output schema. */
export const cogOutput = {
  file: { type: 'string', title: 'Output', format: 'uri' },
  files: { type: 'array', items: { type: 'string', format: 'uri' }, title: 'Output' },
  text: { type: 'string', title: 'Output' },
  fragments: {
    type: 'array',
    items: { type: 'string' },
    title: 'Output',
    'x-cog-array-type': 'iterator',
    'x-cog-array-display': 'concatenate',
  },
} as const

const titleOf = (name: string): string =>
  name.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`)

function property(name: string, input: CogInput, order: number): Record<string, unknown> {
  const { required: _, choices, type, description, ...rest } = input
  if (choices !== undefined) return { allOf: [{ $ref: `#/components/schemas/${name}` }], ...rest, 'x-order': order, description }
  return { type, title: titleOf(name), ...rest, 'x-order': order, description }
}

const refTo = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: unknown): unknown => ({ 'application/json': { schema } })
const answers = (schema: unknown): unknown => ({
  200: { description: 'Successful Response', content: json(schema) },
  422: { description: 'Validation Error', content: json(refTo('HTTPValidationError')) },
})

const paths = {
  '/': {
    get: {
      summary: 'Root',
      operationId: 'root__get',
      responses: { 200: { description: 'Successful Response', content: json({ title: 'Response Root  Get' }) } },
    },
  },
  '/health-check': {
    get: {
      summary: 'Healthcheck',
      operationId: 'healthcheck_health_check_get',
      responses: {
        200: { description: 'Successful Response', content: json({ title: 'Response Healthcheck Health Check Get' }) },
      },
    },
  },
  '/predictions': {
    post: {
      summary: 'Predict',
      operationId: 'predict_predictions_post',
      requestBody: { content: json(refTo('PredictionRequest')) },
      responses: answers(refTo('PredictionResponse')),
    },
  },
  '/predictions/{prediction_id}': {
    put: {
      summary: 'Predict Idempotent',
      operationId: 'predict_idempotent_predictions__prediction_id__put',
      parameters: [{ in: 'path', name: 'prediction_id', required: true, schema: { type: 'string', title: 'Prediction ID' } }],
      requestBody: { required: true, content: json({ allOf: [refTo('PredictionRequest')], title: 'Prediction Request' }) },
      responses: answers(refTo('PredictionResponse')),
    },
  },
  '/predictions/{prediction_id}/cancel': {
    post: {
      summary: 'Cancel',
      operationId: 'cancel_predictions__prediction_id__cancel_post',
      parameters: [{ in: 'path', name: 'prediction_id', required: true, schema: { type: 'string', title: 'Prediction ID' } }],
      responses: answers({ title: 'Response Cancel Predictions  Prediction Id  Cancel Post' }),
    },
  },
  '/shutdown': {
    post: {
      summary: 'Start Shutdown',
      operationId: 'start_shutdown_shutdown_post',
      responses: {
        200: { description: 'Successful Response', content: json({ title: 'Response Start Shutdown Shutdown Post' }) },
      },
    },
  },
}

const moment = (title: string): unknown => ({ type: 'string', title, format: 'date-time' })

const fixed = {
  Status: {
    type: 'string',
    title: 'Status',
    enum: ['starting', 'processing', 'succeeded', 'canceled', 'failed'],
    description: 'An enumeration.',
  },
  WebhookEvent: {
    type: 'string',
    title: 'WebhookEvent',
    enum: ['start', 'output', 'logs', 'completed'],
    description: 'An enumeration.',
  },
  PredictionRequest: {
    type: 'object',
    title: 'PredictionRequest',
    properties: {
      id: { type: 'string', title: 'Id' },
      input: refTo('Input'),
      webhook: { type: 'string', title: 'Webhook', format: 'uri', minLength: 1, maxLength: 65_536 },
      created_at: moment('Created At'),
      output_file_prefix: { type: 'string', title: 'Output File Prefix' },
      webhook_events_filter: { type: 'array', items: refTo('WebhookEvent'), default: ['start', 'output', 'logs', 'completed'] },
    },
  },
  PredictionResponse: {
    type: 'object',
    title: 'PredictionResponse',
    properties: {
      id: { type: 'string', title: 'Id' },
      logs: { type: 'string', title: 'Logs', default: '' },
      error: { type: 'string', title: 'Error' },
      input: refTo('Input'),
      output: refTo('Output'),
      status: refTo('Status'),
      metrics: { type: 'object', title: 'Metrics' },
      version: { type: 'string', title: 'Version' },
      created_at: moment('Created At'),
      started_at: moment('Started At'),
      completed_at: moment('Completed At'),
    },
  },
  ValidationError: {
    type: 'object',
    title: 'ValidationError',
    required: ['loc', 'msg', 'type'],
    properties: {
      loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] }, title: 'Location' },
      msg: { type: 'string', title: 'Message' },
      type: { type: 'string', title: 'Error Type' },
    },
  },
  HTTPValidationError: {
    type: 'object',
    title: 'HTTPValidationError',
    properties: { detail: { type: 'array', items: refTo('ValidationError'), title: 'Detail' } },
  },
}

const trainingPaths = {
  '/trainings': {
    post: {
      summary: 'Train',
      operationId: 'train_trainings_post',
      requestBody: { content: json(refTo('TrainingRequest')) },
      responses: answers(refTo('TrainingResponse')),
    },
  },
}

const enumsOf = (inputs: Readonly<Record<string, CogInput>>): readonly (readonly [string, object])[] =>
  Object.entries(inputs).flatMap(([name, { choices, type }]) =>
    choices === undefined ? [] : [[name, { enum: choices, type, title: name, description: 'An enumeration.' }] as const],
  )

function inputSchema(title: string, inputs: Readonly<Record<string, CogInput>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(inputs)
  const required = entries.filter(([, input]) => input.required).map(([name]) => name)
  return {
    type: 'object',
    title,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(entries.map(([name, input], order) => [name, property(name, input, order)])),
  }
}

/** What a container that can be trained publishes beside the rest. */
const trainable = (
  training: Readonly<Record<string, CogInput>>,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  TrainingInput: inputSchema('TrainingInput', training),
  TrainingOutput: {
    type: 'object',
    title: 'TrainingOutput',
    required: ['weights'],
    properties: { weights: { type: 'string', title: 'Weights', format: 'uri' } },
  },
  TrainingRequest: { ...fixed.PredictionRequest, title: 'TrainingRequest', properties: { input: refTo('TrainingInput') } },
  TrainingResponse: { ...fixed.PredictionResponse, title: 'TrainingResponse' },
})

/** The OpenAPI document a container with these inputs and this output publishes, and with these of a training. */
export function cogDocument(
  inputs: Readonly<Record<string, CogInput>>,
  output: Readonly<Record<string, unknown>>,
  training?: Readonly<Record<string, CogInput>>,
): CogDocument {
  return {
    openapi: '3.0.2',
    info: { title: 'Cog', version: '0.1.0' },
    paths: training === undefined ? paths : { ...paths, ...trainingPaths },
    components: {
      schemas: {
        Input: inputSchema('Input', inputs),
        Output: output,
        ...fixed,
        ...Object.fromEntries([...enumsOf(inputs), ...enumsOf(training ?? {})]),
        ...(training === undefined ? {} : trainable(training)),
      },
    },
  }
}
