import { hash, seeded } from '../paint/random.ts'

/** How somebody speaks. */
export type Voice = {
  /** The middle of its tune, in hertz. */
  readonly hertz: number
  /** How much shorter its mouth is than a grown man's: formants are this many times higher. */
  readonly mouth: number
  /** Breath beside the voice, from 0 to 1. */
  readonly breath: number
  /** How wide its tune swings; 1 is ordinary, 0 would be one note. */
  readonly lively: number
  /** Times the ordinary speaking rate. */
  readonly pace: number
}

const woman: Voice = { hertz: 196, mouth: 1.15, breath: 0.3, lively: 1, pace: 1 }
const man: Voice = { hertz: 112, mouth: 1, breath: 0.12, lively: 1, pace: 1 }

/** A voice near another one that belongs to a name: the same name has the same voice everywhere. */
function near(voice: Voice, name: string): Voice {
  const random = seeded(hash(name))
  return {
    ...voice,
    hertz: voice.hertz * random.between(0.88, 1.14),
    mouth: voice.mouth * random.between(0.96, 1.04),
    breath: voice.breath * random.between(0.6, 1.5),
    lively: voice.lively * random.between(0.85, 1.25),
  }
}

/** The voices of the Kokoro model: language, then `f` for women and `m` for men, then a name. */
export const kokoroVoice = (name: string): Voice => near(/^.m_/.test(name) ? man : woman, name)

const known: Readonly<Record<string, Voice>> = {
  Wise_Woman: { ...woman, hertz: 178, mouth: 1.12, lively: 0.9, pace: 0.95 },
  Friendly_Person: { ...man, hertz: 138, mouth: 1.05, lively: 1.15 },
  Inspirational_girl: { ...woman, hertz: 214, mouth: 1.17, lively: 1.3 },
  Deep_Voice_Man: { ...man, hertz: 82, mouth: 0.94, lively: 0.85, pace: 0.94 },
  Calm_Woman: { ...woman, hertz: 186, lively: 0.7, pace: 0.9, breath: 0.45 },
  Casual_Guy: { ...man, hertz: 120, lively: 0.95, pace: 1.05 },
  Lively_Girl: { ...woman, hertz: 236, mouth: 1.2, lively: 1.5, pace: 1.08 },
  Patient_Man: { ...man, hertz: 104, lively: 0.8, pace: 0.9 },
  Young_Knight: { ...man, hertz: 132, mouth: 1.03, lively: 1.2 },
  Determined_Man: { ...man, hertz: 110, lively: 1.1, pace: 1.02 },
  Lovely_Girl: { ...woman, hertz: 226, mouth: 1.19, lively: 1.25, breath: 0.4 },
  Decent_Boy: { ...man, hertz: 148, mouth: 1.07 },
  Imposing_Manner: { ...man, hertz: 96, mouth: 0.97, lively: 1.1, pace: 0.93 },
  Elegant_Man: { ...man, hertz: 108, lively: 1, pace: 0.96 },
  Abbess: { ...woman, hertz: 168, mouth: 1.1, lively: 0.8, pace: 0.92 },
  Sweet_Girl_2: { ...woman, hertz: 242, mouth: 1.21, breath: 0.4, lively: 1.3 },
  Exuberant_Girl: { ...woman, hertz: 248, mouth: 1.2, lively: 1.6, pace: 1.1 },
}

/** A voice by a name of MiniMax; one that is not known gets a voice of its own from its name, a man's where the name says so. */
export const namedVoice = (name: string): Voice =>
  known[name] ?? near(/(?:^|[^a-z])(?:man|guy|boy|male|knight|king|father)(?:$|[^a-z])/i.test(name) ? man : woman, name)

/** How a mood changes a voice. Moods without a line leave it as it is. */
export function inMood(voice: Voice, emotion: string): Voice {
  const change = moods[emotion]
  if (change === undefined) return voice
  const [hertz, lively, pace, breath] = change
  return {
    ...voice,
    hertz: voice.hertz * hertz,
    lively: voice.lively * lively,
    pace: voice.pace * pace,
    breath: voice.breath * breath,
  }
}

const moods: Readonly<Record<string, readonly [number, number, number, number]>> = {
  happy: [1.1, 1.4, 1.06, 1],
  sad: [0.92, 0.55, 0.84, 1.6],
  angry: [1.05, 1.3, 1.12, 0.5],
  fearful: [1.16, 1.2, 1.14, 1.8],
  disgusted: [0.94, 0.9, 0.9, 1],
  surprised: [1.18, 1.6, 1.02, 1.1],
  calm: [0.97, 0.75, 0.92, 1.2],
}

/** The one voice of StyleTTS 2; `scale` (0 to 5, 1 is ordinary) is how much feeling is in it, `seed` varies it a little. */
export const stylisedVoice = (scale: number, seed: number): Voice => ({
  ...near(woman, `styletts2/${seed}`),
  lively: 0.4 + scale * 0.6,
})
