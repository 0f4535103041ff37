import type { Engine, EngineEvent, EngineRun } from '../../engine.ts'
import { develop } from './darkroom.ts'
import type { Ask } from './order.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** Looks at the picture and gives what `ask` wants to know, after `before`. */
async function* told(run: EngineRun, ask: Ask, before: string): AsyncGenerator<EngineEvent> {
  const image = await run.open(text(run.input['image']))
  await run.sleep(600)
  const done = await develop({ op: 'tell', image, ask }, run.signal)
  yield { type: 'value', value: `${before}${done.text ?? ''}` }
}

/** The engine that plays `andreasjansson/blip-2`: a caption, or an answer to a question. */
export const blip2: Engine = async function* (run) {
  const question = text(run.input['question'])
  const isCaption = run.input['caption'] === true || question === ''
  yield* told(run, isCaption ? { type: 'caption' } : { type: 'question', question }, '')
}

/** The engine that plays `salesforce/blip`: a caption, an answer, or how well a text fits. */
export const blip: Engine = async function* (run) {
  const { task } = run.input
  if (task === 'visual_question_answering') {
    const question = text(run.input['question'])
    if (question === '') throw new Error('Please type a question for visual question answering.')
    yield* told(run, { type: 'question', question }, 'Answer: ')
  } else if (task === 'image_text_matching') {
    const caption = text(run.input['caption'])
    if (caption === '') throw new Error('Please type a caption for image text matching.')
    yield* told(run, { type: 'match', caption }, '')
  } else yield* told(run, { type: 'caption' }, 'Caption: ')
}
