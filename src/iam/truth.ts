// Four-valued logic of policy answers: yes, no, depends on context that is not known, cannot be read.

export type Truth = 'yes' | 'no' | 'maybe' | 'unknown'

/** `no` decides; then what cannot be read; then what depends. */
export const and = (...all: readonly Truth[]): Truth =>
  all.includes('no') ? 'no' : all.includes('unknown') ? 'unknown' : all.includes('maybe') ? 'maybe' : 'yes'

/** `yes` decides; then what cannot be read; then what depends. */
export const or = (...all: readonly Truth[]): Truth =>
  all.includes('yes') ? 'yes' : all.includes('unknown') ? 'unknown' : all.includes('maybe') ? 'maybe' : 'no'

export const not = (truth: Truth): Truth => (truth === 'yes' ? 'no' : truth === 'no' ? 'yes' : truth)
