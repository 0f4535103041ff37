import fc from 'fast-check'

const characters = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map(code => String.fromCharCode(code)) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x10ffff }).map(code => String.fromCodePoint(code)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\n', '\r\n', '\u2028', '\u200d', '\u0301', '\ufe0f', '🇩🇪', '👩‍👩‍👧', '漢', '\ud83d', '\udc00'),
  },
)

/** Any text: letters, controls, every code point, halves of surrogate pairs. Cheaper than fast-check's own tables. */
export const anyText = (maxUnits = 20): fc.Arbitrary<string> =>
  fc.array(characters, { maxLength: maxUnits }).map(units => units.join(''))
