// The AWS account: how much it may use, and who hears when it uses much.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

export const costBudget = defineCheck({
  id: 'account-cost-anomaly-budget',
  title: 'A budget with alerts bounds denial of wallet',
  on: 'AWS::Account',
  needs: [],
  reads: { 'AWS::Budgets::Budget': ['notifications'] },
  threats: ['resource-exhaustion'],
  mitigation: 'alerting',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Budgets that only notify are free.' },
  why: 'What scales by itself also spends by itself. Without a budget, a flood of requests or a stolen key that starts instances is noticed when the bill comes.',
  fix: {
    cli: `aws budgets create-budget --account-id <account> --budget '{"BudgetName": "monthly", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "<amount>", "Unit": "USD"}}' \\
  --notifications-with-subscribers '[{"Notification": {"NotificationType": "FORECASTED", "ComparisonOperator": "GREATER_THAN", "Threshold": 100}, "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "<team@example.com>"}]}]'`,
    terraform: `resource "aws_budgets_budget" "monthly" {
  name         = "monthly"
  budget_type  = "COST"
  limit_amount = "<amount>"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    notification_type          = "FORECASTED"
    comparison_operator        = "GREATER_THAN"
    threshold                  = 100
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = ["<team@example.com>"]
  }
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html'] },
  test: (_account, { graph }) => {
    const budgets = graph.all('AWS::Budgets::Budget').filter(({ base }) => base.BudgetType === 'COST')
    const telling = budgets.filter(({ notifications }) => notifications.length > 0).map(({ name }) => name)
    return telling.length > 0
      ? pass({ budgets: telling.toSorted().slice(0, 5) })
      : fail({ costBudgets: budgets.length, withNotification: 0 })
  },
})

/** The part of a quota that may be in use. */
const fullPercent = 80

export const quotaHeadroom = defineCheck({
  id: 'account-service-quota-headroom',
  title: 'Service quotas leave headroom',
  on: 'AWS::Account',
  needs: [],
  reads: { 'AWS::ServiceQuotas::ServiceQuota': ['usage'] },
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'capacity-limits',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'A higher quota is free; AWS grants it on request, sometimes after days.' },
  why: 'At its quota, AWS refuses: nothing more starts, neither when load grows nor when something has to be restored elsewhere, and a higher quota takes time that there is not then.',
  fix: {
    cli: 'aws service-quotas request-service-quota-increase --service-code <service> --quota-code <quota-code> --desired-value <value> --region <region>',
    terraform: `resource "aws_servicequotas_service_quota" "<quota>" {
  service_code = "<service>"
  quota_code   = "<quota-code>"
  value        = <value>
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/servicequotas/latest/userguide/configure-cloudwatch.html',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Quotas-Visualize-Alarms.html',
    ],
  },
  test: (_account, { graph }) => {
    const quotas = graph.all('AWS::ServiceQuotas::ServiceQuota').toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
    if (quotas.length === 0) return notApplicable({ quotas: 0 })
    const full = quotas.flatMap(({ region, base: { ServiceCode, QuotaCode, QuotaName, Value }, usage }) =>
      // Nothing of nothing is not full: AWS gives many accounts none of some kinds of machines.
      usage !== null && usage.Maximum > 0 && usage.Maximum * 100 >= Value * fullPercent
        ? [
            fail(
              { region, ServiceCode, QuotaCode, QuotaName, Value, [`usedAbove${fullPercent}Percent`]: true },
              `${region} ${ServiceCode} ${QuotaCode}`,
            ),
          ]
        : [],
    )
    return full.length > 0 ? full : pass({ quotas: quotas.length })
  },
})
