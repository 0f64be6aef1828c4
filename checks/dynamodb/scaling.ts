// Amazon DynamoDB: whether scaling has room to do what it is there for.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'

const developerGuide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

type Target = FacetValue<'AWS::DynamoDB::Table', 'scalableTargets'>[number]
type Policy = FacetValue<'AWS::DynamoDB::Table', 'scalingPolicies'>[number]
type Peak = FacetValue<'AWS::DynamoDB::Table', 'provisionedPeaks'>[number]

const isOf =
  ({ ResourceId, ScalableDimension }: Target) =>
  (other: Policy | Peak): boolean =>
    other.ResourceId === ResourceId && other.ScalableDimension === ScalableDimension

/** Why a target does not follow demand, or could not; null where it does. */
const flawOf = (target: Target, policies: readonly Policy[], peaks: readonly Peak[]): string | null => {
  const { MinCapacity = 0, MaxCapacity = 0, SuspendedState } = target
  if (MaxCapacity <= MinCapacity) return 'the maximum is not above the minimum'
  if (SuspendedState?.DynamicScalingOutSuspended) return 'scaling out is suspended'
  if (SuspendedState?.DynamicScalingInSuspended) return 'scaling in is suspended'
  if (SuspendedState?.ScheduledScalingSuspended) return 'scheduled scaling is suspended'
  const utilisations = policies.filter(isOf(target)).flatMap(({ TargetValue }) => TargetValue ?? [])
  if (utilisations.some((percent) => percent < 20 || percent > 90)) return 'the target utilisation is not within 20 to 90 percent'
  const peak = Math.max(0, ...peaks.filter(isOf(target)).map(({ Maximum }) => Maximum))
  return peak >= MaxCapacity ? 'the maximum was reached in the last seven days' : null
}

export const scalingEffective = defineCheck({
  id: 'dynamodb-autoscaling-effective',
  title: 'Scaling bounds leave room and are not suspended',
  on: 'AWS::DynamoDB::Table',
  needs: ['description', 'scalableTargets', 'scalingPolicies', 'provisionedPeaks'],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'autoscaling',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'A higher maximum costs nothing until it is used, and then what is used.' },
  why: 'Scaling that is suspended, or that has reached its maximum, looks fine in the console and helps nobody: DynamoDB throttles whatever goes beyond.',
  fix: {
    cli: `aws application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id table/<table> --scalable-dimension dynamodb:table:<Read|Write>CapacityUnits \\
  --min-capacity <min> --max-capacity <max> --suspended-state DynamicScalingInSuspended=false,DynamicScalingOutSuspended=false,ScheduledScalingSuspended=false`,
    terraform: `resource "aws_appautoscaling_target" "<table>" {
  service_namespace  = "dynamodb"
  resource_id        = "table/<table>"
  scalable_dimension = "dynamodb:table:<Read|Write>CapacityUnits"
  min_capacity       = <min>
  max_capacity       = <max>
}`,
  },
  refs: { docs: [`${developerGuide}/AutoScaling.html`, `${developerGuide}/metrics-dimensions.html`] },
  test: (table) => {
    // Targets outlive a change to on-demand, and do nothing then.
    if (table.description.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return notApplicable({ BillingMode: 'PAY_PER_REQUEST' })
    const targets = table.scalableTargets
    if (targets.length === 0) return notApplicable({ scalableTargets: 0 })
    const flawed = targets.flatMap((target) => {
      const { ResourceId = '', ScalableDimension = '', MinCapacity = null, MaxCapacity = null } = target
      const flaw = flawOf(target, table.scalingPolicies, table.provisionedPeaks)
      return flaw === null
        ? []
        : [fail({ ResourceId, ScalableDimension, MinCapacity, MaxCapacity, flaw }, `${ResourceId} ${ScalableDimension}`)]
    })
    return flawed.length > 0 ? flawed : pass({ scalableTargets: targets.length })
  },
})
