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
    often: 'ist und ich nicht was wie der die das ein eine du mir bitte kannst warum wer wo von mein'.split(' '),
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
      'Auf Deutsch kann ich nur ein paar Sätze: Ich bin ein kleiner Platzhalter aus Regeln. Auf Englisch kann ich rechnen, Listen und Code zeigen und mich erinnern.',
    words: words('Hallo', 'Auf Wiedersehen', 'Danke', 'bitte', 'ja', 'nein', 'Guten Morgen', 'Gute Nacht'),
  },
  {
    name: 'French',
    often: 'est et je le la les un une des que qui pas vous tu quelle quel pourquoi où mon ma'.split(' '),
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
      'En français je ne sais que quelques phrases : je suis un petit remplaçant fait de règles. En anglais je sais calculer, montrer des listes et du code, et me souvenir.',
    words: words('Bonjour', 'Au revoir', 'Merci', "s'il vous plaît", 'oui', 'non', 'Bonjour', 'Bonne nuit'),
  },
  {
    name: 'Spanish',
    often: 'es y yo el la los un una que no cuál qué por cómo dónde mi de está'.split(' '),
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
      'En español solo sé unas pocas frases: soy un pequeño sustituto hecho de reglas. En inglés sé calcular, mostrar listas y código, y recordar.',
    words: words('Hola', 'Adiós', 'Gracias', 'por favor', 'sí', 'no', 'Buenos días', 'Buenas noches'),
  },
  {
    name: 'Italian',
    often: 'è e io il la gli un una che non qual quale perché come dove mio di sono'.split(' '),
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
      'In italiano so solo poche frasi: sono un piccolo sostituto fatto di regole. In inglese so calcolare, mostrare elenchi e codice, e ricordare.',
    words: words('Ciao', 'Arrivederci', 'Grazie', 'per favore', 'sì', 'no', 'Buongiorno', 'Buonanotte'),
  },
  {
    name: 'Portuguese',
    often: 'é e eu o os um uma que não qual por como onde meu de está você'.split(' '),
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
      'Em português só sei algumas frases: sou um pequeno substituto feito de regras. Em inglês sei calcular, mostrar listas e código, e lembrar.',
    words: words('Olá', 'Adeus', 'Obrigado', 'por favor', 'sim', 'não', 'Bom dia', 'Boa noite'),
  },
  {
    name: 'Dutch',
    often: 'is en ik het de een niet wat hoe waar waarom van mijn jij kun je'.split(' '),
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
      'In het Nederlands ken ik maar een paar zinnen: ik ben een kleine plaatsvervanger van regels. In het Engels kan ik rekenen, lijsten en code tonen, en onthouden.',
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
    sorry:
      '日本語は少しの文しか話せません。私はルールでできた小さなプログラムです。英語なら、計算、リスト、コード、会話の記憶ができます。',
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
    often: 'är och jag det en ett inte vad hur var varför min du kan'.split(' '),
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
      'På svenska kan jag bara några meningar: jag är en liten ersättare av regler. På engelska kan jag räkna, visa listor och kod, och minnas.',
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
  const used = plain.match(/\p{L}+/gu) ?? []
  const hits = languages.map(language => ({ language, count: used.filter(word => language.often.includes(word)).length }))
  const best = hits.toSorted((a, b) => b.count - a.count)[0]
  return best !== undefined && best.count >= 2 && best.count * 2.5 >= used.length ? best.language : undefined
}
