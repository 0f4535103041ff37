import type { Command, MenuEntry, Option } from './command.ts'

/** The aspect ratios `/imagine` offers on every model: by its own names, or as width and height. */
export const aspects = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'] as const

/** The most pictures one `/imagine` makes. */
export const mostPictures = 8

const scope: Option = {
  name: 'scope',
  about: 'Where it holds: this channel (the default), the whole workspace, or this thread',
  type: 'choice',
  choices: ['channel', 'workspace', 'thread'],
}

const person: Option = {
  name: 'user',
  about: 'Somebody of this workspace, as a mention or an id',
  type: 'text',
  required: true,
  maxChars: 100,
}

/** Every command there is, on every platform. */
export const catalogue: readonly Command[] = [
  {
    name: 'imagine',
    about: 'Paint pictures from words',
    audience: 'channel',
    options: [
      { name: 'prompt', about: 'What to paint', type: 'text', required: true, maxChars: 4_000 },
      { name: 'model', about: 'Another model than this channel’s', type: 'text', maxChars: 200, complete: 'model' },
      { name: 'count', about: 'How many pictures', type: 'integer', min: 1, max: mostPictures },
      { name: 'aspect', about: 'Width to height', type: 'choice', choices: aspects },
      { name: 'seed', about: 'The same number gives the same picture again', type: 'integer', min: 0, max: 2_147_483_647 },
      { name: 'negative', about: 'What must not be in the picture', type: 'text', maxChars: 2_000 },
      { name: 'image', about: 'A picture to start from, sent along or as a link', type: 'file' },
      { name: 'more', about: 'Any other input of the model, as key=value', type: 'pairs', maxChars: 2_000 },
    ],
  },
  {
    name: 'run',
    about: 'Run any model with inputs of your own',
    audience: 'channel',
    options: [
      {
        name: 'model',
        about: 'A reference such as owner/name, deployment:owner/name or cog:name',
        type: 'text',
        required: true,
        maxChars: 200,
        complete: 'model',
      },
      { name: 'input', about: 'What it is given, as key=value or as JSON', type: 'pairs', maxChars: 6_000, isPlaced: true },
      { name: 'file', about: 'A file for it, sent along or as a link', type: 'file' },
    ],
  },
  {
    name: 'chat',
    about: 'Open a thread and talk in it',
    audience: 'channel',
    options: [{ name: 'message', about: 'What you want to say', type: 'text', required: true }],
  },
  {
    name: 'forget',
    about: 'Forget this conversation, or everything stored of you',
    audience: 'actor',
    options: [
      {
        name: 'what',
        about: 'here: this conversation (the default); me: all that is stored of you',
        type: 'choice',
        choices: ['here', 'me'],
      },
    ],
  },
  {
    name: 'usage',
    about: 'What you spent, and what your limits and budgets leave',
    audience: 'actor',
    options: [
      {
        name: 'by',
        about: 'For admins: what the workspace spent this month, added up by this',
        type: 'choice',
        choices: ['user', 'channel', 'model', 'day'],
      },
    ],
  },
  {
    name: 'config show',
    about: 'Show every setting and where its value comes from',
    audience: 'actor',
    adminOnly: true,
    options: [scope],
  },
  {
    name: 'config model',
    about: 'Choose the model that paints or talks here',
    audience: 'actor',
    adminOnly: true,
    options: [
      { name: 'kind', about: 'What the model does here', type: 'choice', choices: ['image', 'chat'], required: true },
      {
        name: 'model',
        about: 'A reference such as owner/name or deployment:owner/name',
        type: 'text',
        required: true,
        maxChars: 200,
        complete: 'model',
      },
      scope,
    ],
  },
  {
    name: 'config set',
    about: 'Change a setting',
    audience: 'actor',
    adminOnly: true,
    options: [
      { name: 'key', about: 'Which setting', type: 'text', required: true, maxChars: 64, complete: 'setting' },
      { name: 'value', about: 'What the setting is to be', type: 'text', required: true, keepsQuotes: true },
      scope,
    ],
  },
  {
    name: 'config reset',
    about: 'Take a setting back, so that the wider place decides again',
    audience: 'actor',
    adminOnly: true,
    options: [{ name: 'key', about: 'Which setting', type: 'text', required: true, maxChars: 64, complete: 'setting' }, scope],
  },
  {
    name: 'config admin add',
    about: 'Make somebody an admin of this workspace',
    audience: 'actor',
    adminOnly: true,
    options: [person],
  },
  {
    name: 'config admin remove',
    about: 'Make somebody who was named an admin a member again',
    audience: 'actor',
    adminOnly: true,
    options: [person],
  },
  { name: 'help', about: 'What is possible here', audience: 'actor', options: [] },
]

/** What a platform offers on a message, where it has a menu there. */
export const messageMenu: readonly MenuEntry[] = [
  { name: 'reply', label: 'Reply with AI', audience: 'channel' },
  { name: 'imagine', label: 'Imagine this', audience: 'channel' },
]
