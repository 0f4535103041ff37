import { type Phrases, languageOf, languageUsed, languages } from './languages.ts'
import { nameOf } from './memory.ts'
import type { Question, Rule } from './question.ts'

const jokes: readonly string[] = [
  'Why did the picture go to prison? It was framed.',
  'A neural network walks into a bar. “What will it be?” asks the barkeeper. “What did everybody else have?”',
  'There are two hard things in computing: naming things, cache invalidation, and being off by one.',
  'I told my computer that I needed a break. It has been showing me adverts for holidays ever since.',
  'Why do programmers confuse Halloween and Christmas? Because oct 31 is dec 25.',
  'A fox asked me to paint it in the snow. I said I only write. It left no tracks.',
  'What is a ghost’s favourite data type? Boo-lean.',
  'I would tell you a joke about UDP, but you might not get it.',
]

const abilities =
  'I can show how a conversation works here:\n\n' +
  '- **Memory** — tell me your favourite colour, and ask me later; or “summarise our conversation”\n' +
  '- **Arithmetic** — “what is 17 * 23 + 4”, “15% of 80”\n' +
  '- **Lists and tables** — “list ten animals”, “a table of 5 planets”\n' +
  '- **Code** — “FizzBuzz in Rust”, “a small web server in Python”\n' +
  '- **Texts of a length** — “write 300 words about the sea”, “a poem about rain”\n' +
  '- **Names and ideas** — “five names for a boat”, “ideas for dinner”\n' +
  '- **Replichat itself** — “how do I make a picture?”, “what does /forget do?”\n\n' +
  'What I cannot do is know things: I am a small rule-based stand-in for a language model, running on this machine.'

/** Said when somebody asks what is really talking here. */
export const whoIAm = (name: string): string =>
  `${name === 'Assistant' ? 'I am' : `I am ${name}, and to be plain:`} a small rule-based stand-in for a large language model (Llama 3 70B by name), running on this machine without any knowledge of the world. With a Replicate token the real model answers in my place.`

const names = (name: string | undefined): string => (name === undefined ? '' : `, ${name}`)

const greeting: Rule = question => {
  const { plain, pick } = question
  const foreign = languageUsed(plain)
  const asked = /\b(?:greet|say (?:hello|hi)|welcome)\b/.test(plain) ? languageOf(plain) : undefined
  const language = asked ?? (foreign?.greeted.test(plain) === true ? foreign : undefined)
  if (language !== undefined && (asked !== undefined || isGreeting(plain))) return greetIn(language, question)
  if (/^(?:please |can you )?(?:greet|welcome) (?:me|us|everyone|everybody)/.test(plain))
    return `Hello${names(nameOf(question))}. Good to have you here.`
  if (
    !/^(?:hi+|hello+|hey+|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|greetings|hello world|test|ping|anyone (?:here|there)|are you there|is anyone (?:here|there))(?:[ ,!]+(?:there|all|everyone|everybody|bot|again|friend|assistant|replichat|@?[\p{L}\d_]+)){0,2}[ !.,:)]*$/u.test(
      plain,
    )
  )
    return undefined
  const word = /^good (\w+)/.exec(plain)?.[0]
  const hello = word === undefined ? pick(['Hello', 'Hi']) : word.charAt(0).toUpperCase() + word.slice(1)
  const isFirst = question.talk.turns.length < 2
  const offer = isFirst
    ? pick(['Ask me what I can do, or just start.', 'Tell me something to remember, or ask what I can do.'])
    : pick(['We were just talking; go on.', 'Still here. What next?'])
  return `${hello}${names(nameOf(question))}. ${isFirst && question.name !== 'Assistant' ? `I am ${question.name}. ` : ''}${offer}`
}

/** A greeting or a courtesy and no more: "hallo, erzähl mir etwas" asks for something. */
const isGreeting = (plain: string): boolean =>
  /[\u3040-\u30ff]/.test(plain)
    ? plain.length < 16
    : plain.split(/[\s,.!?¿¡]+/).filter(word => word !== '').length <= 3 ||
      (plain.length < 60 &&
        /\b(?:geht|va|vas|tal|est[áa]s?|stai|tudo bem|gaat|mår|wer bist|qui es|chi sei|wie ben|was kannst)\b|quién eres|quem é|vem är/.test(
          plain,
        ))

function greetIn(language: Phrases, question: Question): string {
  const name = nameOf(question)
  const isJapanese = language.name === 'Japanese'
  const hello = isJapanese
    ? `${language.hello}${name === undefined ? '' : `、${name}さん`}。`
    : `${language.hello}${names(name)}.`
  if (/\b(?:geht|va|vas|tal|est[áa]s?|stai|tudo bem|gaat|mår)\b|元気/.test(question.plain)) return `${hello} ${language.well}`
  if (/\b(?:wer bist|qui es|quién eres|chi sei|quem é|wie ben|vem är)/.test(question.plain))
    return `${hello} ${language.iAm(question.name)}`
  if (/\bwas kannst/.test(question.plain)) return language.sorry
  return `${hello} ${language.help}`
}

const translate: Rule = question => {
  const [, phrase = ''] =
    /(?:how (?:do|would) (?:you|i|we) say|translate|what(?:'s| is)|say) ["“'‘]?([\p{L} ]+?)["”'’]? (?:in|to|into) \p{L}+$/u.exec(
      question.plain,
    ) ?? []
  const language = languageOf(question.plain)
  if (phrase === '') return undefined
  const word = phrase.replace(/^(?:the word|the words) /, '')
  if (language === undefined) {
    return /^(?:how|translate)/.test(question.plain)
      ? `I do not know that language. I know a few polite words of ${languages.map(({ name }) => name).join(', ')}.`
      : undefined
  }
  const found = language.words[word]
  return found === undefined
    ? `I know only a few polite words of ${language.name}: ${Object.values(language.words).join(', ')}.`
    : `${found}.`
}

const polite: Rule = question => {
  const { plain, pick } = question
  const foreign = languageUsed(plain)
  if (foreign?.thanked.test(plain) === true && plain.length < 40) return foreign.welcome
  const isLeaving = /\b(?:bye|goodbye|see you|good night|farewell)$/.test(plain)
  if (
    !isLeaving &&
    /^(?:thanks|thank you|thx|ty|cheers|many thanks|much appreciated|that(?:'s| is) (?:great|perfect|nice|helpful))\b.{0,30}$/.test(
      plain,
    )
  )
    return pick(['You are welcome.', 'Gladly.', 'Any time.'])
  if (
    /^(?:(?:thanks|thank you|ok|okay|well|so|alright|all right)[,.!]? )*(?:bye|goodbye|good night|see you|see ya|farewell|cya|ciao ciao|i (?:have to|must) go|until (?:later|tomorrow))\b.{0,30}$/.test(
      plain,
    )
  )
    return `${pick(['Goodbye', 'Until next time'])}${names(nameOf(question))}. If you come back, I can still read about the last forty messages; \`/forget\` clears them.`
  if (/\bhow are you\b|\bhow(?:'s| is) it going\b|\bhow do you do\b|\bwhat'?s up\b|\bhow have you been\b/.test(plain))
    return pick(['Quite well, thank you: rules do not get tired. How are you?', 'Very well, thank you. And you?'])
  if (/^(?:i(?:'m| am) )?(?:fine|good|great|well|very well|not bad|ok|okay)(?:,? (?:thanks|thank you|too|and you))*$/.test(plain))
    return pick(['Good to hear. What shall we do?', 'Glad to hear it. What would you like to see?'])
  if (
    /^(?:ok|okay|alright|all right|sure|stop|yes|yeah|yep|no|nope|no,? thank(?:s| you)|yes,? please|nice|cool|great|wow|good|right|i see|hm+|aha|lol|haha+)$/.test(
      plain,
    )
  )
    return pick(['All right. What next?', 'Good. Ask away.'])
  if (/^(?:sorry|i'm sorry|my bad|apologies)\b/.test(plain)) return 'No harm done.'
  if (
    /\b(?:good|nice|clever|smart) (?:bot|job|work|one)\b|\bwell done\b|\bi (?:love|like) you\b|\byou(?:'re| are) (?:great|nice|awesome|funny|clever)\b/.test(
      plain,
    )
  )
    return pick(['Thank you, that is kind.', 'You make a page of rules blush.'])
  if (/\b(?:you(?:'re| are) (?:stupid|dumb|bad|useless|wrong)|bad bot|i hate you|that(?:'s| is) wrong)\b/.test(plain))
    return 'I am sorry. I am only a few rules, and may have misread you; try it in other words, or ask what I can do.'
  if (/\bjokes?\b|\bmake me laugh\b|\bsomething funny\b/.test(plain)) return freshJoke(question)
  return undefined
}

/** A joke that was not told in this conversation. */
function freshJoke(question: Question): string {
  const told = question.talk.turns.map(turn => turn.text).join('\n')
  const fresh = jokes.filter(joke => !told.includes(joke))
  return fresh.length > 0 ? question.pick(fresh) : 'You have heard them all; I know only eight.'
}

const self: Rule = question => {
  const { plain } = question
  if (
    /\bwhat can you do\b|\bwhat do you (?:do|know)$|\bwhat are you (?:able|good)\b|^help(?: me)?$|\byour (?:abilities|features|skills)\b|\bwhat (?:can|should) i (?:ask|do|try|say)\b|^(?:show me )?what you can do|^examples?$|^(?:start|menu)$|^what else(?: can you do)?$/.test(
      plain,
    )
  )
    return abilities
  if (
    /\bwhat(?:'s| is) your name\b|\bwhat (?:should|can|may|do) (?:i|we) call you\b|\bwho are you\b|\bwhat are you\b|\bintroduce yourself\b|\bare you (?:a |an |the )?(?:real|human|robot|bot|ai|person|alive|llama|chatgpt|gpt|language model|llm)\b|\b(?:what|which) (?:language )?(?:model|ai|llm) (?:are you|is this|am i|do you)\b|\btell me about yourself\b|\bwho (?:made|built|created|wrote) you\b|\bdescribe yourself\b/.test(
      plain,
    )
  )
    return whoIAm(question.name)
  if (/\bwhat(?:'s| is) your favourite (\w+)/.test(plain))
    return `A page of rules has no favourite ${/favourite (\w+)/.exec(plain)?.[1]}. What is yours? Tell me, and ask me for it later.`
  if (
    /\b(?:do|will) you (?:still )?(?:remember|have (?:a )?memory)\b|\bhow (?:does|is) your memory\b|\bcan you remember\b|\bhow long (?:do|can|will) you remember\b/.test(
      plain,
    )
  )
    return 'Yes, as long as the conversation is given to me: before each answer I read about the last forty messages again. `/forget` clears them. Try it: tell me your favourite colour, and ask for it later.'
  if (/\bwhat(?:'s| is) the (?:time|date|day)\b|\bwhat (?:time|day|date|year|month) is it\b|\btoday'?s date\b/.test(plain))
    return 'I have no clock and no calendar: I see only this conversation. Your screen will know it.'
  if (/\bweather\b/.test(plain) && /\?$|^(?:what|how|will|is)/.test(question.text.trim().toLowerCase()))
    return 'I cannot look outside: I see only this conversation, and not even the real model knows today’s weather.'
  if (
    (/\b(?:what|which|how many) languages\b|\bdo you (?:speak|know|understand) (?:any )?(?:languages?|english|chinese|korean|russian|arabic|polish|turkish|hindi|greek)$/.test(
      plain,
    ) ||
      (/\bdo you (?:speak|know|understand) \p{L}+$/u.test(plain) && languageOf(plain) !== undefined)) &&
    !/programming/.test(plain)
  )
    return `English, and a few polite words of ${languages.map(({ name }) => name).join(', ')}. Greet me in one of them.`
  if (/\bhow old are you\b|\bwhere (?:are you from|do you live|are you)\b|\bwhen were you (?:made|born)\b/.test(plain))
    return 'I live on this machine, in Replichat’s sandbox, and am exactly as old as the copy of it that you started.'
  if (/^i(?:'m| am| feel) (?:so |very |a bit |really )?(?:sad|tired|lonely|unhappy|stressed|sick|ill|angry|bored)\b/.test(plain))
    return 'I am sorry to hear it. A page of rules cannot do much about that, but I can offer a joke or a poem, if you like.'
  if (/\bmeaning of life\b|\banswer to (?:life|everything)/.test(plain))
    return '42, as is well known. Beyond that I have no rule for it.'
  return undefined
}

/** Greetings, courtesies, jokes, and questions about the talker. */
export const smalltalk: readonly Rule[] = [greeting, translate, polite, self]
