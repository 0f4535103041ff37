/** The one model of these benchmarks, as Replicate names its own. */
export const talker = 'bench/talker'
