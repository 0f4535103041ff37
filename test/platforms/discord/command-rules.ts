import type { FieldFault } from './refusal.ts'
import type { Json } from './world.ts'

/** The letters of a command's or an option's name: small where there is a small form. */
const nameShape = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u
const longestCommand = 8_000

const list = (value: unknown): readonly Json[] => (value as readonly Json[] | null | undefined) ?? []
const isGroup = (option: Json): boolean => option['type'] === 1 || option['type'] === 2

function nameFaults(name: unknown, path: readonly string[]): readonly FieldFault[] {
  const isFine = typeof name === 'string' && nameShape.test(name) && name === name.toLowerCase()
  return isFine
    ? []
    : [
        {
          path: [...path, 'name'],
          code: 'APPLICATION_COMMAND_INVALID_NAME',
          message: `“${String(name)}” is no name of a command.`,
        },
      ]
}

/** Whatever of a command is text, in characters: names, descriptions and the values of choices, each in its longest language. */
function lengthOf(node: Json): number {
  const longest = (key: string): number => {
    const texts = [node[key], ...Object.values((node[`${key}_localizations`] as Json | null | undefined) ?? {})]
    return Math.max(0, ...texts.map(text => (typeof text === 'string' ? text.length : 0)))
  }
  const value = typeof node['value'] === 'string' ? node['value'].length : 0
  return [...list(node['options']), ...list(node['choices'])].reduce(
    (sum, inner) => sum + lengthOf(inner),
    longest('name') + longest('description') + value,
  )
}

function optionFaults(options: readonly Json[], path: readonly string[], depth: number): readonly FieldFault[] {
  const names = options.map(option => option['name'])
  const lateRequired = options.findIndex(
    (option, at) => option['required'] === true && options.slice(0, at).some(before => before['required'] !== true),
  )
  const all = (code: string, message: string): FieldFault => ({ path, code, message })
  return [
    ...(new Set(names).size < names.length
      ? [all('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Two options have one name.')]
      : []),
    ...(lateRequired >= 0
      ? [all('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required options must be placed before others.')]
      : []),
    ...(options.some(isGroup) && !options.every(isGroup)
      ? [all('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Subcommands and other options do not mix.')]
      : []),
    ...options.flatMap((option, at) => {
      const here = [...path, String(at)]
      const { choices, autocomplete, min_length: min, max_length: max } = option as Record<string, number | undefined>
      return [
        ...nameFaults(option['name'], here),
        ...(typeof option['description'] === 'string' && option['description'] !== ''
          ? []
          : [{ path: [...here, 'description'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }]),
        ...(list(choices).length > 0 && (autocomplete as unknown) === true
          ? [
              {
                path: here,
                code: 'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE',
                message: 'Choices and autocomplete exclude each other.',
              },
            ]
          : []),
        ...(min != null && max != null && min > max
          ? [
              {
                path: here,
                code: 'APPLICATION_COMMAND_OPTIONS_LENGTH_INVALID',
                message: `min_length ${min} is above max_length ${max}.`,
              },
            ]
          : []),
        ...(isGroup(option) && depth >= (option['type'] === 2 ? 1 : 2)
          ? [
              {
                path: here,
                code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
                message: 'Subcommands nest no deeper than group, subcommand, options.',
              },
            ]
          : []),
        ...optionFaults(list(option['options']), [...here, 'options'], depth + 1),
      ]
    }),
  ]
}

/** What is wrong with a command beyond its schema. Those of menus have free names, no description and no options. */
export function commandFaults(command: Json, path: readonly string[], isGlobal: boolean): readonly FieldFault[] {
  const type = (command['type'] as number | null | undefined) ?? 1
  const own: readonly FieldFault[] =
    type === 1
      ? [
          ...nameFaults(command['name'], path),
          ...(typeof command['description'] === 'string' && command['description'] !== ''
            ? []
            : [{ path: [...path, 'description'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }]),
          ...optionFaults(list(command['options']), [...path, 'options'], 0),
        ]
      : [
          ...(command['description'] == null || command['description'] === ''
            ? []
            : [
                {
                  path: [...path, 'description'],
                  code: 'APPLICATION_COMMAND_DESCRIPTION_INVALID',
                  message: 'Menu commands have none.',
                },
              ]),
          ...(list(command['options']).length > 0
            ? [{ path: [...path, 'options'], code: 'APPLICATION_COMMAND_OPTIONS_INVALID', message: 'Menu commands have none.' }]
            : []),
        ]
  const length = lengthOf(command)
  return [
    ...own,
    ...(length > longestCommand
      ? [
          {
            path,
            code: 'APPLICATION_COMMAND_TOO_LARGE',
            message: `The command is ${length} characters long, of at most ${longestCommand}.`,
          },
        ]
      : []),
    ...(isGlobal
      ? []
      : ['contexts', 'integration_types'].flatMap(key =>
          command[key] == null
            ? []
            : [{ path: [...path, key], code: 'APPLICATION_COMMAND_GUILD_ONLY_FIELD', message: 'Only global commands have it.' }],
        )),
  ]
}
