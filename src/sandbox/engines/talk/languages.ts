/** What the talker can say in a language beside English: enough to be polite and honest. */
export type Phrases = {
  readonly name: string
  /** What a question calls the language. */
  readonly called: RegExp
  /** A message that begins so is written in it. */
  readonly greeted: RegExp
  readonly thanked: RegExp
  /** Small words; two of them in a message tell that it is written in this language. */
  readonly often: readonly string[]
  readonly hello: string
  readonly help: string
  readonly welcome: string
  readonly bye: string
  readonly well: string
  readonly iAm: (name: string) => string
  readonly sorry: string
  readonly words: Readonly<Record<string, string>>
}

const words = (
  hello: string,
  goodbye: string,
  thanks: string,
  please: string,
  yes: string,
  no: string,
  morning: string,
  night: string,
): Readonly<Record<string, string>> => ({
  hello,
  hi: hello,
  goodbye,
  bye: goodbye,
  'thank you': thanks,
  thanks,
  please,
  yes,
  no,
  'good morning': morning,
  'good night': night,
})

/** Eight languages a newcomer may greet in. */
export const languages: readonly Phrases[] = [
  {
    name: 'German',
    often:
      'ist und ich nicht was wie der die das ein eine du mir bitte kannst warum wer wo von mein etwas über den dem mich erzähl erzähle sag schreib kann hast gibt es auf im für zu heute wetter heißt sind mit'.split(
        ' ',
      ),
    called: /\b(?:german|deutsch)\b/,
    greeted: /^(?:hallo(?! allemaal)|guten (?:tag|morgen|abend)|moin|servus|grüß gott|grüezi|wie geht|wer bist|was kannst)/,
    thanked: /^(?:danke|vielen dank)/,
    hello: 'Hallo',
    help: 'Was kann ich für dich tun?',
    welcome: 'Gern geschehen.',
    bye: 'Auf Wiedersehen.',
    well: 'Danke, gut.',
    iAm: name => `Ich bin ${name}, ein kleiner Platzhalter aus Regeln für ein großes Sprachmodell.`,
    sorry:
      'Auf Deutsch kann ich leider nur ein paar Sätze. Auf Englisch zeige ich gern, wie eine Antwort Wort für Wort erscheint, wie ich mich erinnere und wie ich rechne.',
    words: words('Hallo', 'Auf Wiedersehen', 'Danke', 'bitte', 'ja', 'nein', 'Guten Morgen', 'Gute Nacht'),
  },
  {
    name: 'French',
    often:
      'est et je le la les un une des que qui pas vous tu quelle quel pourquoi où mon ma moi du de sur parle parlez raconte peux peut dis écris comment combien dans pour avec il elle ce suis'.split(
        ' ',
      ),
    called: /\b(?:french|français|francais)\b/,
    greeted: /^(?:bonjour|bonsoir|salut|coucou|ça va|comment (?:ça|vas|allez)|qui es)/,
    thanked: /^merci/,
    hello: 'Bonjour',
    help: 'Que puis-je faire pour vous ?',
    welcome: 'Je vous en prie.',
    bye: 'Au revoir.',
    well: 'Ça va bien, merci.',
    iAm: name => `Je suis ${name}, un petit remplaçant fait de règles pour un grand modèle de langage.`,
    sorry:
      'Désolé, je ne parle qu’un peu français. En anglais, je peux vous montrer une réponse qui s’écrit mot à mot, ma mémoire de la conversation et le calcul.',
    words: words('Bonjour', 'Au revoir', 'Merci', "s'il vous plaît", 'oui', 'non', 'Bonjour', 'Bonne nuit'),
  },
  {
    name: 'Spanish',
    often:
      'es y yo el la los un una que cuál qué por cómo dónde mi de está las del en me sobre algo háblame cuéntame dime puedes escribe con para cuando cuándo quién te hablas habla francés inglés'.split(
        ' ',
      ),
    called: /\b(?:spanish|español|espanol)\b/,
    greeted: /^[¡¿]?(?:hola|buenos d[ií]as|buenas (?:tardes|noches)|qu[eé] tal|c[oó]mo est|qui[eé]n eres)/,
    thanked: /^¡?(?:muchas )?gracias/,
    hello: 'Hola',
    help: '¿En qué puedo ayudarte?',
    welcome: 'De nada.',
    bye: 'Hasta luego.',
    well: 'Muy bien, gracias.',
    iAm: name => `Soy ${name}, un pequeño sustituto hecho de reglas de un gran modelo de lenguaje.`,
    sorry:
      'Lo siento, hablo muy poco español. En inglés puedo mostrarte cómo una respuesta aparece palabra por palabra, cómo recuerdo la conversación y cómo calculo.',
    words: words('Hola', 'Adiós', 'Gracias', 'por favor', 'sí', 'no', 'Buenos días', 'Buenas noches'),
  },
  {
    name: 'Italian',
    often:
      'è e io il la gli un una che non qual quale perché come dove mio di sono parlami dimmi puoi scrivi qualcosa su del della per con mi'.split(
        ' ',
      ),
    called: /\b(?:italian|italiano)\b/,
    greeted: /^(?:ciao|buongiorno|buon giorno|buonasera|come (?:stai|va|sta)|chi sei)/,
    thanked: /^grazie/,
    hello: 'Ciao',
    help: 'Come posso aiutarti?',
    welcome: 'Prego.',
    bye: 'Arrivederci.',
    well: 'Bene, grazie.',
    iAm: name => `Sono ${name}, un piccolo sostituto fatto di regole per un grande modello linguistico.`,
    sorry:
      'Mi dispiace, parlo solo un po’ di italiano. In inglese posso mostrarti una risposta che appare parola per parola, la memoria della conversazione e i calcoli.',
    words: words('Ciao', 'Arrivederci', 'Grazie', 'per favore', 'sì', 'no', 'Buongiorno', 'Buonanotte'),
  },
  {
    name: 'Portuguese',
    often:
      'é e eu o os um uma que não qual por como onde meu de está você me fale sobre algo diga pode escreva do da para com'.split(
        ' ',
      ),
    called: /\b(?:portuguese|português|portugues)\b/,
    greeted: /^(?:ol[áa]|oi\b|bom dia|boa (?:tarde|noite)|tudo bem|quem é)/,
    thanked: /^(?:muito )?obrigad[oa]/,
    hello: 'Olá',
    help: 'Em que posso ajudar?',
    welcome: 'De nada.',
    bye: 'Até logo.',
    well: 'Tudo bem, obrigado.',
    iAm: name => `Sou ${name}, um pequeno substituto feito de regras para um grande modelo de linguagem.`,
    sorry:
      'Desculpe, falo só um pouco de português. Em inglês posso mostrar uma resposta que aparece palavra por palavra, a memória da conversa e contas.',
    words: words('Olá', 'Adeus', 'Obrigado', 'por favor', 'sim', 'não', 'Bom dia', 'Boa noite'),
  },
  {
    name: 'Dutch',
    often: 'is en ik het de een niet wat hoe waar waarom van mijn jij kun je vertel iets over mij schrijf kan met voor'.split(
      ' ',
    ),
    called: /\b(?:dutch|nederlands)\b/,
    greeted: /^(?:hoi|hallo allemaal|goedemorgen|goedemiddag|goedenavond|goedendag|hoe gaat|wie ben)/,
    thanked: /^(?:dank je|dank u|bedankt)/,
    hello: 'Hallo',
    help: 'Wat kan ik voor je doen?',
    welcome: 'Graag gedaan.',
    bye: 'Tot ziens.',
    well: 'Goed, dank je.',
    iAm: name => `Ik ben ${name}, een kleine plaatsvervanger van regels voor een groot taalmodel.`,
    sorry:
      'Sorry, ik spreek maar een beetje Nederlands. In het Engels laat ik graag zien hoe een antwoord woord voor woord verschijnt, hoe ik onthoud en hoe ik reken.',
    words: words('Hallo', 'Tot ziens', 'Dank je', 'alsjeblieft', 'ja', 'nee', 'Goedemorgen', 'Welterusten'),
  },
  {
    name: 'Japanese',
    often: [],
    called: /\b(?:japanese)\b|日本語/,
    greeted: /^(?:こんにちは|こんばんは|おはよう|はじめまして|もしもし|konnichiwa|ohayo|元気)/,
    thanked: /^(?:ありがとう|どうも|arigat)/,
    hello: 'こんにちは',
    help: '何をお手伝いしましょうか。',
    welcome: 'どういたしまして。',
    bye: 'さようなら。',
    well: '元気です。ありがとうございます。',
    iAm: name => `私は${name}です。大きな言語モデルの代わりをする、ルールでできた小さなプログラムです。`,
    sorry: 'すみません、日本語は少ししか話せません。英語なら、少しずつ表示される返事、会話の記憶、計算をお見せできます。',
    words: words(
      'こんにちは',
      'さようなら',
      'ありがとう',
      'お願いします',
      'はい',
      'いいえ',
      'おはようございます',
      'おやすみなさい',
    ),
  },
  {
    name: 'Swedish',
    often: 'är och jag det en ett inte vad hur var varför min du kan berätta något om mig skriv för med på'.split(' '),
    called: /\b(?:swedish|svenska)\b/,
    greeted: /^(?:hej\b|god morgon|god kväll|god dag|hur mår|vem är du)/,
    thanked: /^tack/,
    hello: 'Hej',
    help: 'Vad kan jag göra för dig?',
    welcome: 'Varsågod.',
    bye: 'Hej då.',
    well: 'Bra, tack.',
    iAm: name => `Jag är ${name}, en liten ersättare av regler för en stor språkmodell.`,
    sorry:
      'Tyvärr talar jag bara lite svenska. På engelska visar jag gärna hur ett svar växer fram ord för ord, hur jag minns och hur jag räknar.',
    words: words('Hej', 'Hej då', 'Tack', 'snälla', 'ja', 'nej', 'God morgon', 'God natt'),
  },
]

/** The language a message asks for ("in German") or is written in. */
export const languageOf = (plain: string): Phrases | undefined => languages.find(({ called }) => called.test(plain))

/** The language a message greets, thanks or asks in. */
export const languageUsed = (plain: string): Phrases | undefined =>
  languages.find(({ greeted, thanked }) => greeted.test(plain) || thanked.test(plain))

/** The language most small words of a message belong to, where at least half of its words are such. */
export function languageGuessed(plain: string): Phrases | undefined {
  if (/[\u3040-\u30ff]/.test(plain)) return languages.find(({ name }) => name === 'Japanese')
  const used = [...new Set(plain.match(/\p{L}+/gu) ?? [])]
  const hits = languages.map(language => ({ language, count: used.filter(word => language.often.includes(word)).length }))
  // "Is the best one in there?" shares small words with half of Europe.
  const english = used.filter(word =>
    /^(?:the|of|and|to|you|your|what|how|it|that|this|with|for|can|do|does|are|my|i|about)$/.test(word),
  ).length
  const best = hits.toSorted((a, b) => b.count - a.count)[0]
  return best !== undefined && best.count >= 2 && best.count > english && best.count * 3 >= used.length
    ? best.language
    : undefined
}
