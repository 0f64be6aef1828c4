// What the check on the bounds of scaling decides.
import { scalingEffective } from '../../../checks/dynamodb/scaling.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { description, table } from '../../support/dynamodb.ts'
import { given, verify } from '../../support/verify.ts'

type Target = FacetValue<'AWS::DynamoDB::Table', 'scalableTargets'>[number]
type Peak = FacetValue<'AWS::DynamoDB::Table', 'provisionedPeaks'>[number]

const reads = { ResourceId: 'table/orders', ScalableDimension: 'dynamodb:table:ReadCapacityUnits' } as const
const ofIndex = { ResourceId: 'table/orders/index/by-date', ScalableDimension: 'dynamodb:index:WriteCapacityUnits' } as const
const target = (more: Partial<Target> = {}): Target => ({ ...reads, MinCapacity: 5, MaxCapacity: 100, SuspendedState: undefined, ...more })
const suspended = (flag: 'In' | 'Out') => ({ [`DynamicScaling${flag}Suspended`]: true })

const scaled = (
  name: string,
  targets: readonly Target[],
  { utilisation = 70, peaks = [], mode }: { utilisation?: number; peaks?: readonly Peak[]; mode?: 'PAY_PER_REQUEST' } = {},
) =>
  table(name, {
    description: description(mode ? { BillingModeSummary: { BillingMode: mode } } : {}),
    scalableTargets: targets,
    scalingPolicies: [{ ...reads, PolicyType: 'TargetTrackingScaling', TargetValue: utilisation }],
    provisionedPeaks: peaks,
  })
const flaw = (text: string) => ({ ...reads, MinCapacity: 5, MaxCapacity: 100, flaw: text })

verify(scalingEffective, {
  pass: [
    given(scaled('room', [target()], { peaks: [{ ...reads, Maximum: 99 }] }), { evidence: { scalableTargets: 1 } }),
    scaled('no peaks yet', [target()]),
    scaled('the peak of another', [target()], { peaks: [{ ...ofIndex, Maximum: 100 }] }),
    scaled('nothing suspended', [target({ SuspendedState: { DynamicScalingOutSuspended: false } })]),
  ],
  fail: [
    given(scaled('a maximum that is the minimum', [target({ MinCapacity: 100 })]), {
      evidence: { ...flaw('the maximum is not above the minimum'), MinCapacity: 100 },
    }),
    given(scaled('suspended', [target({ SuspendedState: suspended('Out') })]), { evidence: flaw('scaling out is suspended') }),
    scaled('never scales in', [target({ SuspendedState: suspended('In') })]),
    scaled('suspended schedule', [target({ SuspendedState: { ScheduledScalingSuspended: true } })]),
    given(scaled('too late', [target()], { utilisation: 95 }), {
      evidence: flaw('the target utilisation is not within 20 to 90 percent'),
    }),
    given(scaled('at its maximum', [target()], { peaks: [{ ...reads, Maximum: 100 }] }), {
      evidence: flaw('the maximum was reached in the last seven days'),
    }),
    given(scaled('table and index', [target({ MaxCapacity: 5 }), target({ ...ofIndex, MaxCapacity: 5 })]), {
      discriminators: ['table/orders dynamodb:table:ReadCapacityUnits', 'table/orders/index/by-date dynamodb:index:WriteCapacityUnits'],
    }),
  ],
  notApplicable: [
    given(scaled('nothing scales', []), { evidence: { scalableTargets: 0 } }),
    scaled('on demand', [target({ MaxCapacity: 5 })], { mode: 'PAY_PER_REQUEST' }),
  ],
})
