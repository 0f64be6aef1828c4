// AWS Lambda: whether what functions do is written down.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { trailOf, trailReads } from '../../src/check/data-events.ts'
import { evaluate } from '../../src/iam/evaluate.ts'
import { noPolicies } from '../../src/iam/request.ts'
import { iamAccount, iamReads, undecided } from '../iam/account-view.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'
const writing = ['logs:CreateLogStream', 'logs:PutLogEvents']

export const functionLogGroup = defineCheck({
  id: 'lambda-function-log-group',
  title: 'Every function can write logs and its log group exists',
  on: 'AWS::Lambda::Function',
  needs: [],
  across: { 'logs-to': [] },
  reads: iamReads,
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'Logs are charged by the gigabyte taken in and kept; calls do not get slower. Set a retention.' },
  why: 'A function that cannot write its log fails and is abused in silence: there is nothing to look at, neither today nor in an investigation.',
  fix: {
    cli: `aws logs create-log-group --log-group-name /aws/lambda/<function>
aws logs put-retention-policy --log-group-name /aws/lambda/<function> --retention-in-days 90
aws iam attach-role-policy --role-name <role> --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`,
    terraform: `resource "aws_cloudwatch_log_group" "<function>" {
  name              = "/aws/lambda/<function>"
  retention_in_days = 90
}
resource "aws_iam_role_policy_attachment" "<function>" {
  role       = aws_iam_role.<function>.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}`,
  },
  refs: { docs: [`${developerGuide}/monitoring-cloudwatchlogs.html`, `${developerGuide}/lambda-intro-execution-role.html`] },
  test: (lambda, { graph }) => {
    const [group] = lambda['logs-to']
    const logGroup = group?.arn.split(':').slice(6).join(':') ?? null
    if (!group?.found) return fail({ logGroup, exists: false })
    const { Role } = lambda.base
    const role = graph.once(iamAccount).principals.find(({ principal }) => principal.arn === Role)
    // All roles were listed: this one is gone, and the function cannot run.
    if (!role) return notApplicable({ logGroup, Role, roleExists: false })
    const decisions = writing.map((action) => {
      const resource = `${group.arn}:log-stream:2026/01/01/[$LATEST]0123456789abcdef`
      const request = { principal: role.principal, action, resource, resourceAccount: lambda.account, context: {} }
      return { action, ...evaluate(request, { ...noPolicies, identity: role.identity, boundary: role.boundary }) }
    })
    const denied = decisions.filter(({ decision }) => decision === 'denied').map(({ action }) => action)
    if (denied.length > 0) return fail({ logGroup, exists: true, Role, denied })
    if (decisions.some(({ decision }) => decision !== 'allowed')) throw undecided(lambda, role)
    return pass({ logGroup, Role })
  },
})

export const invokeDataEvents = defineCheck({
  id: 'lambda-invoke-data-events',
  title: 'Function invocations of sensitive functions are recorded by CloudTrail',
  on: 'AWS::Lambda::Function',
  needs: ['tags'],
  reads: trailReads,
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 2,
    note: 'Charged by the event; for a busy function that can be more than the function itself. Select the functions that matter.',
  },
  why: 'CloudTrail does not record calls of functions unless it is told to. Who called a function with whose rights, and when, then nobody can say afterwards.',
  fix: {
    cli: `aws cloudtrail put-event-selectors --trail-name <trail> --advanced-event-selectors '[{"Name": "Sensitive functions", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]}, {"Field": "resources.ARN", "StartsWith": ["<function-arn>"]}]}]'
# This replaces all selectors of the trail: name the others too.`,
    terraform: `resource "aws_cloudtrail" "<trail>" {
  advanced_event_selector {
    name = "Sensitive functions"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::Lambda::Function"]
    }
    field_selector {
      field       = "resources.ARN"
      starts_with = [aws_lambda_function.<function>.arn]
    }
  }
}`,
  },
  refs: {
    docs: [
      `${developerGuide}/logging-using-cloudtrail.html`,
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html',
    ],
  },
  test: ({ arn, region, tags }, { graph, ...settings }) => {
    const dataClass = sensitiveClassOf(tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    // An invocation counts as a write.
    const trail = trailOf(graph, { type: 'AWS::Lambda::Function', arn, region, readOnly: false, eventName: 'Invoke' })
    return trail ? pass({ dataClass, trail: trail.arn }) : fail({ dataClass, trail: null })
  },
})
