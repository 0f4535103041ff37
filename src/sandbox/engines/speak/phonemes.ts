/** Where a consonant is made: it bends the formants of the vowels beside it. */
export type Spot = 'lips' | 'teeth' | 'ridge' | 'palate' | 'back' | 'throat'

/** The three lowest resonances of a mouth, in hertz, as a grown man has them. */
export type Formants = readonly [number, number, number]

/** Noise of a narrow place: where it is loudest and how wide (hertz), how loud beside a vowel (1). */
export type Hiss = { readonly hertz: number; readonly wide: number; readonly gain: number }

/** How one sound is made. Durations are those of a stressed sound in slow speech, in milliseconds. */
export type Phoneme = {
  readonly kind: 'vowel' | 'glide' | 'nasal' | 'fricative' | 'stop' | 'affricate' | 'breath'
  readonly ms: number
  readonly leastMs: number
  readonly formants: Formants
  /** Where a vowel that moves goes to. */
  readonly to?: Formants
  readonly spot?: Spot
  readonly voiced: boolean
  readonly hiss?: readonly Hiss[]
}

const vowel = (formants: Formants, ms: number, leastMs: number, to?: Formants): Phoneme => ({
  kind: 'vowel',
  ms,
  leastMs,
  formants,
  voiced: true,
  ...(to === undefined ? {} : { to }),
})
const glide = (formants: Formants, ms: number, leastMs: number): Phoneme => ({
  kind: 'glide',
  ms,
  leastMs,
  formants,
  voiced: true,
})
const nasal = (formants: Formants, ms: number, spot: Spot): Phoneme => ({
  kind: 'nasal',
  ms,
  leastMs: 45,
  formants,
  spot,
  voiced: true,
})
const noisy = (
  kind: 'fricative' | 'stop' | 'affricate',
  spot: Spot,
  voiced: boolean,
  ms: number,
  leastMs: number,
  formants: Formants,
  ...hiss: readonly (readonly [number, number, number])[]
): Phoneme => ({ kind, ms, leastMs, formants, spot, voiced, hiss: hiss.map(([hertz, wide, gain]) => ({ hertz, wide, gain })) })

/** Every sound the voices make, by its ARPAbet name. Vowel formants are near the averages Peterson and Barney measured for men (1952). */
export const phonemes: Readonly<Record<string, Phoneme>> = {
  IY: vowel([285, 2280, 3000], 150, 55),
  IH: vowel([400, 1960, 2550], 125, 45),
  EY: vowel([480, 1900, 2500], 185, 75, [330, 2200, 2750]),
  EH: vowel([560, 1800, 2500], 140, 60),
  AE: vowel([680, 1690, 2420], 190, 80),
  AA: vowel([730, 1100, 2450], 200, 85),
  AO: vowel([590, 870, 2440], 200, 85),
  OW: vowel([540, 980, 2400], 200, 80, [390, 800, 2320]),
  UH: vowel([440, 1030, 2250], 140, 60),
  UW: vowel([310, 900, 2230], 170, 65),
  AH: vowel([640, 1190, 2400], 130, 55),
  AX: vowel([500, 1400, 2450], 80, 40),
  ER: vowel([480, 1340, 1680], 170, 70),
  AY: vowel([720, 1220, 2500], 230, 110, [370, 2080, 2650]),
  AW: vowel([720, 1280, 2480], 240, 110, [420, 880, 2350]),
  OY: vowel([540, 850, 2420], 250, 120, [370, 2000, 2600]),
  W: glide([300, 630, 2200], 70, 50),
  Y: glide([265, 2250, 3020], 65, 40),
  R: glide([340, 1100, 1480], 75, 40),
  L: glide([350, 1050, 2850], 75, 45),
  M: nasal([270, 1000, 2200], 75, 'lips'),
  N: nasal([270, 1550, 2600], 70, 'ridge'),
  NG: nasal([270, 2000, 2700], 85, 'back'),
  F: noisy('fricative', 'lips', false, 105, 70, [340, 1100, 2080], [7600, 5200, 0.14], [1500, 2400, 0.035]),
  TH: noisy('fricative', 'teeth', false, 100, 60, [320, 1290, 2540], [6400, 3600, 0.11], [1600, 2200, 0.02]),
  S: noisy('fricative', 'ridge', false, 115, 65, [320, 1390, 2530], [5400, 1300, 0.5], [8200, 3000, 0.42]),
  SH: noisy('fricative', 'palate', false, 120, 75, [300, 1840, 2750], [2750, 600, 0.5], [4600, 1800, 0.34]),
  V: noisy('fricative', 'lips', true, 60, 40, [280, 1100, 2080], [7000, 5000, 0.05]),
  DH: noisy('fricative', 'teeth', true, 50, 30, [270, 1290, 2540], [6400, 3600, 0.035]),
  Z: noisy('fricative', 'ridge', true, 80, 45, [270, 1390, 2530], [5400, 1300, 0.26], [8200, 3000, 0.2]),
  ZH: noisy('fricative', 'palate', true, 80, 45, [270, 1840, 2750], [2750, 600, 0.26], [4600, 1800, 0.18]),
  P: noisy('stop', 'lips', false, 90, 55, [350, 900, 2150], [900, 1400, 0.3], [6000, 6000, 0.06]),
  T: noisy('stop', 'ridge', false, 80, 50, [320, 1750, 2650], [4300, 2200, 0.7], [6800, 3000, 0.4]),
  K: noisy('stop', 'back', false, 85, 55, [320, 1990, 2350], [1900, 520, 0.75], [4200, 2200, 0.16]),
  B: noisy('stop', 'lips', true, 75, 45, [260, 900, 2150], [800, 1200, 0.14]),
  D: noisy('stop', 'ridge', true, 65, 35, [260, 1750, 2650], [4000, 2200, 0.3], [6500, 3000, 0.15]),
  G: noisy('stop', 'back', true, 70, 45, [260, 1990, 2350], [1900, 520, 0.34]),
  CH: noisy('affricate', 'palate', false, 130, 90, [300, 1840, 2750], [2850, 700, 0.6], [4700, 1900, 0.4]),
  JH: noisy('affricate', 'palate', true, 95, 65, [260, 1840, 2750], [2850, 700, 0.34], [4700, 1900, 0.22]),
  HH: { kind: 'breath', ms: 65, leastMs: 40, formants: [500, 1500, 2500], spot: 'throat', voiced: false },
}
