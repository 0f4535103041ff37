import { directWorkspace } from '#core/address.ts'
import { catalogue } from '#core/catalogue.ts'
import type { Post } from '#core/post.ts'
import type { Asker } from '#core/report.ts'
import type { Deps } from './deps.ts'
import { isAdmin, platformOf, settingsAt } from './policy.ts'

/** `/help`: what is possible here, with this channel's models. */
export async function help(deps: Deps, asked: Asker): Promise<Post> {
  const [settings, admin] = await Promise.all([settingsAt(deps, asked.address), isAdmin(deps, asked.actor, asked.address)])
  const { 'model.image': painter, 'model.chat': talker } = settings.values
  const rows = catalogue
    .filter(command => admin || !command.adminOnly)
    .map(command => [
      [`/${command.name}`, ...command.options.map(option => (option.required ? `<${option.name}>` : `[--${option.name}]`))].join(
        ' ',
      ),
      command.about,
    ])
  const models = [
    painter === undefined ? 'No model paints here yet.' : `\`${painter}\` paints here.`,
    talker === undefined ? 'No model talks here yet.' : `\`${talker}\` talks here and remembers this conversation.`,
  ]
  return {
    audience: 'actor',
    blocks: [
      {
        type: 'text',
        markdown: `${models.join(' ')} ${howToTalk(deps, asked)}, or try \`/imagine a red fox in the snow --count 4\`.`,
      },
      { type: 'table', columns: ['Command', 'What it does'], rows },
      {
        type: 'note',
        text: deps.charged
          ? 'Costs shown are estimates.'
          : 'This is the sandbox: small local engines play the models, and nothing is charged.',
      },
    ],
  }
}

/** Where others talk with each other, too, only who calls us means us. */
const howToTalk = (deps: Deps, { address }: Asker): string =>
  address.workspace === directWorkspace || platformOf(deps, address).isOwn === true
    ? 'Write a message to talk'
    : 'Mention me in a message to talk'
