import type { Engine, EngineRun } from '../../engine.ts'
import { develop } from '../look/darkroom.ts'
import type { Ask } from '../look/order.ts'
import { answer, newestQuestion, speak } from './talk.ts'

/** More pictures are not looked at. */
const mostPictures = 4

/** Words that ask for a look. What is asked of something else is answered as without pictures. */
const asksToLook =
  /\b(?:pictures?|images?|photos?|photograph|drawing|painting|screenshot|describe|caption|colou?rs?|background|do you see|can you see|what(?:'s|’s| is) (?:this|that|it|shown|there)|who is (?:this|that)|where is (?:this|that|it)|which (?:animal|place|thing))\b/i

/** A line in which whoever wrote the transcript says that a file was sent along. */
const sentAlong = /^ ?\[Sent along[^\]\n]*\]$/gm

const firstUpper = (sentence: string): string => sentence.replace(/^\p{Ll}/u, letter => letter.toUpperCase())
const closed = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`)

async function look(run: EngineRun, urls: readonly string[], question: string): Promise<string> {
  const ask: Ask = question === '' ? { type: 'caption' } : { type: 'question', question }
  const told: string[] = []
  for (const url of urls) {
    const { text = '' } = await develop({ op: 'tell', image: await run.open(url), ask }, run.signal)
    told.push(closed(firstUpper(text)))
  }
  return told.length === 1 ? (told[0] ?? '') : told.map((one, at) => `${at + 1}. ${one}`).join('\n')
}

/** The talker of the models that are shown pictures: measures them where the newest question asks about them, and talks as `talk` where it does not. */
export const sighted: Engine = run =>
  speak(run, async () => {
    const { input } = run
    const given = Array.isArray(input['image_input']) ? input['image_input'] : []
    const urls = given.filter(url => typeof url === 'string').slice(-mostPictures)
    const question = newestQuestion(input).replace(sentAlong, '').trim()
    if (urls.length === 0 || (question !== '' && !asksToLook.test(question))) return answer(input)
    return answer(input, await look(run, urls, question))
  })
