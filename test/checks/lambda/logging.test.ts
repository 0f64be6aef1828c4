// What the checks on logs of functions decide.
import { functionLogGroup, invokeDataEvents } from '../../../checks/lambda/logging.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { functionArn, lambda } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'
import { policy, role } from '../iam/fixtures.ts'

const group = (name: string): AnyNode =>
  resource('AWS::Logs::LogGroup', {
    name,
    arn: `arn:aws:logs:${region}:${account}:log-group:${name}`,
    base: { retentionInDays: 30, kmsKeyId: undefined },
  })
const allows = (Action: string | readonly string[], Resource = '*', more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, ...more }] })
const inline = (name: string, ...documents: readonly string[]): AnyNode =>
  role(name, { RolePolicyList: documents.map((PolicyDocument, index) => ({ PolicyName: String(index), PolicyDocument })) })
const writes = ['logs:CreateLogStream', 'logs:PutLogEvents']
const basic = policy('basic', allows(['logs:CreateLogGroup', ...writes]))
const own = (name: string) => group(`/aws/lambda/${name}`)
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`

verify(functionLogGroup, {
  pass: [
    given(lambda('managed'), {
      with: [own('managed'), role('managed', { AttachedManagedPolicies: [{ PolicyArn: basic.arn }] }), basic],
      evidence: { logGroup: '/aws/lambda/managed', Role: roleArn('managed') },
    }),
    given(lambda('its own streams alone'), {
      with: [
        own('its own streams alone'),
        inline('its own streams alone', allows(writes, `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/its own streams alone:*`)),
      ],
    }),
    given(lambda('elsewhere', { LoggingConfig: { LogGroup: '/shop/all', LogFormat: 'JSON' } }), {
      with: [group('/shop/all'), inline('elsewhere', allows('logs:*'))],
    }),
  ],
  fail: [
    given(lambda('no group'), {
      with: [own('another'), inline('no group', allows('logs:*'))],
      evidence: { logGroup: '/aws/lambda/no group', exists: false },
    }),
    given(lambda('no rights'), {
      with: [own('no rights'), inline('no rights', allows('dynamodb:*'))],
      evidence: { logGroup: '/aws/lambda/no rights', exists: true, Role: roleArn('no rights'), denied: writes },
    }),
    given(lambda('one of two'), {
      with: [own('one of two'), inline('one of two', allows('logs:CreateLogStream'))],
      evidence: { logGroup: '/aws/lambda/one of two', exists: true, Role: roleArn('one of two'), denied: ['logs:PutLogEvents'] },
    }),
    given(lambda('rights elsewhere'), {
      with: [own('rights elsewhere'), inline('rights elsewhere', allows(writes, `arn:aws:logs:${region}:${account}:log-group:/shop/*`))],
    }),
    given(lambda('denied'), {
      with: [
        own('denied'),
        inline('denied', allows('logs:*'), JSON.stringify({ Statement: { Effect: 'Deny', Action: 'logs:Put*', Resource: '*' } })),
      ],
    }),
  ],
  notApplicable: [given(lambda('role is gone'), { with: [own('role is gone'), role('other')] })],
  unknown: [
    given(lambda('under a condition'), {
      with: [
        own('under a condition'),
        inline('under a condition', allows(writes, '*', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
      ],
    }),
    given(lambda('unreadable'), { with: [own('unreadable'), inline('unreadable', '{')] }),
  ],
})

const tagged = (name: string, dataClass?: string): AnyNode =>
  lambda(name, {}, { tags: dataClass === undefined ? {} : { 'data-classification': dataClass } })
const trail = (name: string, values: string[], IsLogging = true): AnyNode =>
  resource('AWS::CloudTrail::Trail', {
    name,
    arn: `arn:aws:cloudtrail:us-east-1:${foreignAccount}:trail/${name}`,
    base: {
      HomeRegion: 'us-east-1',
      IsMultiRegionTrail: true,
      IsOrganizationTrail: true,
      S3BucketName: 'trail',
      SnsTopicARN: undefined,
      CloudWatchLogsLogGroupArn: undefined,
      KmsKeyId: undefined,
    },
    facets: {
      status: { IsLogging },
      eventSelectors: {
        EventSelectors: [
          { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [{ Type: 'AWS::Lambda::Function', Values: values }] },
        ],
        AdvancedEventSelectors: [],
      },
    },
  })

verify(invokeDataEvents, {
  pass: [
    given(tagged('all', 'restricted'), {
      with: [trail('t', ['arn:aws:lambda'])],
      evidence: { dataClass: 'restricted', trail: `arn:aws:cloudtrail:us-east-1:${foreignAccount}:trail/t` },
    }),
    given(tagged('by name', 'restricted'), { with: [trail('t', [functionArn('by name')]), trail('u', [])] }),
  ],
  fail: [
    given(tagged('no trail', 'restricted'), { evidence: { dataClass: 'restricted', trail: null } }),
    given(tagged('another', 'confidential'), { with: [trail('t', [functionArn('by name')])] }),
    given(tagged('stopped', 'confidential'), { with: [trail('t', ['arn:aws:lambda'], false)] }),
  ],
  notApplicable: [tagged('untagged'), tagged('public', 'public')],
})
