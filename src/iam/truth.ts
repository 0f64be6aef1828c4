// Four-valued logic of policy answers: yes, no, depends on context that is not known, cannot be read.

export type Truth = 'yes' | 'no' | 'maybe' | 'unknown'

/** `no` decides; then what cannot be read; then what depends. Nothing at all is `yes`. */
export const every = (all: Iterable<Truth>): Truth => {
  let result: Truth = 'yes'
  for (const truth of all) {
    if (truth === 'no') return 'no'
    if (truth === 'unknown' || result === 'unknown') result = 'unknown'
    else if (truth === 'maybe') result = 'maybe'
  }
  return result
}

/** `yes` decides; then what cannot be read; then what depends. Nothing at all is `no`. */
export const some = (all: Iterable<Truth>): Truth => {
  let result: Truth = 'no'
  for (const truth of all) {
    if (truth === 'yes') return 'yes'
    if (truth === 'unknown' || result === 'unknown') result = 'unknown'
    else if (truth === 'maybe') result = 'maybe'
  }
  return result
}

export const and = (...all: readonly Truth[]): Truth => every(all)

export const not = (truth: Truth): Truth => (truth === 'yes' ? 'no' : truth === 'no' ? 'yes' : truth)

/** At most `maybe`: where AWS leaves open whether something counts. */
export const atMostMaybe = (truth: Truth): Truth => (truth === 'yes' ? 'maybe' : truth)
