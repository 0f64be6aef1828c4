// Budgets, read through the real runner.
import { DescribeBudgetNotificationsForAccountCommand, DescribeBudgetsCommand } from '@aws-sdk/client-budgets'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { budget } from '../../collectors/budgets.ts'
import { account } from '../support/nodes.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'

const listed = (BudgetName: string, BudgetType: 'COST' | 'USAGE') => ({ BudgetName, BudgetType, TimeUnit: 'MONTHLY' as const })
const notification = { NotificationType: 'ACTUAL', Threshold: 80, ThresholdType: 'PERCENTAGE' } as const

collectorSuite(budget, {
  listing: listing(DescribeBudgetsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [{ Budgets: [listed('Whole account', 'COST')] }, { Budgets: [listed('Hours', 'USAGE'), listed('Quiet', 'COST')] }],
    empty: { Budgets: [] },
  }),
  answers: [
    on(DescribeBudgetNotificationsForAccountCommand, ({ AccountId, NextToken }) => {
      assert.equal(AccountId, account)
      return NextToken === undefined
        ? {
            BudgetNotificationsForAccount: [
              {
                BudgetName: 'Whole account',
                Notifications: [{ ...notification, ComparisonOperator: 'GREATER_THAN' as const, NotificationState: 'OK' as const }],
              },
            ],
            NextToken: 'more',
          }
        : { BudgetNotificationsForAccount: [{ BudgetName: 'Hours' }] }
    }),
  ],
  resources: {
    'Whole account': { base: { BudgetType: 'COST' }, facets: { notifications: [notification] } },
    Hours: { base: { BudgetType: 'USAGE' }, facets: { notifications: [] } },
    Quiet: { facets: { notifications: [] } },
  },
})

it('knows that there is no budget, and that nobody is told, where AWS leaves the lists out', async () => {
  const scripted = { listing: 'unpaged', answers: [], resources: {} } as const
  const none = await read(budget, scripted, { answers: [on(DescribeBudgetsCommand, {})] })
  assert.deepEqual([none.nodes, none.inventory.listings.map(({ complete }) => complete)], [[], [true]])
  const { nodes } = await read(budget, scripted, {
    answers: [on(DescribeBudgetsCommand, { Budgets: [listed('Quiet', 'COST')] }), on(DescribeBudgetNotificationsForAccountCommand, {})],
  })
  assert.deepEqual(nodes[0]?.facets['notifications'], { state: 'known', value: [] })
})
