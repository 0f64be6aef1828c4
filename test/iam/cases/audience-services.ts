// The policies that AWS services write, or tell their users to write.
import {
  account,
  allow,
  aws,
  bucket,
  deny,
  foreign,
  key,
  lambda,
  queue,
  root,
  service,
  table,
  topic,
  type AudienceCase,
} from './audience.ts'

const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide'
const dg = 'https://docs.aws.amazon.com/lambda/latest/dg'
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'
const sns = 'https://docs.aws.amazon.com/sns/latest/dg'
const kms = 'https://docs.aws.amazon.com/kms/latest/developerguide'
const trail = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide'
const dynamodb = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'
const send = 'sqs:SendMessage'
const invoke = 'lambda:InvokeFunction'
const own = (action: string) => allow(root(account), action, undefined, { Sid: 'Enable IAM policies', Resource: '*' })
const arn = (name: string, resource: string, region = 'eu-west-1'): string => `arn:aws:${name}:${region}:${account}:${resource}`

export const queues: readonly AudienceCase[] = [
  {
    title: 'S3 to SQS',
    docs: `${s3}/grant-destinations-permissions-to-s3.html`,
    on: queue,
    policy: [allow(service('s3'), send, { ArnLike: { 'aws:SourceArn': bucket }, StringEquals: { 'aws:SourceAccount': account } })],
    lets: [`service s3.amazonaws.com for ${account}`],
  },
  {
    title: 'SNS to SQS',
    docs: `${sns}/subscribe-sqs-queue-to-sns-topic.html`,
    on: queue,
    policy: [allow(service('sns'), send, { ArnEquals: { 'aws:SourceArn': topic } }, { Resource: queue })],
    lets: [`service sns.amazonaws.com for ${account}`],
  },
  {
    title: 'SNS of another account to SQS',
    docs: `${sns}/sns-send-message-to-sqs-cross-account.html`,
    on: queue,
    policy: [allow(service('sns'), send, { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:us-east-2:${foreign}:my-topic` } })],
    lets: [`service sns.amazonaws.com for ${foreign}`],
  },
  {
    title: 'SNS to SQS as it was written before service principals',
    docs: `${sns}/subscribe-sqs-queue-to-sns-topic.html`,
    on: queue,
    policy: [allow({ AWS: '*' }, send, { ArnEquals: { 'aws:SourceArn': topic } })],
    lets: [`service * for ${account}`],
  },
  {
    title: 'EventBridge to SQS',
    docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
    on: queue,
    policy: [allow(service('events'), send, { ArnEquals: { 'aws:SourceArn': arn('events', 'rule/orders') } })],
    lets: [`service events.amazonaws.com for ${account}`],
  },
  {
    title: 'EventBridge as the console of old wrote it',
    docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
    on: queue,
    policy: [allow(service('events'), send, undefined, { Resource: queue })],
    lets: ['service events.amazonaws.com'],
  },
  {
    title: 'a queue as the console makes it',
    docs: `${sqs}/sqs-configure-add-permissions.html`,
    on: queue,
    policy: [allow(root(account), 'SQS:*', undefined, { Sid: '__owner_statement', Resource: queue })],
    lets: [`same-account arn:aws:iam::${account}:root`],
  },
  {
    title: 'two users of another account',
    docs: `${sqs}/sqs-basic-examples-of-sqs-policies.html`,
    on: queue,
    policy: [allow(aws(foreign), [send, 'sqs:ReceiveMessage'])],
    lets: [`account ${foreign} ${foreign}`],
  },
  {
    title: 'everybody, in the examples',
    docs: `${sqs}/sqs-basic-examples-of-sqs-policies.html`,
    on: queue,
    policy: [allow('*', 'sqs:ReceiveMessage')],
    lets: ['public'],
  },
  {
    title: 'a range of addresses, in the examples',
    docs: `${sqs}/sqs-basic-examples-of-sqs-policies.html`,
    on: queue,
    policy: [allow('*', send, { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    lets: ['network 203.0.113.0/24'],
  },
  {
    title: 'plain HTTP is refused',
    docs: `${sqs}/sqs-security-best-practices.html`,
    on: queue,
    policy: [own('SQS:*'), deny('*', 'SQS:*', { Bool: { 'aws:SecureTransport': 'false' } })],
    lets: [`same-account arn:aws:iam::${account}:root`],
  },
  {
    title: 'dead letters of a subscription',
    docs: `${sns}/sns-configure-dead-letter-queue.html`,
    on: queue,
    policy: [allow(service('sns'), send, { ArnEquals: { 'aws:SourceArn': topic } })],
    lets: [`service sns.amazonaws.com for ${account}`],
  },
]

export const functions: readonly AudienceCase[] = [
  {
    title: 'API Gateway to Lambda',
    docs: `${dg}/services-apigateway.html`,
    on: lambda,
    policy: [
      allow(
        service('apigateway'),
        invoke,
        { ArnLike: { 'AWS:SourceArn': arn('execute-api', 'mnh1xmpli7/*/GET/orders') } },
        { Resource: lambda },
      ),
    ],
    lets: [`service apigateway.amazonaws.com for ${account}`],
  },
  {
    title: 'API Gateway without a source',
    docs: `${dg}/services-apigateway.html`,
    on: lambda,
    policy: [allow(service('apigateway'), invoke, undefined, { Resource: lambda })],
    lets: ['service apigateway.amazonaws.com'],
  },
  {
    title: 'S3 to Lambda, as the console writes it',
    docs: `${dg}/with-s3.html`,
    on: lambda,
    policy: [
      allow(
        service('s3'),
        invoke,
        { StringEquals: { 'AWS:SourceAccount': account }, ArnLike: { 'AWS:SourceArn': bucket } },
        { Resource: lambda },
      ),
    ],
    lets: [`service s3.amazonaws.com for ${account}`],
  },
  {
    title: 'S3 to Lambda by the bucket alone',
    docs: `${dg}/with-s3.html`,
    on: lambda,
    policy: [allow(service('s3'), invoke, { ArnLike: { 'AWS:SourceArn': bucket } }, { Resource: lambda })],
    lets: [`service s3.amazonaws.com for ${bucket}`],
  },
  {
    title: 'SNS to Lambda',
    docs: `${dg}/with-sns.html`,
    on: lambda,
    policy: [allow(service('sns'), invoke, { ArnLike: { 'AWS:SourceArn': topic } }, { Resource: lambda })],
    lets: [`service sns.amazonaws.com for ${account}`],
  },
  {
    title: 'EventBridge to Lambda',
    docs: `${dg}/with-eventbridge-scheduler.html`,
    on: lambda,
    policy: [allow(service('events'), invoke, { ArnLike: { 'AWS:SourceArn': arn('events', 'rule/nightly') } }, { Resource: lambda })],
    lets: [`service events.amazonaws.com for ${account}`],
  },
  {
    title: 'CloudWatch Logs to Lambda',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
    on: lambda,
    policy: [
      allow(
        service('logs'),
        invoke,
        { ArnLike: { 'AWS:SourceArn': arn('logs', 'log-group:orders:*') }, StringEquals: { 'AWS:SourceAccount': account } },
        { Resource: lambda },
      ),
    ],
    lets: [`service logs.amazonaws.com for ${account}`],
  },
  {
    title: 'CloudWatch Logs of a region, as it was',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
    on: lambda,
    policy: [allow(service('logs.eu-west-1'), invoke, undefined, { Resource: lambda })],
    lets: ['service logs.eu-west-1.amazonaws.com'],
  },
  {
    title: 'Config to Lambda',
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html',
    on: lambda,
    policy: [allow(service('config'), invoke, { StringEquals: { 'AWS:SourceAccount': account } }, { Resource: lambda })],
    lets: [`service config.amazonaws.com for ${account}`],
  },
  {
    title: 'a load balancer to Lambda',
    docs: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
    on: lambda,
    policy: [
      allow(
        service('elasticloadbalancing'),
        invoke,
        { ArnLike: { 'AWS:SourceArn': arn('elasticloadbalancing', 'targetgroup/orders/6d0ecf831eec9f09') } },
        { Resource: lambda },
      ),
    ],
    lets: [`service elasticloadbalancing.amazonaws.com for ${account}`],
  },
  {
    title: 'Lex to Lambda',
    docs: 'https://docs.aws.amazon.com/lexv2/latest/dg/lambda-attach.html',
    on: lambda,
    policy: [
      allow(
        service('lexv2'),
        invoke,
        { StringEquals: { 'AWS:SourceAccount': account }, ArnLike: { 'AWS:SourceArn': arn('lex', 'bot-alias/MYBOT/MYALIAS') } },
        { Resource: lambda },
      ),
    ],
    lets: [`service lexv2.amazonaws.com for ${account}`],
  },
  {
    title: 'Cognito to Lambda',
    docs: 'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html',
    on: lambda,
    policy: [
      allow(
        service('cognito-idp'),
        invoke,
        { StringEquals: { 'AWS:SourceAccount': account }, ArnLike: { 'AWS:SourceArn': arn('cognito-idp', 'userpool/eu-west-1_EXAMPLE') } },
        { Resource: lambda },
      ),
    ],
    lets: [`service cognito-idp.amazonaws.com for ${account}`],
  },
  {
    title: 'an Alexa skill to Lambda',
    docs: 'https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
    on: lambda,
    policy: [
      allow(
        { Service: 'alexa-appkit.amazon.com' },
        invoke,
        { StringEquals: { 'lambda:EventSourceToken': 'amzn1.ask.skill.0a1b2c3d' } },
        { Resource: lambda },
      ),
    ],
    lets: ['service alexa-appkit.amazon.com for lambda:EventSourceToken'],
  },
  {
    title: 'any Alexa skill to Lambda',
    docs: 'https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
    on: lambda,
    policy: [allow({ Service: 'alexa-appkit.amazon.com' }, invoke, undefined, { Resource: lambda })],
    lets: ['service alexa-appkit.amazon.com'],
  },
  {
    title: 'a topic rule of IoT to Lambda',
    docs: 'https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html',
    on: lambda,
    policy: [
      allow(
        service('iot'),
        invoke,
        { StringEquals: { 'AWS:SourceAccount': account }, ArnLike: { 'AWS:SourceArn': arn('iot', 'rule/orders') } },
        { Resource: lambda },
      ),
    ],
    lets: [`service iot.amazonaws.com for ${account}`],
  },
  {
    title: 'Secrets Manager rotates by Lambda',
    docs: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html',
    on: lambda,
    policy: [allow(service('secretsmanager'), invoke, { StringEquals: { 'AWS:SourceAccount': account } }, { Resource: lambda })],
    lets: [`service secretsmanager.amazonaws.com for ${account}`],
  },
  {
    title: 'a function URL, both statements',
    docs: `${dg}/urls-auth.html`,
    on: lambda,
    policy: [
      allow('*', 'lambda:InvokeFunctionUrl', { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } }, { Resource: lambda }),
      allow('*', invoke, { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }, { Resource: lambda }),
    ],
    lets: ['public'],
  },
  {
    title: 'a function URL for an account',
    docs: `${dg}/urls-auth.html`,
    on: lambda,
    policy: [
      allow(root(foreign), 'lambda:InvokeFunctionUrl', { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }, { Resource: lambda }),
    ],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:root`],
  },
  {
    title: 'CloudFront to a function URL',
    docs: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html',
    on: lambda,
    policy: [
      allow(
        service('cloudfront'),
        'lambda:InvokeFunctionUrl',
        { ArnLike: { 'AWS:SourceArn': `arn:aws:cloudfront::${account}:distribution/E1PDK09ESKHJWT` } },
        { Resource: lambda },
      ),
    ],
    lets: [`service cloudfront.amazonaws.com for ${account}`],
  },
  {
    title: 'an alias that another account may invoke',
    docs: `${dg}/access-control-resource-based.html`,
    on: lambda,
    policy: [allow(root(foreign), invoke, undefined, { Resource: `${lambda}:prod` })],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:root`],
  },
  {
    title: 'an organization may invoke',
    docs: `${dg}/permissions-function-organization.html`,
    on: lambda,
    policy: [allow('*', invoke, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5f' } }, { Resource: lambda })],
    lets: ['organization o-a1b2c3d4e5f'],
  },
  {
    title: 'a layer for everybody',
    docs: `${dg}/permissions-layer-cross-account.html`,
    on: `arn:aws:lambda:eu-west-1:${account}:layer:xray-sdk-nodejs:3`,
    policy: [allow('*', 'lambda:GetLayerVersion', undefined, { Resource: `arn:aws:lambda:eu-west-1:${account}:layer:xray-sdk-nodejs:3` })],
    lets: ['public'],
  },
  {
    title: 'a layer for an organization',
    docs: `${dg}/permissions-layer-cross-account.html`,
    on: `arn:aws:lambda:eu-west-1:${account}:layer:xray-sdk-nodejs:3`,
    policy: [
      allow(
        '*',
        'lambda:GetLayerVersion',
        { StringEquals: { 'aws:PrincipalOrgID': 'o-t194hfs8cz' } },
        { Resource: `arn:aws:lambda:eu-west-1:${account}:layer:xray-sdk-nodejs:3` },
      ),
    ],
    lets: ['organization o-t194hfs8cz'],
  },
]

const logs = (file = '*') => ({ Resource: `${bucket}/AWSLogs/${account}/${file}` })

export const stores: readonly AudienceCase[] = [
  {
    title: 'CloudFront to S3',
    docs: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
    on: bucket,
    policy: [
      allow(
        service('cloudfront'),
        's3:GetObject',
        { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::${account}:distribution/EDFDVBD6EXAMPLE` } },
        { Resource: `${bucket}/*` },
      ),
    ],
    lets: [`service cloudfront.amazonaws.com for ${account}`],
  },
  {
    title: 'CloudFront to S3 by an identity of old',
    docs: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
    on: bucket,
    policy: [
      allow(aws('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC'), 's3:GetObject', undefined, {
        Resource: `${bucket}/*`,
      }),
    ],
    lets: ['account cloudfront arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC'],
  },
  {
    title: 'a public website',
    docs: `${s3}/WebsiteAccessPermissionsReqd.html`,
    on: bucket,
    policy: [allow('*', ['s3:GetObject'], undefined, { Resource: [`${bucket}/*`] })],
    lets: ['public'],
  },
  {
    title: 'CloudTrail to S3',
    docs: `${trail}/create-s3-bucket-policy-for-cloudtrail.html`,
    on: bucket,
    policy: [
      allow(
        service('cloudtrail'),
        's3:GetBucketAcl',
        { StringEquals: { 'aws:SourceArn': arn('cloudtrail', 'trail/management') } },
        { Resource: bucket },
      ),
      allow(
        service('cloudtrail'),
        's3:PutObject',
        { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': arn('cloudtrail', 'trail/management') } },
        logs(),
      ),
    ],
    lets: [`service cloudtrail.amazonaws.com for ${account}`],
  },
  {
    title: 'CloudTrail to S3 as it was before sources',
    docs: `${trail}/create-s3-bucket-policy-for-cloudtrail.html`,
    on: bucket,
    policy: [allow(service('cloudtrail'), 's3:PutObject', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, logs())],
    lets: ['service cloudtrail.amazonaws.com'],
  },
  {
    title: 'Config to S3',
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html',
    on: bucket,
    policy: [
      allow(
        service('config'),
        ['s3:GetBucketAcl', 's3:ListBucket'],
        { StringEquals: { 'AWS:SourceAccount': account } },
        { Resource: bucket },
      ),
      allow(
        service('config'),
        's3:PutObject',
        { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'AWS:SourceAccount': account } },
        logs('Config/*'),
      ),
    ],
    lets: [`service config.amazonaws.com for ${account}`],
  },
  {
    title: 'access logs of load balancers, by an account of AWS',
    docs: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html',
    on: bucket,
    policy: [allow(aws('arn:aws:iam::127311923021:root'), 's3:PutObject', undefined, logs())],
    lets: ['account 127311923021 arn:aws:iam::127311923021:root'],
  },
  {
    title: 'access logs of load balancers, by a service',
    docs: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html',
    on: bucket,
    policy: [allow({ Service: 'logdelivery.elasticloadbalancing.amazonaws.com' }, 's3:PutObject', undefined, logs())],
    lets: ['service logdelivery.elasticloadbalancing.amazonaws.com'],
  },
  {
    title: 'access logs of load balancers of an account',
    docs: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html',
    on: bucket,
    policy: [
      allow(
        { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        's3:PutObject',
        { ArnLike: { 'aws:SourceArn': arn('elasticloadbalancing', 'loadbalancer/*') } },
        logs(),
      ),
    ],
    lets: [`service logdelivery.elasticloadbalancing.amazonaws.com for ${account}`],
  },
  {
    title: 'server access logs of S3',
    docs: `${s3}/enable-server-access-logging.html`,
    on: bucket,
    policy: [
      allow(
        { Service: 'logging.s3.amazonaws.com' },
        's3:PutObject',
        { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source-bucket' }, StringEquals: { 'aws:SourceAccount': account } },
        logs(),
      ),
    ],
    lets: [`service logging.s3.amazonaws.com for ${account}`],
  },
  {
    title: 'flow logs of VPCs to S3',
    docs: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html',
    on: bucket,
    policy: [
      allow(
        service('delivery.logs'),
        's3:PutObject',
        {
          StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
          ArnLike: { 'aws:SourceArn': arn('logs', '*') },
        },
        logs(),
      ),
    ],
    lets: [`service delivery.logs.amazonaws.com for ${account}`],
  },
  {
    title: 'inventory of S3',
    docs: `${s3}/configure-inventory.html`,
    on: bucket,
    policy: [
      allow(
        service('s3'),
        's3:PutObject',
        {
          ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source-bucket' },
          StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
        { Resource: `${bucket}/*` },
      ),
    ],
    lets: [`service s3.amazonaws.com for ${account}`],
  },
  {
    title: 'objects of an organization',
    docs: `${s3}/example-bucket-policies.html`,
    on: bucket,
    policy: [allow('*', 's3:GetObject', { StringEquals: { 'aws:PrincipalOrgID': ['o-aa111bb222'] } }, { Resource: `${bucket}/*` })],
    lets: ['organization o-aa111bb222'],
  },
  {
    title: 'objects for the addresses of an office',
    docs: `${s3}/example-bucket-policies.html`,
    on: bucket,
    policy: [
      deny('*', 's3:*', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, { Resource: [bucket, `${bucket}/*`] }),
      allow('*', 's3:GetObject', undefined, { Resource: `${bucket}/*` }),
    ],
    lets: ['network 192.0.2.0/24'],
  },
  {
    title: 'objects for pages that link to them',
    docs: `${s3}/example-bucket-policies.html`,
    on: bucket,
    policy: [
      allow(
        '*',
        ['s3:GetObject', 's3:GetObjectVersion'],
        { StringLike: { 'aws:Referer': ['http://www.example.com/*'] } },
        { Resource: `${bucket}/*` },
      ),
    ],
    lets: ['public'],
  },
  {
    title: 'a table for a role of another account',
    docs: `${dynamodb}/rbac-cross-account-access.html`,
    on: table,
    policy: [allow(aws(`arn:aws:iam::${foreign}:role/reader`), 'dynamodb:GetItem', undefined, { Resource: table })],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:role/reader`],
  },
  {
    title: 'a table for Redshift',
    docs: 'https://docs.aws.amazon.com/redshift/latest/mgmt/zero-etl-setting-up.create-integration-ddb.html',
    on: table,
    policy: [
      allow(service('redshift'), ['dynamodb:ExportTableToPointInTime', 'dynamodb:DescribeTable'], {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': arn('redshift', 'integration:*') },
      }),
    ],
    lets: [`service redshift.amazonaws.com for ${account}`],
  },
  {
    title: 'a table for an organization',
    docs: `${dynamodb}/rbac-examples.html`,
    on: table,
    policy: [allow('*', 'dynamodb:GetItem', { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }, { Resource: table })],
    lets: ['organization o-abcdefghij'],
  },
  {
    title: 'a table but for one network',
    docs: `${dynamodb}/rbac-examples.html`,
    on: table,
    policy: [
      allow(root(account), 'dynamodb:*', undefined, { Resource: table }),
      deny('*', 'dynamodb:*', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }, { Resource: table }),
    ],
    lets: [`same-account arn:aws:iam::${account}:root`],
  },
  {
    title: 'a topic as SNS makes it',
    docs: `${sns}/sns-access-policy-use-cases.html`,
    on: topic,
    policy: [allow({ AWS: '*' }, ['SNS:Publish', 'SNS:Subscribe'], { StringEquals: { 'AWS:SourceOwner': account } }, { Resource: topic })],
    lets: ['same-account *', `service * for ${account}`],
  },
  {
    title: 'CloudTrail to SNS',
    docs: `${trail}/cloudtrail-permissions-for-sns-notifications.html`,
    on: topic,
    policy: [
      allow(
        service('cloudtrail'),
        'SNS:Publish',
        { StringEquals: { 'aws:SourceArn': arn('cloudtrail', 'trail/management') } },
        { Resource: topic },
      ),
    ],
    lets: [`service cloudtrail.amazonaws.com for ${account}`],
  },
  {
    title: 'S3 to SNS',
    docs: `${s3}/grant-destinations-permissions-to-s3.html`,
    on: topic,
    policy: [
      allow(
        service('s3'),
        'SNS:Publish',
        { ArnLike: { 'aws:SourceArn': bucket }, StringEquals: { 'aws:SourceAccount': account } },
        { Resource: topic },
      ),
    ],
    lets: [`service s3.amazonaws.com for ${account}`],
  },
  {
    title: 'alarms to SNS',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
    on: topic,
    policy: [
      allow(
        service('cloudwatch'),
        'SNS:Publish',
        { ArnLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:*') }, StringEquals: { 'aws:SourceAccount': account } },
        { Resource: topic },
      ),
    ],
    lets: [`service cloudwatch.amazonaws.com for ${account}`],
  },
  {
    title: 'a vault of AWS Backup for an organization',
    docs: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html',
    on: arn('backup', 'backup-vault:orders'),
    policy: [allow('*', 'backup:CopyIntoBackupVault', { StringEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] } })],
    lets: ['organization o-a1b2c3d4e5'],
  },
  {
    title: 'a vault of AWS Backup for an account',
    docs: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html',
    on: arn('backup', 'backup-vault:orders'),
    policy: [allow(root(foreign), 'backup:CopyIntoBackupVault')],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:root`],
  },
]

export const keys: readonly AudienceCase[] = [
  {
    title: 'the policy that KMS writes',
    docs: `${kms}/key-policy-default.html`,
    on: key,
    policy: [own('kms:*')],
    lets: [`same-account arn:aws:iam::${account}:root`],
  },
  {
    title: 'administrators and users, as the console writes them',
    docs: `${kms}/key-policy-default.html`,
    on: key,
    policy: [
      own('kms:*'),
      allow(aws(`arn:aws:iam::${account}:role/admin`), ['kms:Put*', 'kms:ScheduleKeyDeletion']),
      allow(aws(`arn:aws:iam::${account}:role/app`), ['kms:Encrypt', 'kms:Decrypt']),
      allow(aws(`arn:aws:iam::${account}:role/app`), 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    ],
    lets: [
      `same-account arn:aws:iam::${account}:root`,
      `same-account arn:aws:iam::${account}:role/admin`,
      `same-account arn:aws:iam::${account}:role/app`,
    ],
  },
  {
    title: 'another account, as the console writes it',
    docs: `${kms}/key-policy-modifying-external-accounts.html`,
    on: key,
    policy: [own('kms:*'), allow(root(foreign), ['kms:Encrypt', 'kms:Decrypt'])],
    lets: [`same-account arn:aws:iam::${account}:root`, `account ${foreign} arn:aws:iam::${foreign}:root`],
  },
  {
    title: 'the key of AWS for Amazon SQS',
    docs: `${kms}/key-policy-services.html`,
    on: key,
    policy: [
      allow({ AWS: '*' }, ['kms:Encrypt', 'kms:Decrypt'], {
        StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' },
      }),
    ],
    lets: ['same-account *', `service * for ${account}`],
  },
  {
    title: 'CloudTrail to KMS',
    docs: `${trail}/create-kms-key-policy-for-cloudtrail.html`,
    on: key,
    policy: [
      allow(service('cloudtrail'), 'kms:GenerateDataKey*', {
        StringEquals: { 'aws:SourceArn': arn('cloudtrail', 'trail/management') },
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${account}:trail/*` },
      }),
    ],
    lets: [`service cloudtrail.amazonaws.com for ${account}`],
  },
  {
    title: 'CloudTrail to KMS by the encryption context alone',
    docs: `${trail}/create-kms-key-policy-for-cloudtrail.html`,
    on: key,
    policy: [
      allow(service('cloudtrail'), 'kms:GenerateDataKey*', {
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${account}:trail/*` },
      }),
    ],
    lets: ['service cloudtrail.amazonaws.com'],
  },
  {
    title: 'CloudWatch Logs to KMS',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
    on: key,
    policy: [
      allow(service('logs.eu-west-1'), ['kms:Encrypt*', 'kms:Decrypt*'], {
        ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:orders') },
      }),
    ],
    lets: ['service logs.eu-west-1.amazonaws.com'],
  },
  {
    title: 'SNS to an encrypted queue',
    docs: `${sqs}/sqs-key-management.html`,
    on: key,
    policy: [allow(service('sns'), ['kms:GenerateDataKey*', 'kms:Decrypt'], { ArnEquals: { 'aws:SourceArn': topic } })],
    lets: [`service sns.amazonaws.com for ${account}`],
  },
  {
    title: 'S3 to an encrypted queue',
    docs: `${sqs}/sqs-key-management.html`,
    on: key,
    policy: [allow(service('s3'), ['kms:GenerateDataKey*', 'kms:Decrypt'])],
    lets: ['service s3.amazonaws.com'],
  },
  { title: 'everybody', docs: `${kms}/key-policy-overview.html`, on: key, policy: [allow('*', 'kms:Decrypt')], lets: ['public'] },
  {
    title: 'an organization',
    docs: `${kms}/conditions-aws.html`,
    on: key,
    policy: [allow({ AWS: '*' }, 'kms:Decrypt', { StringEquals: { 'aws:PrincipalOrgID': 'o-xxxxxxxxxxx' } })],
    lets: ['organization o-xxxxxxxxxxx'],
  },
  {
    title: 'an endpoint of a VPC',
    docs: `${kms}/vpce-policy-condition.html`,
    on: key,
    policy: [
      own('kms:*'),
      deny('*', 'kms:*', { StringNotEquals: { 'aws:sourceVpce': 'vpce-1234abcdf5678c90a' } }),
      allow({ AWS: '*' }, 'kms:Decrypt'),
    ],
    lets: [`same-account arn:aws:iam::${account}:root`, 'network vpce-1234abcdf5678c90a'],
  },
  {
    title: 'an encryption context that anybody may state',
    docs: `${kms}/conditions-kms.html`,
    on: key,
    policy: [allow({ AWS: '*' }, 'kms:Decrypt', { StringEquals: { 'kms:EncryptionContext:app': 'orders' } })],
    lets: ['public'],
  },
]
