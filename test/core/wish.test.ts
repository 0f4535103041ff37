import { expect, test } from 'vitest'
import { wishedPicture } from '../../src/core/wish.ts'

test.each([
  ['paint me a red fox in the snow', 'a red fox in the snow'],
  ['Paint me a red fox, please!', 'a red fox'],
  ['Could you please draw a cat on a roof?', 'a cat on a roof'],
  ['draw us the old harbour at night', 'the old harbour at night'],
  ['make a picture of two herons', 'two herons'],
  ['Generate me an image of a castle\nat dawn', 'a castle\nat dawn'],
  ['show me a nice big photo of Rome', 'Rome'],
  ['hey, sketch a boat', 'a boat'],
  ['mal mir bitte einen Fuchs im Schnee', 'einen Fuchs im Schnee'],
  ['Zeichne uns ein Boot.', 'ein Boot'],
  ['dessine-moi un mouton', 'un mouton'],
  ['píntame una casa azul', 'una casa azul'],
])('“%s” asks for a picture of “%s”', (text, wish) => {
  expect(wishedPicture(text)).toBe(wish)
})

test.each([
  'How do I paint a wall?',
  'My favourite paint is blue.',
  'draw conclusions from this',
  'What is in this picture of a fox?',
  'make a list of foxes',
  'Tell me about the painting of the Mona Lisa',
  'paint me',
  'malen macht Spaß',
  `paint me ${'a fox '.repeat(300)}`,
])('“%s” asks for none', text => {
  expect(wishedPicture(text)).toBeUndefined()
})
