// Random worlds and random scans of them, some of which see only a part: what the properties of reconcile are tested on.
import * as fc from 'fast-check'
import type { Verdict } from '../../src/check/verdict.ts'
import type { Listing } from '../../src/graph/coverage.ts'
import type { KnownResource } from '../../src/store/absence.ts'
import { findingId } from '../../src/store/identity.ts'
import { reconcile, type Memory, type Observation, type Reconciled, type Tracked } from '../../src/store/reconcile.ts'
import {
  account,
  childKind,
  day,
  failing,
  inapplicable,
  kind,
  passing,
  queue,
  risks,
  schema,
  thrown,
  undecided,
  type Resource,
} from './fixture.ts'

const regions = ['eu-west-1', 'us-east-1'] as const
const checks = ['sqs-a', 'sqs-b'] as const

interface Thing {
  readonly resource: Resource
  readonly parent: Resource | undefined
}

/** Three queues and their children in each of two regions. */
const things: readonly Thing[] = regions.flatMap((region) =>
  ['p', 'q', 'r'].flatMap((name): readonly Thing[] => {
    const parent = queue(name, { region })
    return [
      { resource: parent, parent: undefined },
      { resource: queue(`${name}/child`, { region, kind: childKind }), parent },
    ]
  }),
)

const word = fc.constantFrom('pass', 'fail', 'other', 'second', 'both', 'twice', 'unknown', 'error', 'mixed', 'not-applicable', 'none')
export type Word = typeof word extends fc.Arbitrary<infer W> ? W : never

const verdictsFor = (word: Word, resource: Resource, check: string): readonly Verdict[] => {
  const fail = failing(resource, check)
  const second = failing(resource, check, 'second')
  if (word === 'fail') return [fail]
  if (word === 'other') return [failing(resource, check, '', { KmsMasterKeyId: 'other' })]
  if (word === 'second') return [second]
  if (word === 'both') return [fail, second]
  // One finding, told in two ways.
  if (word === 'twice') return [failing(resource, check, '', { KmsMasterKeyId: 'other' }), fail]
  if (word === 'unknown') return [undecided(resource, check)]
  if (word === 'error') return [thrown(resource, check)]
  // Certain about one thing, not about the rest.
  if (word === 'mixed') return [second, undecided(resource, check)]
  if (word === 'pass') return [passing(resource, check)]
  return word === 'not-applicable' ? [inapplicable(resource, check)] : []
}

export interface Glimpse {
  /** What exists at that time, by ARN. */
  readonly present: ReadonlySet<string>
  readonly observation: Observation
  /** Whether everything was asked, answered and decided. */
  readonly whole: boolean
}

interface Choices {
  readonly exists: readonly boolean[]
  readonly slipped: readonly boolean[]
  readonly words: readonly Word[]
  readonly regions: readonly string[]
  /** For each list call: whether it is answered to the end, or not even asked. */
  readonly lists: readonly ('whole' | 'cut' | 'unasked')[]
  readonly checks: readonly string[]
  readonly usable: boolean
  readonly raised: boolean
  readonly waived: boolean
}

/** A scan of a world: what is on a complete listing is there, and what is not is not; of a cut one only a part is seen. */
const look = (choices: Choices, at: Date): Glimpse => {
  const { exists, slipped, words, lists } = choices
  const existing = things.filter(({ parent }, i) => {
    const at = parent ? things.findIndex(({ resource }) => resource === parent) : i
    return exists[i] && exists[at]
  })
  const present = new Set(existing.map(({ resource }) => resource.arn))
  const listings: Listing[] = []
  const seen = new Map<string, Resource>()
  const list = (members: readonly Thing[], listing: Omit<Listing, 'complete' | 'account'>, index: number): void => {
    const answer = lists[index % lists.length]
    if (answer === 'unasked') return
    listings.push({ account, ...listing, complete: answer === 'whole' })
    for (const { resource } of members) {
      if (answer === 'whole' || !slipped[things.findIndex((thing) => thing.resource === resource)]) seen.set(resource.arn, resource)
    }
  }
  for (const [r, region] of regions.entries()) {
    if (!choices.regions.includes(region)) continue
    const here = existing.filter(({ resource }) => resource.region === region)
    list(
      here.filter(({ parent }) => !parent),
      { kind, region, parent: '*' },
      r * 4,
    )
    // Only parents that were seen are asked for their children.
    for (const [p, { resource }] of here.filter(({ parent, resource }) => !parent && seen.has(resource.arn)).entries()) {
      list(
        here.filter(({ parent }) => parent?.arn === resource.arn),
        { kind: childKind, region, parent: resource.arn },
        r * 4 + p + 1,
      )
    }
  }
  const verdicts = things.flatMap(({ resource }, i) =>
    seen.has(resource.arn) ? choices.checks.flatMap((check, c) => verdictsFor(words[i * 2 + c] ?? 'none', resource, check)) : [],
  )
  const decided = things.every(({ resource }) =>
    checks.every((check) => {
      const own = verdicts.filter((verdict) => verdict.check === check && verdict.resource.arn === resource.arn)
      return !seen.has(resource.arn) || (own.length > 0 && own.every(({ verdict }) => verdict !== 'unknown' && verdict !== 'error'))
    }),
  )
  return {
    present,
    whole:
      choices.usable &&
      decided &&
      choices.regions.length === regions.length &&
      choices.checks.length === checks.length &&
      lists.every((answer) => answer === 'whole'),
    observation: {
      account,
      at,
      usable: choices.usable,
      regions: choices.regions,
      seen,
      listings,
      schema,
      verdicts,
      checks: choices.raised ? new Map(risks).set('sqs-a', { severity: 'critical', score: 20 }) : risks,
      waiverOf: ({ check }) => (choices.waived && check === 'sqs-b' ? 'W-1' : null),
      confirmDisappearance: false,
      idOf: (key) => findingId(key),
    },
  }
}

/** True nine times out of ten: most of a scan works. */
const mostly = fc.integer({ min: 0, max: 9 }).map((n) => n > 0)

const many = <T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: length, maxLength: length })

const choices: fc.Arbitrary<Choices> = fc.record({
  exists: many(mostly, things.length),
  slipped: many(fc.boolean(), things.length),
  words: many(word, things.length * 2),
  regions: fc.oneof({ weight: 3, arbitrary: fc.constant([...regions]) }, { weight: 1, arbitrary: fc.subarray([...regions]) }),
  lists: many(fc.oneof({ weight: 8, arbitrary: fc.constant('whole' as const) }, fc.constantFrom('cut', 'unasked')), 8),
  checks: fc.oneof({ weight: 3, arbitrary: fc.constant([...checks]) }, { weight: 1, arbitrary: fc.subarray([...checks]) }),
  usable: mostly,
  raised: fc.boolean(),
  waived: fc.boolean(),
})

/** Scans in which nothing is hidden, now and then: else findings would seldom be resolved. */
const clear: fc.Arbitrary<Choices> = choices.chain((some) =>
  many(fc.constantFrom<Word[]>('pass', 'fail', 'second', 'not-applicable'), things.length * 2).map((words) => ({
    ...some,
    words,
    regions: [...regions],
    checks: [...checks],
    lists: ['whole'],
    usable: true,
  })),
)

export const history: fc.Arbitrary<readonly Glimpse[]> = fc
  .array(fc.oneof({ weight: 2, arbitrary: choices }, { weight: 1, arbitrary: clear }), { minLength: 1, maxLength: 8 })
  .map((several) => several.map((some, n) => look(some, day(n + 1))))

/** What the store would keep. */
export interface Kept extends Memory {
  readonly findings: readonly Tracked[]
  readonly resources: readonly KnownResource[]
}

export const empty: Kept = { findings: [], resources: [] }

/** What is kept after a scan, and how it came to that. */
export const live = (kept: Kept, observation: Observation): { readonly kept: Kept; readonly reconciled: Reconciled } => {
  const reconciled = reconcile(kept, observation)
  const findings = new Map([...kept.findings, ...reconciled.findings].map((finding) => [finding.key, finding]))
  const resources = new Map(kept.resources.map((resource) => [resource.arn, resource]))
  for (const arn of reconciled.gone) resources.delete(arn)
  for (const arn of reconciled.held) {
    const known = resources.get(arn)
    if (known) resources.set(arn, { ...known, heldSince: observation.at })
  }
  if (observation.usable) for (const [arn, seen] of observation.seen) resources.set(arn, { arn, ...seen, heldSince: null })
  return { kept: { findings: [...findings.values()], resources: [...resources.values()] }, reconciled }
}

/** Another order of the same things, by a seed. */
export const reordered = <T>(values: Iterable<T>, seed: number): readonly T[] => {
  let state = seed
  const weighted = [...values].map((value) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { value, weight: state }
  })
  return weighted.sort((a, b) => a.weight - b.weight).map(({ value }) => value)
}
