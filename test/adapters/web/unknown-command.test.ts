import { expect, test } from 'vitest'
import { catalogue } from '#core/catalogue.ts'
import { findCommand } from '#core/command.ts'
import { unknownCommand } from '../../../adapters/web/unknown-command.ts'

const said = (text: string): string => {
  const found = findCommand(catalogue, text)
  return 'near' in found ? unknownCommand(catalogue, text, found.near) : ''
}

test('a second word that no command has is named, with all that its family has', () => {
  const sentence = said('/config undo now')
  expect(sentence).toContain('There is no command `/config undo`. There are `/config ')
  for (const { name } of catalogue.filter(command => command.name.startsWith('config ')))
    expect(sentence).toContain(`\`/${name}\``)
  expect(sentence).not.toContain('Did you mean')
  expect(said('/config')).toContain('There is no command `/config`. There are `/config ')
})

test('a mistyped command is met with the one it is near to, and any other with the way to all', () => {
  expect(said('/imagin a fox')).toContain('There is no command `/imagin`. Did you mean `/imagine`?')
  expect(said('/qqqqqqqqqq')).toContain('`/help` lists all there are.')
  expect(said('/a`b')).not.toContain('`/a`b`')
})
