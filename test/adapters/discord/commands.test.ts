import type { APIApplicationCommand, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue, messageMenu } from '#core/catalogue.ts'
import { checkValues, type Command, type Option } from '#core/command.ts'
import { attachmentOf, commandOf, valuesOf } from '../../../adapters/discord/command-values.ts'
import { commandLimits, discordCommands, lengthOf, linkName, placesOf } from '../../../adapters/discord/commands.ts'
import { difference } from '../../../adapters/discord/register.ts'

type Json = {
  readonly type?: number
  readonly name: string
  readonly description?: string
  readonly required?: boolean
  readonly autocomplete?: boolean
  readonly choices?: readonly { readonly name: string; readonly value: string }[]
  readonly options?: readonly Json[]
  readonly max_length?: number
  readonly default_member_permissions?: string | null
  readonly contexts?: readonly number[]
}
const built = (commands: readonly Command[], everywhere = true): readonly Json[] =>
  discordCommands(commands, messageMenu, { everywhere }) as readonly Json[]
const named = (commands: readonly Json[], name: string): Json => {
  const found = commands.find(command => command.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}

const namePattern = /^[-_'\p{L}\p{N}]{1,32}$/u

/** Everything Discord would refuse of a command or an option. */
function wrongs(part: Json, depth = 0): readonly string[] {
  const options = part.options ?? []
  const isMenu = part.type === 3 && depth === 0
  const firstFree = options.findIndex(option => option.required !== true)
  const kinds = new Set(options.map(option => (option.type ?? 0) > 2))
  return [
    ...(isMenu || (namePattern.test(part.name) && part.name === part.name.toLowerCase()) ? [] : [`name ${part.name}`]),
    ...(isMenu || ((part.description ?? '').length >= 1 && (part.description ?? '').length <= 100)
      ? []
      : [`description of ${part.name}`]),
    ...(options.length <= 25 ? [] : [`options of ${part.name}`]),
    ...(new Set(options.map(option => option.name)).size === options.length ? [] : [`doubled options of ${part.name}`]),
    ...(firstFree >= 0 && options.slice(firstFree).some(option => option.required) ? [`order of ${part.name}`] : []),
    ...(kinds.size > 1 ? [`${part.name} mixes subcommands and options`] : []),
    ...((part.choices ?? []).length <= 25 ? [] : [`choices of ${part.name}`]),
    ...((part.choices ?? []).every(({ name, value }) => [name, value].every(text => text.length >= 1 && text.length <= 100))
      ? []
      : [`a choice of ${part.name}`]),
    ...(part.autocomplete === true && part.choices !== undefined ? [`${part.name} completes and chooses`] : []),
    ...(depth > 2 && options.length > 0 ? [`${part.name} is too deep`] : []),
    ...options.flatMap(option => wrongs(option, depth + 1)),
  ]
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/)
const anOption: fc.Arbitrary<Option> = fc
  .record(
    {
      name: word,
      about: fc.string({ maxLength: 200 }),
      type: fc.constantFrom('text', 'integer', 'choice', 'file', 'pairs'),
      required: fc.boolean(),
      choices: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 40 }),
      min: fc.integer({ min: 0, max: 5 }),
      max: fc.integer({ min: 6, max: 2 ** 31 }),
      maxChars: fc.integer({ min: 1, max: 20_000 }),
      complete: fc.constantFrom('model', 'setting'),
    },
    { requiredKeys: ['name', 'about', 'type'] },
  )
  .map(option => (option.type === 'choice' ? { choices: ['a', 'b'], ...option } : option) as Option)
const aCatalogue: fc.Arbitrary<readonly Command[]> = fc.uniqueArray(
  fc
    .record({
      name: fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' ')),
      about: fc.string({ maxLength: 200 }),
      audience: fc.constantFrom('channel', 'actor'),
      adminOnly: fc.boolean(),
      options: fc.uniqueArray(anOption, { maxLength: 8, selector: option => option.name }),
    })
    .map(command => command as Command),
  // Two names that Discord could not tell apart are no catalogue of ours.
  { maxLength: 12, selector: command => command.name.split(' ').join('-') },
)

describe('Discord’s commands from the catalogue', () => {
  test('the product’s own are within every limit of Discord', () => {
    const commands = built(catalogue)
    expect(commands.flatMap(command => wrongs(command))).toEqual([])
    expect(commands.every(command => lengthOf(command) <= commandLimits.commandChars)).toBe(true)
    expect(named(commands, 'config').options?.map(option => option.name)).toContain('model')
    expect(named(commands, 'config').default_member_permissions).toBe('32')
    expect(named(commands, 'imagine').default_member_permissions).toBe(null)
    expect(named(commands, 'imagine').contexts).toEqual([0, 1])
    expect(named(commands, 'Reply with AI').type).toBe(3)
  })

  test('a picture may be sent along or given as a link', () => {
    const options = named(built(catalogue), 'imagine').options ?? []
    expect(options.find(option => option.name === 'image')?.type).toBe(11)
    expect(options.find(option => option.name === 'image_link')?.type).toBe(3)
  })

  test('any catalogue gives commands that Discord takes, and each is found again by what Discord calls it', () => {
    fc.assert(
      fc.property(aCatalogue, commands => {
        const json = built(commands)
        expect(json.flatMap(command => wrongs(command))).toEqual([])
        for (const command of json) expect(lengthOf(command)).toBeLessThanOrEqual(commandLimits.commandChars)
        const places = placesOf(commands)
        expect(new Set(places.map(({ path }) => path.join(' '))).size).toBe(commands.length)
        for (const { path, command } of places) {
          const options = path
            .slice(1)
            .reduceRight<object[]>((inner, name, at) => [{ type: at === path.length - 2 ? 1 : 2, name, options: inner }], [])
          expect(commandOf(places, { name: path[0], options } as never)).toBe(command)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('a command with more options than Discord takes is a mistake of ours, said with its name', () => {
    const options = Array.from({ length: 26 }, (_, at): Option => ({ name: `o${at}`, about: 'x', type: 'text' }))
    expect(() => built([{ name: 'many', about: 'x', audience: 'actor', options }])).toThrow('/many has 26 options')
  })
})

describe('what Discord gives for a command', () => {
  const imagine = catalogue.find(command => command.name === 'imagine')
  const image = imagine?.options.find(option => option.name === 'image')
  if (imagine === undefined || image === undefined) throw new Error('There is no /imagine with an image.')
  const file = {
    id: '100000000000000001',
    filename: 'fox.png',
    size: 12,
    url: 'https://cdn.discordapp.com/x',
    content_type: 'image/png',
  }
  const given = (options: readonly object[]) =>
    ({ id: '1', type: 1, name: 'imagine', options, resolved: { attachments: { [file.id]: file } } }) as never

  test('becomes the catalogue’s own values, a file as an attachment and a link under the same name', () => {
    const prompt = { name: 'prompt', type: 3, value: 'a fox' }
    const withFile = valuesOf(
      imagine,
      given([prompt, { name: 'count', type: 4, value: 2 }, { name: 'image', type: 11, value: file.id }]),
    )
    expect(checkValues(imagine, withFile)).toMatchObject({ prompt: 'a fox', count: 2, image: { name: 'fox.png', bytes: 12 } })
    const withLink = valuesOf(imagine, given([prompt, { name: linkName(image), type: 3, value: 'https://example.org/fox.png' }]))
    expect(withLink).toEqual({ prompt: 'a fox', image: 'https://example.org/fox.png' })
  })

  test('is refused when a picture is given twice', () => {
    const both = given([
      { name: 'image', type: 11, value: file.id },
      { name: 'image_link', type: 3, value: 'https://example.org/fox.png' },
    ])
    expect(() => valuesOf(imagine, both)).toThrow('given twice')
  })

  test('remembers the message a file came with, so that its address can be asked for anew', () => {
    const source = { channel: '100000000000000002', message: '100000000000000003' }
    expect(JSON.parse(attachmentOf(file as never, source).ref)).toMatchObject({ id: file.id, ...source })
  })
})

/** As Discord gives back what it was given: with ids, versions and every default written out. */
const asKept = (commands: readonly RESTPostAPIApplicationCommandsJSONBody[]): readonly APIApplicationCommand[] =>
  commands.map((command, at) => ({
    id: `10000000000000000${at}`,
    application_id: '200000000000000000',
    version: '1',
    description: '',
    name_localizations: null,
    description_localizations: null,
    default_permission: true,
    dm_permission: true,
    nsfw: false,
    contexts: null,
    integration_types: [0, 1],
    ...command,
  })) as never

describe('registering', () => {
  test('finds no difference in what was registered before', () => {
    fc.assert(
      fc.property(aCatalogue, fc.boolean(), (commands, everywhere) => {
        const wanted = discordCommands(commands, messageMenu, { everywhere })
        expect(difference(asKept(wanted), wanted, { everywhere })).toEqual({ added: [], changed: [], removed: [] })
      }),
      { numRuns: 50 },
    )
  })

  test('names what is new, what is other and what is gone', () => {
    const wanted = discordCommands(catalogue, messageMenu, { everywhere: true })
    const before = asKept(wanted).filter(({ name }) => name !== 'help')
    const first = before[0]
    if (first === undefined) throw new Error('Nothing is registered.')
    const changed = [{ ...first, description: 'Something else' }, ...before.slice(1), { ...first, name: 'old' }]
    expect(difference(changed, wanted, { everywhere: true })).toEqual({
      added: ['help'],
      changed: [first.name],
      removed: ['old'],
    })
  })
})
