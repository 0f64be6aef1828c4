// AWS Budgets: what the account may cost, and who is told.
import {
  BudgetsClient,
  DescribeBudgetNotificationsForAccountCommand,
  DescribeBudgetsCommand,
  type BudgetType,
  type Notification,
} from '@aws-sdk/client-budgets'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Budgets::Budget': {
      base: { BudgetType: BudgetType }
      facets: {
        /** Each has a subscriber: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DeleteSubscriber.html */
        notifications: readonly Pick<Notification, 'NotificationType' | 'Threshold' | 'ThresholdType'>[]
      }
      edges: {}
    }
  }
}

/** Neither list is documented to be there where it is empty. */
const maybeEmpty = { omitsEmpty: true } as const

const notifications = bulk({
  client: BudgetsClient,
  calls: ['budgets:DescribeBudgetNotificationsForAccount'],
  run: async (budgets, at) =>
    new Map(
      await Array.fromAsync(
        pages(
          budgets,
          DescribeBudgetNotificationsForAccountCommand,
          { AccountId: at.account, MaxResults: 100 },
          (page) =>
            page.BudgetNotificationsForAccount?.map(
              ({ BudgetName, Notifications = [] }) =>
                [
                  member(BudgetName, 'BudgetName'),
                  Notifications.map(({ NotificationType, Threshold, ThresholdType }) => ({ NotificationType, Threshold, ThresholdType })),
                ] as const,
            ),
          maybeEmpty,
        ),
      ),
    ),
})

export const budget = defineCollector({
  kind: 'AWS::Budgets::Budget',
  client: BudgetsClient,
  scope: 'global',
  list: {
    calls: ['budgets:DescribeBudgets'],
    run: (budgets, at) =>
      pages(
        budgets,
        DescribeBudgetsCommand,
        { AccountId: at.account, MaxResults: 100 },
        (page) =>
          page.Budgets?.map(({ BudgetName, BudgetType }) => ({
            arn: at.arn('budgets', `budget/${member(BudgetName, 'BudgetName')}`, ''),
            name: member(BudgetName, 'BudgetName'),
            BudgetType: member(BudgetType, 'BudgetType'),
          })),
        maybeEmpty,
      ),
  },
  facets: {
    // Budgets that notify nobody are left out.
    notifications: fromBulk(notifications, (byName, { name }) => byName.get(name) ?? []),
  },
  edges: {},
})

export default [budget]
