/** Scripts and small words of languages in which the talker can say one honest sentence and no more. */
const others: readonly { readonly told: RegExp; readonly least: number; readonly sorry: string }[] = [
  {
    told: /\p{sc=Hangul}/gu,
    least: 1,
    sorry:
      '죄송하지만 한국어는 조금밖에 못합니다. 대신 답변이 실시간으로 나오는 모습, 대화 기억, 계산을 영어로 보여 드릴 수 있습니다.',
  },
  {
    told: /\p{sc=Han}/gu,
    least: 1,
    sorry: '抱歉，我只会说一点中文。我可以用英语为您演示逐字输出、对话记忆和计算。',
  },
  {
    told: /[іїєґ]/giu,
    least: 1,
    sorry:
      'На жаль, українською я майже не розмовляю. Англійською можу показати, як відповідь з’являється слово за словом, пам’ять розмови та обчислення.',
  },
  {
    told: /\p{sc=Cyrillic}/gu,
    least: 2,
    sorry:
      'К сожалению, по-русски я почти не говорю. По-английски могу показать, как ответ появляется слово за словом, память разговора и вычисления.',
  },
  {
    told: /\p{sc=Arabic}/gu,
    least: 2,
    sorry: 'عذرًا، لا أتكلم العربية إلا قليلًا. يمكنني أن أعرض بالإنجليزية ظهور الإجابة كلمةً بكلمة وذاكرة المحادثة والحساب.',
  },
  {
    told: /\p{sc=Greek}/gu,
    least: 3,
    sorry:
      'Συγγνώμη, μιλώ ελάχιστα ελληνικά. Στα αγγλικά μπορώ να δείξω πώς η απάντηση γράφεται λέξη προς λέξη, τη μνήμη της συζήτησης και υπολογισμούς.',
  },
  {
    told: /\p{sc=Hebrew}/gu,
    least: 2,
    sorry: 'סליחה, אני כמעט לא מדבר עברית. באנגלית אפשר לראות איך התשובה מופיעה מילה אחר מילה, זיכרון של השיחה וחישובים.',
  },
  {
    told: /\p{sc=Devanagari}/gu,
    least: 2,
    sorry: 'क्षमा करें, मैं हिन्दी बहुत कम बोलता हूँ। अंग्रेज़ी में मैं शब्द-दर-शब्द आता उत्तर, बातचीत की याद और हिसाब दिखा सकता हूँ।',
  },
  {
    told: /[ąęłśźż]|\b(?:jest|czy|jak|dlaczego|proszę|cześć|dzień|mnie|opowiedz|gdzie)\b/giu,
    least: 2,
    sorry:
      'Przepraszam, po polsku mówię bardzo mało. Po angielsku mogę pokazać odpowiedź pisaną słowo po słowie, pamięć rozmowy i obliczenia.',
  },
  {
    told: /[ğış]|\b(?:merhaba|nasıl|nedir|bana|bir|için|neden|teşekkür\w*)\b/gu,
    least: 2,
    sorry:
      'Üzgünüm, çok az Türkçe biliyorum. İngilizce olarak kelime kelime gelen yanıtı, konuşma belleğini ve hesaplamayı gösterebilirim.',
  },
]

/** What is said to a message in a language that is none of those it can greet in; `undefined` for every other message. */
export function sorryInScript(plain: string): string | undefined {
  const letters = plain.match(/\p{L}/gu)?.length ?? 0
  const latin = plain.match(/\p{sc=Latin}/gu)?.length ?? 0
  // A foreign word inside an English sentence is no foreign message.
  const isForeign = letters > 0 && latin < letters / 2
  return others.find(({ told, least }, at) => (at < 8 ? isForeign : true) && (plain.match(told)?.length ?? 0) >= least)?.sorry
}
