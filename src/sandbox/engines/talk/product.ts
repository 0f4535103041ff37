import { type Rule, amount, amountPattern } from './question.ts'

const commands =
  'These are the commands:\n\n' +
  '- `/imagine <prompt>` paints pictures\n- `/run <model>` runs any model with inputs of your own\n- `/chat <message>` opens a thread and talks in it\n' +
  '- `/forget` forgets this conversation, `/forget me` all that is stored of you\n- `/help` shows all of this with the models of this channel\n' +
  '- For admins: `/config show`, `/config model`, `/config set` and `/config reset`'
const buttons =
  'While a picture is painted there is **Cancel**, and under a finished one **Again**. While I write there is **Stop**, and under an answer **Regenerate**.'

/** The options of `/imagine`, each explained in a sentence. */
const options: Readonly<Record<string, string>> = {
  count: '`--count` is how many pictures you get, from 1 to 8: `/imagine a red fox --count 4`.',
  aspect:
    '`--aspect` is the shape, width to height: `1:1`, `16:9`, `9:16`, `4:3`, `3:4`, `3:2` or `2:3`. For example: `/imagine a lighthouse --aspect 16:9`.',
  seed: '`--seed` is a number that decides how a picture turns out. The same prompt with the same seed gives the same picture again: `/imagine a red fox --seed 7`. Without it, every picture is a new one.',
  negative: '`--negative` says what must not be in the picture: `/imagine a street at night --negative cars`.',
  image:
    '`--image` is a picture to start from, sent along or as a link. It needs a model that takes one, such as `--model stability-ai/sdxl`.',
  model:
    '`--model` paints with another model than the channel’s, just this once: `/imagine a red fox --model stability-ai/sdxl`.',
  more: '`--more` sets any other input the model has, as `key=value`: `/imagine a red fox --more "num_inference_steps=2"`.',
  input: '`--input` is what `/run` gives to a model, as `key=value` or as JSON: `/run replicate/hello-world --input text=Ada`.',
  file: '`--file` is a file for the model of `/run`, sent along or as a link.',
  scope:
    '`--scope` says where a setting holds: `channel` (the default), `workspace` or `thread`. It goes with the `/config` commands.',
}

const topics: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:can|do) you (?:see|look at|read|view|understand) (?:my |the |this |a |our )?(?:pictures?|images?|photos?|files?)\b/,
    'I only read words. A picture can be sent along with `/imagine`, for a model that takes one: `/imagine the same house in winter --model stability-ai/sdxl`.',
  ],
  [
    /\b(?:can|could|how do|how can|how to|may|is it possible to|where do|where can)\b.*\b(?:upload|attach|send|use|start from|give you|drop)\b.*\b(?:pictures?|images?|photos?|files?)\b|\bimage to image\b|\bimg2img\b/,
    'Yes: send the picture along with `/imagine`, for a model that takes one. For example, with your picture attached: `/imagine the same house in winter --model stability-ai/sdxl`. I only read words myself.',
  ],
  [
    /(?:what (?:is|does)|how (?:do|does|can|to)|explain|tell me about|help(?: me)? with|use|options?|parameters?|flags?).*\/imagine|^\/?imagine options|\b(?:options|flags|parameters) (?:are there|do you|can i)|\bimage options\b/,
    '`/imagine` paints a picture from words. Its options:\n\n' +
      '- `--count` makes 1 to 8 pictures\n- `--aspect` is the shape: `1:1` `16:9` `9:16` `4:3` `3:4` `3:2` `2:3`\n' +
      '- `--seed` is a number; the same one gives the same picture again\n- `--negative` is what must not appear\n- `--image` is a picture to start from\n- `--model` is another model than the channel’s\n' +
      '- `--more` is any other input of the model, as `"key=value"`\n\nFor example: `/imagine a red fox in the snow --count 4 --aspect 16:9`',
  ],
  [
    /(?:what|how|explain|about|when).*\/run\b|\b(?:how|can) (?:do |can )?i (?:run|use|try) (?:any|some|other) (?:other )?models?\b/,
    '`/run` runs any model with inputs of your own, as `key=value` or as JSON: `/run replicate/hello-world text=Ada`. What the model needs and was not given is asked for in a form.',
  ],
  [
    /(?:what|how|explain|about|when).*\/chat\b|\bhow (?:do|can) i (?:open|start|make) a (?:new )?thread\b/,
    '`/chat` and a message opens a thread and answers in it, so a longer talk does not fill the channel. The thread has a memory of its own.',
  ],
  [
    /(?:what|how|explain|about|when).*\/forget\b|how (?:do|can) i (?:make you forget|delete (?:this|our|the) conversation|clear (?:your|the) memory|delete my data)|\b(?:will|do|can) you forget\b|^forget (?:this|that|it|me|everything|all|what|our)/,
    '`/forget` makes me forget this conversation, and `/forget me` all that is stored of you, prompts and pictures too.',
  ],
  [
    /(?:what|how|explain|about|which|when|who).*\/config\b|(?:change|choose|switch|set|pick|use) (?:the|a|another|my|your|to a|to another|which)? ?(?:different |other |image |chat |language )?models?\b|\bhow (?:do|can) (?:i|we|admins?) (?:change|reset|undo|see) (?:the |a |my )?(?:settings?|changes?)\b/,
    'Admins choose the models: `/config model chat <reference>` for conversations and `/config model image <reference>` for pictures. `/config show` lists every setting with its value and where it comes from, `/config set <key> <value>` changes one and `/config reset <key>` takes it back. Each takes `--scope channel`, `workspace` or `thread`. For a single picture `--model` is enough.',
  ],
  [/(?:what|how|explain|about).*\/help\b|^\/help$/, '`/help` shows what is possible here, with this channel’s models.'],
  [
    /\b(?:what|how|explain|where|is there).*\bcancel\b/,
    '**Cancel** stands under a picture while it is made, and stops the work. Whoever asked for it may press it, and so may an admin.',
  ],
  [
    /\b(?:what|how|explain).*(?:\bagain\b.*\bbutton|\bbutton.*\bagain\b|\bdoes again\b)|\bpress again\b/,
    '**Again** makes the picture once more with a new seed, with all other options as they were.',
  ],
  [
    /\b(?:what|how|explain).*\bregenerate\b/,
    '**Regenerate** asks me the same question once more, for another wording. To have a cut answer go on, write “continue”.',
  ],
  [
    /\b(?:what|how|explain).*(?:\bstop\b.*\bbutton|\bbutton.*\bstop\b|\bdoes stop\b)|how (?:do|can) i (?:stop|interrupt) (?:you|this|an answer|the answer)/,
    '**Stop** ends an answer while it is being written and keeps what is already there. Write “continue”, and I go on from there.',
  ],
  [/\b(?:which|what)(?: are the| kinds? of)? buttons\b|\bbuttons (?:are|do|can)\b/, buttons],
  [
    /\b(?:which|what)(?: are the| are your| slash)? commands\b|\bcommands (?:are|do|can)\b|\b(?:list|show)(?: me)? (?:of )?(?:all )?(?:the |your )?commands\b|^commands$/,
    commands,
  ],
  [
    /\b(?:upscale|enlarge|vary|variations?|cut ?out|remove the background|animate|(?:make|create) (?:a )?(?:video|film)|edit (?:a|the|my|this) (?:picture|image|photo)|read (?:it |this )?aloud|text to speech|speak aloud)\b/,
    'There is no command or button for that here. What there is: **Again** for another version, and `/imagine` with a picture sent along for a model that takes one (`--model stability-ai/sdxl`).',
  ],
  [
    /\bhow (?:much|expensive)\b.*\b(?:cost|costs|pay|price)|\bwhat (?:does|do) (?:it|this|a picture|you) cost|\b(?:is it|is this|are you) free\b/,
    'In the sandbox nothing costs anything. With a real Replicate account its prices hold, and the costs shown are estimates.',
  ],
  [
    /\b(?:what(?:'s| is)|explain|tell me about) (?:replichat|this (?:bot|place|product|service|app))\b|\bwhat is this$|\bwhere am i$/,
    'Replichat brings Replicate’s models to chat: pictures by `/imagine`, and conversations like this one. Here it runs in a sandbox on its own machine, so it works without an account.',
  ],
  [
    /\b(?:replicate )?(?:api )?token\b|\b(?:real|actual|proper) (?:model|llama|replicate)\b|\bhow (?:do|can) i (?:get|use) (?:the )?real\b/,
    'Set `REPLICATE_API_TOKEN` in the environment or in `.env` and start again: then the real model answers here, and pictures come from the real models too. Accounts and tokens are at replicate.com.',
  ],
  [
    /\bsandbox\b/,
    'The sandbox is a small Replicate on the machine it was started on. Its models are little engines that show how everything works, such as me, and nothing leaves the machine.',
  ],
]

/** Shapes people ask for by name. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(?:landscape|wide(?:screen)?|horizontal|panorama)\b/, '16:9'],
  [/\b(?:portrait|tall|vertical|upright|phone)\b/, '9:16'],
  [/\b(?:square)\b/, '1:1'],
]

/** "How do I paint four pictures in landscape?" is answered with the command that does it. */
const howToPaint: Rule = question => {
  if (
    !/\bhow (?:do|can|would|could|should|to)(?: i| you| we| one)? (?:make|create|get|generate|paint|draw|produce|have)\b.*\b(?:pictures?|images?|photos?|drawings?|paintings?|landscape|portrait|square|one|something|anything)\b/.test(
      question.plain,
    )
  )
    return undefined
  const [, many] =
    new RegExp(String.raw`\b(${amountPattern}) (?:\w+ ){0,2}?(?:pictures|images|photos|drawings|paintings)\b`).exec(
      question.plain,
    ) ?? []
  const count = many === undefined ? (/\b(?:several|many|more than one|multiple)\b/.test(question.plain) ? 4 : 1) : amount(many)
  const aspect =
    /\b(?:1:1|16:9|9:16|4:3|3:4|3:2|2:3)\b/.exec(question.plain)?.[0] ?? shapes.find(([told]) => told.test(question.plain))?.[1]
  const flags = `${count > 1 ? ` --count ${Math.min(count, 8)}` : ''}${aspect === undefined ? '' : ` --aspect ${aspect}`}`
  const most = count > 8 ? ' Eight is the most in one go.' : ''
  const close =
    flags === ''
      ? 'You will see the progress, then the picture, with **Again** under it for another.'
      : 'Put your own words in the place of the fox.'
  return `Type \`/imagine\` and what you want to see: \`/imagine a red fox in the snow${flags}\`.${most} ${close}`
}

const optionAsked: Rule = question => {
  const [, dashed = '', plain = ''] =
    /--([a-z]+)\b|\b(?:what(?:'s| is| are| does)|explain|how (?:do|does|can|to)(?: i)?(?: use| set)?)(?: an?| the| my)? ?(seed|aspect|aspect ratio|count|negative prompt|negative)s?(?: (?:do|does|mean|work|for|number|value|ratio|option))*$/.exec(
      question.plain,
    ) ?? []
  if (dashed !== '' && /\/imagine [^-]/.test(question.plain) && !/^(?:what|how|explain|why|does|can|is)\b/.test(question.plain))
    return undefined
  const asked = dashed || (plain.split(' ')[0] ?? '')
  if (asked === '') return undefined
  const known = options[asked]
  if (known !== undefined) return known
  return /^[a-z]{2,20}$/.test(asked) && /^(?:what|how|explain|is there|does)\b/.test(question.plain)
    ? `There is no \`--${asked}\`. The options of \`/imagine\` are ${Object.keys(options)
        .filter(name => !['scope', 'input', 'file'].includes(name))
        .map(name => `\`--${name}\``)
        .join(', ')}.`
    : undefined
}

const commandNames = new Set(['imagine', 'run', 'chat', 'forget', 'config', 'help'])

const unknownCommand: Rule = question => {
  const [, command = ''] = /(?:^|\s)\/([a-z]+)\b(?!\/)/.exec(question.plain) ?? []
  const asks = /^\/[a-z]+|^(?:what|how|explain|is there|where|does|why|can)\b/.test(question.plain)
  return command === '' || commandNames.has(command) || !asks
    ? undefined
    : `There is no such command. The commands are \`/imagine\`, \`/run\`, \`/chat\`, \`/forget\`, \`/config\` and \`/help\`.`
}

/** Explains Replichat itself: what exists, and nothing else. */
export const product: Rule = question =>
  commandAsWords(question) ??
  optionAsked(question) ??
  howToPaint(question) ??
  topics.find(([pattern]) => pattern.test(question.plain))?.[1] ??
  unknownCommand(question)

const commandAsWords: Rule = question => {
  const [, command = ''] = /^\/([a-z]+)(?: [^?]*)?$/.exec(question.plain) ?? []
  return !commandNames.has(command) || question.text.includes('?')
    ? undefined
    : `That reached me as a message. To run \`/${command}\` as a command, choose it from the list that opens when you type the slash, or mention me and write \`${question.text.trim().slice(1)}\`.`
}

const painting =
  /^(?:please |can you |could you |would you |i want you to |i'd like you to )*(?:paint|draw|sketch|imagine|(?:generate|create|make|show|give|design)(?: me)? (?:an?|some|the|another)? ?(?:\w+ )?(?:picture|image|photo|painting|drawing|illustration|logo|portrait|wallpaper)s?)(?: me)?(?: of| with| showing| for)?\b[ :]*([\s\S]*)$/i

/** Pictures are another command's work. */
export const pointToImagine: Rule = question => {
  const found = painting.exec(question.text.trim().replace(/[?.!]+$/, ''))
  if (found === null || /\b(?:table|list|conclusion|code)\b/i.test(found[1] ?? '') || /\bideas\b/.test(question.plain))
    return undefined
  const wish = (found[1] ?? '')
    .replace(/\s+/g, ' ')
    .replace(/^(?:(?:please|me|an?|another) )*(?:picture|image|photo|painting|drawing)s? (?:of|with|showing) /i, '')
    .replace(/^(?:please|me) /i, '')
    .trim()
  if (wish === '')
    return 'I only write. For a picture type `/imagine` and what you want to see, such as `/imagine a red fox in the snow`.'
  return `I only write, but pictures are near: type \`/imagine ${wish}\` and it will be painted here.`
}
