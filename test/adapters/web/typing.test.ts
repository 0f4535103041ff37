import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue } from '#core/catalogue.ts'
import { checkValues, findCommand, readText } from '#core/command.ts'
import { completionAt, readTyping } from '../../../adapters/web/page/typing.ts'

const read = (text: string, caret = text.length) => readTyping(catalogue, text, [], caret)
const chip = (text: string, name: string) => read(text, 0)?.chips.find(({ option }) => option.name === name)
const offered = (text: string) => completionAt(catalogue, text, text.length)
const complete = (text: string, pick = 0): string => {
  const completion = offered(text)
  const item = completion?.items[pick]
  return completion === undefined || item === undefined
    ? text
    : text.slice(0, completion.from) + item.insert + text.slice(completion.to)
}

describe('a command while it is typed', () => {
  test('each option is a chip, with its value or what it may be', () => {
    const reading = read('/imagine a red fox --count 4 ')
    expect(reading?.command.name).toBe('imagine')
    expect(chip('/imagine a red fox --count 4 ', 'prompt')).toMatchObject({ value: 'a red fox' })
    expect(chip('/imagine a red fox --count 4 ', 'count')).toMatchObject({ value: '4' })
    expect(chip('/imagine a', 'count')).toMatchObject({ hint: '1–8' })
    expect(chip('/imagine a', 'count')?.value).toBeUndefined()
    expect(reading?.isReady).toBe(true)
    expect(read('/imagine')?.isReady).toBe(false)
    expect(read('imagine a fox')).toBeUndefined()
    expect(read('/nothing')).toBeUndefined()
  })

  test('what is wrong is said at its option, and not while it may still become right', () => {
    expect(chip('/imagine a --count 9', 'count')?.error).toContain('from 1 to 8, got 9')
    expect(chip('/imagine a --seed soon', 'seed')?.error).toContain('got “soon”')
    const typing = '/imagine a --aspect 16'
    expect(read(typing, typing.length)?.chips.find(({ option }) => option.name === 'aspect')?.error).toBeUndefined()
    expect(chip(typing, 'aspect')?.error).toContain('must be one of')
    const begun = '/imagine a --coutn'
    expect(read(begun, begun.length)?.trouble).toBeUndefined()
    expect(read(begun, 3)?.trouble).toContain('did you mean `--count`')
    expect(read('/imagine a --count 2 more words', 3)?.chips.find(({ option }) => option.name === 'count')?.error).toContain(
      'stands alone',
    )
  })

  test('a flag that is none takes nothing from the words before it: one error, the right one', () => {
    for (const text of ['/imagine a cat --foo 3', '/imagine a cat --cuont 3']) {
      const reading = read(text)
      expect(reading?.trouble).toContain('has no')
      expect(reading?.problem).toBe(reading?.trouble)
      expect(chip(text, 'prompt')).toMatchObject({ value: 'a cat' })
      expect(reading?.chips.filter(({ error }) => error !== undefined)).toEqual([])
    }
    // Nothing is said of a flag that is being typed, but sending it has its reason.
    expect(read('/imagine a cat --cuont')).toMatchObject({ problem: expect.stringContaining('did you mean `--count`') as string })
  })

  test('it is ready exactly when the core takes it', () => {
    const words = fc.constantFrom(
      'a',
      'red fox',
      '--count',
      '--count=3',
      '4',
      '9',
      '--aspect',
      '16:9',
      '--seed',
      '--nothing',
      '"two words"',
      'config',
      'image',
    )
    const commands = fc.constantFrom(...catalogue.map(({ name }) => name))
    fc.assert(
      fc.property(commands, fc.array(words, { maxLength: 6 }), (name, parts) => {
        const text = `/${[name, ...parts].join(' ')}`
        const found = findCommand(catalogue, text)
        if ('near' in found) return
        let isTaken = true
        try {
          checkValues(found.command, readText(found.command, found.rest))
        } catch {
          isTaken = false
        }
        const reading = read(text)
        expect(reading?.isReady).toBe(isTaken)
        // Nothing is refused in silence: a reason stands somewhere, or a required option is visibly missing.
        if (!isTaken) {
          const reasons = read(text, 0)
          const isMissing = reasons?.chips.some(({ option, value }) => option.required && (value ?? '') === '')
          expect(reasons?.trouble ?? reasons?.chips.find(({ error }) => error !== undefined)?.error ?? isMissing).toBeTruthy()
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('completion', () => {
  test('goes from the slash to a whole command', () => {
    expect(offered('/')?.items.map(({ insert }) => insert)).toContain('/imagine ')
    expect(complete('/im')).toBe('/imagine ')
    expect(complete('/config m')).toBe('/config model ')
    expect(complete('/config model ')).toBe('/config model image ')
    expect(offered('/config model image dep')).toMatchObject({ kind: 'suggest', partial: 'dep', option: { name: 'model' } })
    expect(complete('/imagine a fox --as')).toBe('/imagine a fox --aspect ')
    expect(complete('/imagine a fox --aspect ', 1)).toBe('/imagine a fox --aspect 16:9 ')
    expect(complete('/imagine a fox --aspect 9')).toBe('/imagine a fox --aspect 9:16 ')
    expect(offered('/imagine a fox --model=fl')).toMatchObject({ kind: 'suggest', partial: 'fl' })
  })

  test('offers nothing inside a prompt, in words, or where an option is given already', () => {
    expect(offered('/imagine a red fox')).toBeUndefined()
    expect(offered('a message')).toBeUndefined()
    expect(offered('/imagine a --aspect 16:9')).toBeUndefined()
    expect(offered('/imagine a --count 2 --co')).toBeUndefined()
    const left = offered('/imagine a cat --seed 3 --')?.items.map(({ label }) => label)
    expect(left).toContain('--count')
    expect(left).not.toContain('--seed')
    expect(left).not.toContain('--prompt')
    expect(offered('/imagine --')?.items.map(({ label }) => label)).toContain('--prompt')
    expect(completionAt(catalogue, '/imagine a -- --count 2', 13)?.items.map(({ label }) => label)).not.toContain('--count')
  })

  test('never throws and never reaches outside of the text, whatever is typed', () => {
    const pieces = fc.constantFrom(
      '/',
      'imagine',
      'config',
      ' ',
      '--',
      '-',
      'model',
      '=',
      '"',
      '“',
      'é',
      '\n',
      'aspect',
      '16:9',
      '🦊',
      '\u0301',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(60), (parts, at) => {
        const text = parts.join('')
        const caret = Math.min(at, text.length)
        const completion = completionAt(catalogue, text, caret)
        readTyping(catalogue, text, [], caret)
        if (completion === undefined) return
        expect(completion.from).toBeGreaterThanOrEqual(0)
        expect(completion.from).toBeLessThanOrEqual(completion.to)
        expect(completion.to).toBe(caret)
      }),
      { numRuns: 1_000 },
    )
  })
})
