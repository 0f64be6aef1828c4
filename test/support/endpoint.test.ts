// The scripted endpoint itself: its rules match what they say, and its faults are the faults they claim to be.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { json } from './answers.ts'
import { startEndpoint, type Endpoint } from './endpoint.ts'

const authorization = (service: string, region = 'eu-west-1'): Readonly<Record<string, string>> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/${region}/${service}/aws4_request, SignedHeaders=host, Signature=x`,
})
const sqs = (endpoint: { readonly url: string }, name: string, body: object = {}, region = 'eu-west-1'): Promise<Response> =>
  fetch(endpoint.url, {
    method: 'POST',
    headers: { ...authorization('sqs', region), 'x-amz-target': `AmazonSQS.${name}` },
    body: JSON.stringify(body),
  })
const good = { answer: () => json({ QueueUrls: ['a'], NextToken: undefined }) }
const statuses = async (endpoint: Endpoint, ask: readonly (() => Promise<Response>)[]): Promise<readonly number[]> => {
  const found: number[] = []
  for (const one of ask) found.push((await one()).status)
  endpoint.clear()
  return found
}

describe('rules', () => {
  test('match operation, region, resource, attempt, page and condition; the newest acts', async () => {
    await using endpoint = await startEndpoint(good)
    const list =
      (body: object = {}, region?: string) =>
      (): Promise<Response> =>
        sqs(endpoint, 'ListQueues', body, region)
    const other = (): Promise<Response> => sqs(endpoint, 'GetQueueAttributes', { QueueUrl: 'https://x/1/orders' })
    const deny = { do: 'deny' } as const

    endpoint.rule({ operation: 'sqs:ListQueues', action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), other]), [400, 200])
    endpoint.rule({ operation: 'sqs:*', action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), other]), [400, 400])
    endpoint.rule({ region: 'us-east-1', action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), list({}, 'us-east-1')]), [200, 400])
    endpoint.rule({ resource: 'orders', action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), other]), [200, 400])
    endpoint.rule({ attempt: [2, 3], action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), list(), list(), list(), other]), [200, 400, 400, 200, 200])
    endpoint.rule({ page: 2, action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), list({ NextToken: 'a' }), list({ NextToken: 'b' })]), [200, 400, 200])
    endpoint.rule({ times: 1, action: deny })
    assert.deepEqual(await statuses(endpoint, [list(), list()]), [400, 200])
    endpoint.rule({ when: ({ input }) => input['MaxResults'] === 7, action: deny })
    assert.deepEqual(await statuses(endpoint, [list({ MaxResults: 7 }), list()]), [400, 200])
    endpoint.rule({ action: deny })
    endpoint.rule({ action: { do: 'failure' } })
    assert.deepEqual(await statuses(endpoint, [list()]), [500])
  })
})

test('every request is recorded, with what it is about', async () => {
  await using endpoint = await startEndpoint(good)
  await sqs(endpoint, 'GetQueueAttributes', { QueueUrl: 'https://x/1/orders' }, 'eu-central-1')
  await fetch(`${endpoint.url}/2015-03-31/functions/worker/policy?Qualifier=live`, { headers: authorization('lambda') })
  await fetch(endpoint.url, {
    method: 'POST',
    headers: { ...authorization('iam', 'us-east-1'), 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: 'Action=GetUser&UserName=eve&Version=2010-05-08',
  })
  assert.deepEqual(
    endpoint.requests.map(({ operation, region, resource, protocol }) => [operation, region, resource, protocol]),
    [
      ['sqs:GetQueueAttributes', 'eu-central-1', '/ https://x/1/orders', 'json'],
      ['lambda:GetPolicy', 'eu-west-1', '/2015-03-31/functions/worker/policy', 'rest-json'],
      ['iam:GetUser', 'us-east-1', '/ eve', 'query'],
    ],
  )
  assert.deepEqual(endpoint.operations(), ['iam:GetUser', 'lambda:GetPolicy', 'sqs:GetQueueAttributes'])
})

describe('faults', () => {
  test('connections that break, bodies that stop', async () => {
    await using endpoint = await startEndpoint(good)
    for (const action of [{ do: 'reset' }, { do: 'cut' }] as const) {
      endpoint.rule({ times: 1, action })
      await assert.rejects(
        sqs(endpoint, 'ListQueues').then((response) => response.text()),
        TypeError,
        action.do,
      )
    }
    for (const action of [{ do: 'hang' }, { do: 'stall' }, { do: 'drip', milliseconds: 40 }] as const) {
      endpoint.rule({ times: 1, action })
      const signal = AbortSignal.timeout(100)
      const late = fetch(endpoint.url, {
        method: 'POST',
        headers: { ...authorization('sqs'), 'x-amz-target': 'AmazonSQS.ListQueues' },
        body: '{}',
        signal,
      })
      await assert.rejects(
        late.then((response) => response.text()),
        { name: 'TimeoutError' },
        action.do,
      )
    }
  })
  test('answers that are altered, and only where they should be', async () => {
    await using endpoint = await startEndpoint(good)
    const body = async (): Promise<unknown> => (await sqs(endpoint, 'ListQueues')).json()
    assert.deepEqual(await body(), { QueueUrls: ['a'] })
    endpoint.rule({ times: 1, action: { do: 'wrong-list' } })
    assert.deepEqual(await body(), { QueueUrls: 'not-a-list' })
    endpoint.rule({ times: 1, action: { do: 'no-list' } })
    assert.deepEqual(await body(), {})
    endpoint.rule({ times: 1, action: { do: 'token', kind: 'endless' } })
    assert.deepEqual(await body(), { QueueUrls: ['a'], NextToken: 'page-2' })
  })
})

test('a proxy hands on what is good, byte for byte, and spoils what a rule names', async () => {
  await using upstream = await startEndpoint(good)
  await using proxy = await startEndpoint({ upstream: upstream.url })
  assert.deepEqual(await (await sqs(proxy, 'ListQueues', { MaxResults: 3 })).json(), { QueueUrls: ['a'] })
  assert.equal(upstream.requests[0]?.body, '{"MaxResults":3}')
  await fetch(`${proxy.url}/2015-03-31/functions/a%3Ab/policy?Qualifier=x%2Fy`, { headers: authorization('lambda') })
  assert.equal(upstream.requests[1]?.target, '/2015-03-31/functions/a%3Ab/policy?Qualifier=x%2Fy')
  proxy.rule({ operation: 'sqs:*', action: { do: 'deny' } })
  assert.equal((await sqs(proxy, 'ListQueues')).status, 400)
  assert.equal(upstream.requests.length, 2)
})
