import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compose } from '../../src/sandbox/engines/paint/compose.ts'
import { nouns } from '../../src/sandbox/engines/paint/nouns.ts'
import { makePen } from '../../src/sandbox/engines/paint/pen.ts'
import { progressBar } from '../../src/sandbox/engines/paint/progress.ts'
import { seeded } from '../../src/sandbox/engines/paint/random.ts'
import { readScene } from '../../src/sandbox/engines/paint/read.ts'
import type { Act, Place, Style } from '../../src/sandbox/engines/paint/scene.ts'

const things = (prompt: string): string =>
  readScene(prompt)
    .things.map(thing => `${thing.count} ${thing.noun}`)
    .join(', ')
const tag = /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z][\w:-]*="[^"<>]*")*)\s*(\/?)>/g
const wellFormed = (svg: string): boolean => {
  const open: string[] = []
  for (const [, close, name, , self] of svg.matchAll(tag)) {
    if (close === '/') {
      if (open.pop() !== name) return false
    } else if (self !== '/') open.push(name as string)
  }
  return open.length === 0 && svg.replace(tag, '') === ''
}

describe('a prompt is read into a scene', () => {
  test.each([
    ['two black cats on a rooftop', '2 cat'],
    ['three foxes and a mouse', '3 fox, 1 mouse'],
    ['a flock of geese', '7 swan'],
    ['an astronaut riding a horse', '1 astronaut, 1 horse'],
    ['hot air balloons over a desert', '3 balloon'],
    ['a slice of pizza', '1 pizza'],
    ['a bouquet of tulips in a vase', '1 bouquet'],
    ['an orange', '1 orangefruit'],
    ['an orange cat', '1 cat'],
  ])('%s shows %s', (prompt, expected) => {
    expect(things(prompt)).toBe(expected)
  })

  test('colours belong to the thing they stand before', () => {
    const [cat, ball] = readScene('a white cat with a blue ball').things
    expect(cat?.colours).toEqual(['#f6f5f1'])
    expect(ball?.colours).toEqual(['#2f6fe0'])
    expect(readScene('a black and white cat').things[0]?.colours).toHaveLength(2)
    expect(readScene('a cat, black and white').styles).toEqual(['mono'])
  })

  test.each([
    ['a cat on a chair', 'on', 1],
    ['a dragon over a castle', 'over', 1],
    ['a cat in a teacup', 'in', 1],
  ])('%s is placed %s the other', (prompt, how, to) => {
    expect(readScene(prompt).things[0]?.link).toEqual({ how, to })
  })

  test('what two do together, both do', () => {
    expect(readScene('a cat and a dog in a boat').things.map(thing => thing.link?.to)).toEqual([2, 2, undefined])
  })

  test('what is worn is worn, not set beside', () => {
    const scene = readScene('a dog wearing a red hat and sunglasses')
    expect(scene.things).toHaveLength(1)
    expect(scene.things[0]?.wears.map(item => item.what)).toEqual(['hat', 'sunglasses'])
  })

  test('place, hour, weather, season and manner are found wherever they stand', () => {
    expect(readScene('watercolor of a cabin by a lake at sunset in autumn, foggy')).toMatchObject({
      place: 'lake',
      hour: 'sunset',
      weather: ['fog'],
      season: 'autumn',
      styles: ['watercolour'],
    })
    expect(readScene('northern lights above a snowy forest at night')).toMatchObject({
      place: 'forest',
      hour: 'night',
      weather: ['snow'],
      sights: ['aurora'],
    })
  })

  test('a sign shows the letters it is told to, and nothing that is no letter', () => {
    expect(readScene('a sign that says "Hello <b>World</b>!"').lettering).toBe('HELLO BWORLDB')
    expect(readScene('a robot holding a sign saying "OPEN 24"').lettering).toBe('OPEN 24')
    expect(readScene('a robot').lettering).toBeUndefined()
  })

  test('what is not wanted is left out, said in either prompt', () => {
    expect(readScene('a fox and a house with people', 'people, house').things.map(thing => thing.noun)).toEqual(['fox'])
    expect(readScene('a fox in a forest without snow').weather).toEqual([])
  })

  test.each([
    ['a cake with candles on a blue table', '1 cake on table'],
    ['a horse with a cat on it', '1 horse, 1 cat on horse'],
    ['a bus in front of a brick house', '1 bus, 1 brickhouse behind bus'],
    ['a wizard holding a lantern', '1 wizard, 1 lantern hold wizard'],
    ['a girl flying a kite over a beach', '1 girl, 1 kite hold girl'],
    ['two children with balloons', '2 child, 3 toyballoon hold child'],
    ['a cat with a dog on a sofa', '1 cat on sofa, 1 dog beside cat'],
    ['a boy holding a puppy', '1 child, 1 dog hold child'],
    ['a wizard with a dragon', '1 wizard, 1 dragon beside wizard'],
  ])('%s: everything is where it was said to be', (prompt, expected) => {
    const { things: all } = readScene(prompt)
    const told = all.map(({ count, noun, link }) =>
      link === undefined ? `${count} ${noun}` : `${count} ${noun} ${link.how} ${all[link.to]?.noun}`,
    )
    expect(told.filter(line => !/^1 (?:table|sofa)$/.test(line)).join(', ')).toBe(expected)
  })

  test('who drinks at the water lowers the head, who drinks tea holds the cup', () => {
    expect(readScene('deer drinking at a river')).toMatchObject({ place: 'river', things: [{ noun: 'deer', act: 'drink' }] })
    expect(readScene('a man drinking coffee').things[1]).toMatchObject({ noun: 'cup', link: { how: 'hold', to: 0 } })
  })

  test('what leaps out of the water is seen from above it, what swims from below', () => {
    expect(readScene('a whale jumping').place).toBe('sea')
    expect(readScene('a whale jumping out of the water').place).toBe('sea')
    expect(readScene('a whale').place).toBe('underwater')
  })

  test('a desert, a road and a starry night are all shown', () => {
    const scene = readScene('a motorcycle on a desert road at night with stars')
    expect([scene.place, ...scene.also].sort()).toEqual(['desert', 'road'])
    expect(scene).toMatchObject({ hour: 'night', sights: ['stars'] })
    expect(compose(scene, 7, 512, 512)).not.toBe(compose({ ...scene, also: [] }, 7, 512, 512))
  })

  test.each([
    ['an old man with a white beard', '1 oldman', undefined],
    ['HELLO in gold balloons', '', 'HELLO'],
    ['the number 7', '', '7'],
    ['the number seven on a beach', '', '7'],
    ['a letter A', '', 'A'],
    ['a chess board', '1 chessboard', undefined],
    ['a cat -- count 2', '1 cat', undefined],
    ['a cat --ar 16:9 --v 5', '1 cat', undefined],
    ['logo for a coffee shop', '1 cup', undefined],
    ['happiness', '1 child, 1 sunflower', undefined],
    ['a small bakery by the sea', '1 bakery', undefined],
  ])('%s needs no sculpture', (prompt, expected, lettering) => {
    const scene = readScene(prompt)
    expect(scene.unknown).toEqual([])
    expect(things(prompt)).toBe(expected)
    expect(scene.lettering).toBe(lettering)
  })

  test('a bouquet has as many flowers as were counted', () => {
    const flowers = (prompt: string): unknown => readScene(prompt).things[0]?.bunch
    expect(flowers('three tulips in a vase')).toEqual({ noun: 'tulip', count: 3 })
    expect(flowers('a bouquet of tulips')).toEqual({ noun: 'tulip', count: undefined })
  })

  test.each([
    ['ein rotes Haus am See', 'a red house by a lake'],
    ['Fuchs im Schnee', 'fox in snow'],
    ['die Katze auf dem Stuhl', 'the cat on the chair'],
    ['un gato negro', 'a black cat'],
    ['dos perros en la playa', 'two dogs on the beach'],
    ['un chat noir sur la table', 'a black cat on the table'],
    ['une maison rouge au bord de la mer', 'a red house by the sea'],
    ['赤い狐', 'red fox'],
    ['森の中の白い猫と犬', 'white cat and dog in a forest'],
    ['🦊 in ❄️', 'fox in snow'],
  ])('%s shows what "%s" shows', (foreign, english) => {
    const bare = (prompt: string): unknown => {
      const { things: all, ...scene } = readScene(prompt)
      return { ...scene, things: all.map(({ word: _, ...thing }) => thing) }
    }
    expect(bare(foreign)).toEqual(bare(english))
  })

  test('English words that other tongues have too stay English', () => {
    expect(readScene('a rose and a lion in a desert').things.map(thing => thing.noun)).toEqual(['rose', 'lion'])
    expect(readScene('a friendly chat with a lion').things.map(thing => thing.noun)).not.toContain('cat')
    expect(readScene('I see a house').place).toBe('meadow')
  })

  test('a thing nobody knows is noted, once for each word and never for adjectives', () => {
    expect(readScene('a tardigrade drinking tea').unknown).toEqual(['tardigrade'])
    expect(readScene('a magnificent luminous fox, trending on artstation, by Greg Rutkowski').unknown).toEqual([])
  })
})

describe('whatever is typed', () => {
  const words = fc.constantFrom(
    'fox',
    'a',
    'two',
    'on',
    'under',
    'riding',
    'in',
    'with',
    'and',
    ',',
    'castle',
    'sky',
    'blue',
    'umbrella',
    'wearing',
    'hat',
    'holding',
    'blorp',
    'night',
    'snow',
    'bouquet',
    'of',
    'roses',
    'behind',
    'no',
    'teacup',
    'sea',
    'fish',
    'flying',
    'field',
    'sign',
    'drinking',
    'flying',
    'candles',
    'glowing',
    'bakery',
    'ein',
    'gato',
    '赤い',
    '🦊',
    'sign',
    'says',
    '"HI"',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(words, { maxLength: 30 }).map(list => list.join(' ')),
    fc.constantFrom(
      '<svg onload="alert(1)">',
      '"/><script>x</script>',
      '&xxe; <!ENTITY a "b"> ]]>',
      'a '.repeat(20_000),
      'fox '.repeat(5_000),
    ),
  )

  test('nothing throws, links never form a circle, and no word gets into the drawing', () => {
    fc.assert(
      fc.property(texts, texts, fc.integer(), (prompt, negative, seed) => {
        const scene = readScene(prompt, negative)
        for (const [index] of scene.things.entries()) {
          let at: number | undefined = index
          for (let hops = 0; at !== undefined; hops++) {
            expect(hops).toBeLessThanOrEqual(scene.things.length)
            at = scene.things[at]?.link?.to
          }
        }
        const svg = compose(scene, seed, 512, 384)
        expect(wellFormed(svg)).toBe(true)
        expect(svg).not.toMatch(/NaN|undefined|Infinity|script|onload|ENTITY|href|<text|<image/)
      }),
      { numRuns: 120 },
    )
  })

  test('every place, manner and shape draws well-formed pictures in any format', () => {
    const places: readonly Place[] = [
      'meadow',
      'forest',
      'jungle',
      'mountains',
      'desert',
      'beach',
      'sea',
      'lake',
      'river',
      'underwater',
      'snowfield',
      'garden',
      'farm',
      'city',
      'street',
      'rooftop',
      'village',
      'road',
      'harbour',
      'room',
      'library',
      'kitchen',
      'studio',
      'space',
      'moon',
      'mars',
      'sky',
      'island',
      'cave',
      'volcano',
      'waterfall',
      'canyon',
      'swamp',
      'stage',
    ]
    const styles: readonly Style[] = ['flat', 'neon', 'dark', 'ukiyoe', 'papercut']
    for (const [i, place] of places.entries()) {
      const scene = {
        ...readScene('a cat beside a boat at night in the rain'),
        place,
        styles: [styles[i % styles.length] as Style],
      }
      expect(wellFormed(compose(scene, i, i % 2 ? 1536 : 640, i % 2 ? 640 : 1536)), place).toBe(true)
    }
  })

  test('every noun can be drawn in every act and colour', () => {
    const acts: readonly Act[] = ['stand', 'sit', 'sleep', 'run', 'fly', 'swim', 'dance', 'ride', 'read', 'jump', 'drink']
    const pen = makePen({ lamp: '#ffffff', warm: '#ffffff', cool: '#000000', flat: false })
    for (const [name, noun] of Object.entries(nouns)) {
      for (const act of acts) {
        for (const colours of [[], ['#ff0000'], ['#ff0000', '#00ff00']]) {
          const drawn = noun.draw(pen, { colours, act, random: seeded(1) })
          expect(wellFormed(`<g>${drawn.svg}${drawn.front ?? ''}</g>`), `${name} ${act}`).toBe(true)
          expect(drawn.svg, `${name} ${act}`).not.toMatch(/NaN|undefined/)
          expect(drawn.width > 0 && drawn.height > 0, name).toBe(true)
        }
      }
    }
  })
})

test('a bar counts every step once and never falls', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), total => {
      let now = 0
      const bar = progressBar(total, () => (now += 50))
      const lines = Array.from({ length: total + 1 }, (_, done) => bar(done)).filter(line => line !== '')
      const percents = lines.map(line => Number(/^\s*(\d+)%\s*\|.+?\|\s*(\d+)\/(\d+) \[\d\d:\d\d<[\d:?]+, .+\]$/.exec(line)?.[1]))
      expect(percents.every((percent, i) => i === 0 || percent > (percents[i - 1] ?? 0))).toBe(true)
      expect(percents[0]).toBe(0)
      expect(percents.at(-1)).toBe(100)
      expect(lines.length).toBeLessThanOrEqual(101)
    }),
    { numRuns: 40 },
  )
})
