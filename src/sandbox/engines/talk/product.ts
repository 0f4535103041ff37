import type { Rule } from './question.ts'

const topics: readonly (readonly [RegExp, string])[] = [
  [
    /(?:what (?:is|does)|how (?:do|does|can|to)|explain|tell me about|help(?: me)? with|use|options?|parameters?).*\/imagine|^\/?imagine options/,
    '`/imagine` paints a picture from words. Its options:\n\n' +
      '- `prompt` is what to paint, and all that is needed\n- `count` makes 1 to 8 pictures\n- `aspect` is the shape, `1:1` `16:9` `9:16` `4:3` `3:4` `3:2` or `2:3`\n' +
      '- `seed` is a number; the same number gives the same picture\n- `negative` is what should not appear\n- `image` is a picture to start from\n- `model` is another model than the channel’s\n' +
      '- `more` is any other input of the model, as `key=value`\n\nFor example: `/imagine prompt: a red fox in the snow count: 4 aspect: 16:9`',
  ],
  [
    /(?:what|how|explain|about|when).*\/chat\b/,
    '`/chat` opens a thread and answers in it, so a longer talk does not fill the channel. The thread has a memory of its own.',
  ],
  [
    /(?:what|how|explain|about|when).*\/forget\b|how (?:do|can) i (?:make you forget|delete (?:this|our|the) conversation|clear (?:your|the) memory)|^forget (?:this|that|it|me|everything|all|what|our)/,
    '`/forget` makes me forget: `/forget here` this conversation, `/forget me` all that is stored of you, prompts and pictures too.',
  ],
  [
    /(?:what|how|explain|about|which|when|who).*\/config\b|(?:change|choose|switch|set|pick|use) (?:the|a|another|my|your|to a|to another|which)? ?(?:different |other |image |chat |language )?models?\b/,
    'Admins choose the models of a channel: `/config model kind: chat model: <owner/name>` for conversations, `kind: image` for pictures. `/config show` lists every setting with its value and where it comes from, and `/config undo` takes the last change back.',
  ],
  [/\/help\b/, '`/help` shows what is possible here, with this channel’s models.'],
  [
    /\/(?:edit|upscale|cutout|describe|video|speak|run|batch|jobs|models|train|usage|deployments)\b/,
    'Type `/help` for what each command does in this channel. “A table of 10 commands” gets you the short list from me.',
  ],
  [
    /\b(?:what|how|explain|where).*\bcancel\b/,
    '**Cancel** stands under a picture while it is made. It stops the work at Replicate too; its owner or an admin may press it.',
  ],
  [
    /\b(?:what|how|explain).*(?:\bagain\b.*\bbutton|\bbutton.*\bagain\b)|\bpress again\b/,
    '**Again** makes the picture once more with a new seed, with all other settings as they were.',
  ],
  [
    /\b(?:what|how|explain).*\bregenerate\b/,
    '**Regenerate** asks me the same question once more, for another wording. **Continue** goes on where an answer ended.',
  ],
  [
    /\b(?:what|how|explain).*(?:\bstop\b.*\bbutton|\bbutton.*\bstop\b)|how (?:do|can) i (?:stop|interrupt) (?:you|this|an answer|the answer)/,
    '**Stop** ends an answer while it is being written and keeps what is already there.',
  ],
  [
    /\b(?:which|what)(?: are the)? (?:buttons|commands)\b|\b(?:buttons|commands) (?:are|do|can)\b|\blist (?:of )?(?:all )?(?:the |your )?commands\b/,
    'The commands you will use most are `/imagine` for pictures, `/chat` for a thread of its own, `/forget` to clear my memory, and `/help` for all of them. ' +
      'Under a picture stand **Again**, **Vary**, **Upscale**, **Edit**, **Animate**, **Cut out** and **Delete**; while it is made, **Cancel**. Under an answer stand **Stop** while it is written, then **Regenerate** and **Continue**.',
  ],
  [
    /\bhow (?:do|can|would|to)(?: i| you| we| one)? (?:make|create|get|generate|paint|draw|produce) (?:a |an |some )?(?:\w+ )?(?:pictures?|images?|photos?|drawings?|paintings?)\b/,
    'Type `/imagine` and what you want to see, for example `/imagine a red fox in the snow`. You will see the progress, then the picture with buttons to vary, enlarge or edit it.',
  ],
  [
    /\bhow (?:much|expensive)\b.*\b(?:cost|costs|pay|price)|\bwhat (?:does|do) (?:it|this|a picture|you) cost|\b(?:is it|are you) free\b/,
    'On this machine, in the sandbox, nothing costs anything. With a real Replicate account `/usage` shows what was spent and what the limits are; the amounts are estimates.',
  ],
  [
    /\b(?:what(?:'s| is)|explain|tell me about) (?:replichat|this (?:bot|place|product|service|app))\b|\bwhat is this$|\bwhere am i$/,
    'Replichat brings Replicate’s models to chat: pictures by `/imagine`, conversations like this one, and every other model by `/run`. What you see here runs in a sandbox on this machine, so it works without an account.',
  ],
  [
    /\b(?:replicate )?(?:api )?token\b|\b(?:real|actual|proper) (?:model|llama|replicate)\b|\bhow (?:do|can) i (?:get|use) (?:the )?real\b/,
    'Set `REPLICATE_API_TOKEN` in the environment or in `.env` and start again: then the real model answers here, and pictures come from the real models too. Accounts and tokens are at replicate.com.',
  ],
  [
    /\bsandbox\b/,
    'The sandbox is a small Replicate on your own machine. Its models are little engines that show how everything works, such as me, and nothing leaves the machine.',
  ],
]

/** Explains Replichat itself. */
export const product: Rule = question => commandAsWords(question) ?? topics.find(([pattern]) => pattern.test(question.plain))?.[1]

const commandAsWords: Rule = question => {
  const [, command = ''] = /^\/([a-z]+)(?: [^?]*)?$/.exec(question.plain) ?? []
  return command === '' || question.text.includes('?')
    ? undefined
    : `That reached me as a message. To run \`/${command}\` as a command, choose it from the list that opens when you type the slash, or mention me and write \`${question.text.trim().slice(1)}\`.`
}

const painting =
  /^(?:please |can you |could you |would you |i want you to |i'd like you to )*(?:paint|draw|sketch|imagine|(?:generate|create|make|show|give|design)(?: me)? (?:an?|some|the|another)? ?(?:\w+ )?(?:picture|image|photo|painting|drawing|illustration|logo|portrait|wallpaper)s?)(?: me)?(?: of| with| showing| for)?\b[ :]*([\s\S]*)$/i

/** Pictures are another command's work. */
export const pointToImagine: Rule = question => {
  const found = painting.exec(question.text.trim().replace(/[?.!]+$/, ''))
  if (found === null || /\b(?:table|list|conclusion|code)\b/i.test(found[1] ?? '')) return undefined
  const wish = (found[1] ?? '')
    .replace(/\s+/g, ' ')
    .replace(/^(?:(?:please|me|an?|another) )*(?:picture|image|photo|painting|drawing)s? (?:of|with|showing) /i, '')
    .replace(/^(?:please|me) /i, '')
    .trim()
  if (wish === '')
    return 'I only write. For a picture type `/imagine` and what you want to see, such as `/imagine a red fox in the snow`.'
  return `I only write, but pictures are near: type \`/imagine ${wish}\` and it will be painted here.`
}
