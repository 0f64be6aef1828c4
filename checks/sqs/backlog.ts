// Amazon SQS: messages that nobody comes for.
import { defineCheck, fail, pass } from '../../src/check/check.ts'

/** Seconds: how far behind consumers may be. */
const late = 3600

export const queueBacklog = defineCheck({
  id: 'sqs-queue-backlog',
  title: 'Backlogs are worked off and dead letters looked at within a day',
  on: 'AWS::SQS::Queue',
  needs: ['backlog'],
  reads: { 'AWS::SQS::Queue': [] },
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'alerting',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'The metrics are there anyway; an alarm on them costs cents a month.' },
  why: 'Messages wait until they expire and are gone. Dead letters are orders, uploads or payments that did not happen, and somebody has to decide what becomes of them.',
  fix: {
    cli: `# See what waits, mend what keeps it from being processed, and send dead letters back:
aws sqs start-message-move-task --source-arn <dead-letter-queue-arn>
aws cloudwatch put-metric-alarm --alarm-name <queue>-backlog --namespace AWS/SQS --metric-name ApproximateAgeOfOldestMessage --dimensions Name=QueueName,Value=<queue> \\
  --statistic Maximum --period 300 --evaluation-periods 12 --threshold 3600 --comparison-operator GreaterThanThreshold --alarm-actions <topic-arn>`,
    terraform: `resource "aws_cloudwatch_metric_alarm" "<queue>_backlog" {
  alarm_name          = "<queue>-backlog"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.<queue>.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 12
  threshold           = 3600
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [<topic-arn>]
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html',
    ],
  },
  test: ({ arn, backlog }, { graph }) => {
    if (backlog === null) return pass({ waiting: false })
    const { hours, ApproximateAgeOfOldestMessage: age, ApproximateNumberOfMessagesVisible: messages } = backlog
    // Not a whole day: the queue is new, or something was in it for some hours.
    if (hours < 24 || messages < 1) return pass({ waiting: false })
    if (graph.into(arn, 'AWS::SQS::Queue', 'dead-letters-to').length > 0) return fail({ deadLetterQueue: true, neverEmptyForHours: 24 })
    return age >= late
      ? fail({ deadLetterQueue: false, alwaysLateForHours: 24, limitSeconds: late })
      : pass({ waiting: true, limitSeconds: late })
  },
})
