// DynamoDB with its scaling and backups, and SQS, as AWS answers them.
import { awsError, json } from '../../support/answers.ts'
import { refundsTable, tables } from '../dynamodb.ts'
import { arnOf, daysBefore } from '../ground.ts'
import { queues, redriveAllow, weekTwoQueues } from '../sqs.ts'
import { corrected, listOf, type Json, type Overrides } from './override.ts'

const queueUrl = (url: unknown, region: string): string => `https://sqs.${region}.amazonaws.com${new URL(String(url)).pathname}`

export const stores: Overrides = {
  'application-autoscaling:DescribeScalableTargets': corrected((body) => ({
    ...body,
    ScalableTargets: listOf(body, 'ScalableTargets').map((target) => ({ ...target, CreationTime: 1_763_107_200 })),
  })),
  'application-autoscaling:DescribeScalingPolicies': corrected((body) => ({
    ...body,
    ScalingPolicies: listOf(body, 'ScalingPolicies').map((policy) => ({ ...policy, CreationTime: 1_763_107_200 })),
  })),
  'backup:ListProtectedResources': (_seen, _ask, { now, protectedResources }) =>
    json({
      Results: Object.entries(protectedResources).map(([ResourceArn, days]) => ({
        ResourceArn,
        ResourceType: 'DynamoDB',
        LastBackupTime: daysBefore(now, days).getTime() / 1000,
        LastBackupVaultArn: arnOf('backup', 'backup-vault:shop'),
      })),
    }),
  'dynamodb:DescribeKinesisStreamingDestination': ({ input }) => {
    const TableName = String(input['TableName'])
    return json({
      TableName,
      KinesisDataStreamDestinations: (tables.find(({ name }) => name === TableName)?.kinesis ?? []).map((name) => ({
        StreamArn: arnOf('kinesis', `stream/${name}`),
        DestinationStatus: 'ACTIVE',
        ApproximateCreationDateTimePrecision: 'MILLISECOND',
      })),
    })
  },
  'dynamodb:DescribeTable': corrected((body, seen) => {
    const units = [...tables, refundsTable].find(({ name }) => name === seen.input['TableName'])?.maxRequests
    const Table = body['Table'] as Json
    return units ? { Table: { ...Table, OnDemandThroughput: { MaxReadRequestUnits: units, MaxWriteRequestUnits: units } } } : body
  }),
  // moto does not know that streams have policies of their own.
  'dynamodb:GetResourcePolicy': async (seen, ask) => {
    if (String(seen.input['ResourceArn']).includes('/stream/'))
      return awsError(seen.protocol, 'PolicyNotFoundException', 'Resource-based policy not found for the provided ResourceArn')
    const { status, headers, text } = await ask()
    return { status, headers, body: text }
  },
  'sqs:GetQueueAttributes': corrected(({ Attributes, ...body }) => {
    const { SqsManagedSseEnabled, ...attributes } = Attributes as Record<string, string>
    const redriveFrom = [...queues, ...weekTwoQueues].find(({ name }) => attributes['QueueArn']?.endsWith(`:${name}`))?.redriveFrom
    const whole = (time: string | undefined): string => String(Math.floor(Number(time)))
    return {
      ...body,
      Attributes: {
        ...attributes,
        ...(redriveFrom && { RedriveAllowPolicy: redriveAllow(redriveFrom) }),
        // moto leaves it on beside a key.
        SqsManagedSseEnabled: attributes['KmsMasterKeyId'] === undefined ? SqsManagedSseEnabled : 'false',
        CreatedTimestamp: whole(attributes['CreatedTimestamp']),
        LastModifiedTimestamp: whole(attributes['LastModifiedTimestamp']),
      },
    }
  }),
  'sqs:ListQueues': corrected((body, { region }) => ({
    ...body,
    ...(body['QueueUrls'] !== undefined && { QueueUrls: (body['QueueUrls'] as unknown[]).map((url) => queueUrl(url, region)) }),
  })),
}
