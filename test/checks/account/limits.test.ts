// What the checks on budgets, quotas and the pool of Lambda decide.
import { costBudget, quotaHeadroom } from '../../../checks/account/limits.ts'
import { accountConcurrencyHeadroom } from '../../../checks/lambda/capacity.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, resource } from '../../support/nodes.ts'
import { lambda } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const own = resource('AWS::Account', { name: account, arn: `arn:aws:account::${account}:account` })

const budget = (name: string, BudgetType: 'COST' | 'USAGE', notifications: number): AnyNode =>
  resource('AWS::Budgets::Budget', {
    name,
    arn: `arn:aws:budgets::${account}:budget/${name}`,
    base: { BudgetType },
    facets: {
      notifications: Array.from({ length: notifications }, () => ({
        NotificationType: 'ACTUAL' as const,
        Threshold: 80,
        ThresholdType: 'PERCENTAGE' as const,
      })),
    },
  })

verify(costBudget, {
  pass: [
    given(own, { title: 'a budget that tells', with: [budget('monthly', 'COST', 1)], evidence: { budgets: ['monthly'] } }),
    given(own, { title: 'one of two', with: [budget('a', 'COST', 0), budget('b', 'COST', 2)], evidence: { budgets: ['b'] } }),
  ],
  fail: [
    given(own, { title: 'no budget', evidence: { costBudgets: 0, withNotification: 0 } }),
    given(own, { title: 'a silent one', with: [budget('monthly', 'COST', 0)], evidence: { costBudgets: 1, withNotification: 0 } }),
    given(own, { title: 'one for hours', with: [budget('hours', 'USAGE', 1)] }),
  ],
})

const quota = (QuotaCode: string, Value: number, Maximum: number | null, region = 'eu-west-1'): AnyNode =>
  resource('AWS::ServiceQuotas::ServiceQuota', {
    name: QuotaCode,
    arn: `arn:aws:servicequotas:${region}:${account}:ec2/${QuotaCode}`,
    region,
    base: { ServiceCode: 'ec2', QuotaCode, QuotaName: `Quota ${QuotaCode}`, Value, UsageMetric: QuotaCode },
    facets: { usage: Maximum === null ? null : { Maximum } },
  })

verify(quotaHeadroom, {
  pass: [
    given(own, {
      title: 'room',
      with: [quota('L-1', 64, 51), quota('L-2', 64, null), quota('L-3', 0, null), quota('L-4', 0, 0)],
      evidence: { quotas: 4 },
    }),
  ],
  fail: [
    given(own, {
      title: 'nearly full',
      with: [quota('L-1', 64, 52)],
      evidence: {
        region: 'eu-west-1',
        ServiceCode: 'ec2',
        QuotaCode: 'L-1',
        QuotaName: 'Quota L-1',
        Value: 64,
        usedAbove80Percent: true,
      },
    }),
    given(own, { title: 'more than there should be', with: [quota('L-1', 0, 1)] }),
    given(own, {
      title: 'in two regions',
      with: [quota('L-1', 64, 64), quota('L-2', 64, 1), quota('L-1', 5, 5, 'eu-north-1')],
      discriminators: ['eu-west-1 ec2 L-1', 'eu-north-1 ec2 L-1'],
    }),
  ],
  notApplicable: [given(own, { title: 'none is counted' })],
})

const pool = (name: string, UnreservedConcurrentExecutions: number, Maximum: number | null, region = 'eu-west-1'): AnyNode => ({
  ...lambda(
    name,
    {},
    {
      accountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions },
      accountConcurrency: Maximum === null ? null : { Maximum },
    },
  ),
  arn: `arn:aws:lambda:${region}:${account}:function:${name}`,
  region,
})

verify(accountConcurrencyHeadroom, {
  pass: [
    given(own, { title: 'room', with: [pool('a', 100, 799), pool('b', 100, 799)], evidence: { regions: ['eu-west-1'] } }),
    given(own, { title: 'nothing ran', with: [pool('a', 1000, null)] }),
  ],
  fail: [
    given(own, {
      title: 'reserved away',
      with: [pool('a', 99, 10)],
      evidence: { region: 'eu-west-1', ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 99, peakAbove80Percent: false },
    }),
    given(own, { title: 'used up', with: [pool('a', 900, 800)], discriminators: ['eu-west-1'] }),
    given(own, {
      title: 'in one region of two',
      with: [pool('a', 900, 10), pool('a', 50, 10, 'eu-north-1')],
      discriminators: ['eu-north-1'],
    }),
  ],
  notApplicable: [given(own, { title: 'no functions' })],
})
