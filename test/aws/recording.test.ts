// The file of a recording: malformed ones name file and line, and a question has one key however it is put.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { HttpRequest } from '@smithy/core/protocols'
import { requestKey } from '../../src/aws/recording.ts'
import { connectRecording, readRecording } from '../../src/aws/replay.ts'
import { inFolder } from '../support/folder.ts'

const options = { scanId: 'replayed', version: '1.2.3', allowed: [] }

describe('malformed recordings name file and line', () => {
  const head = '{"format":"parapet-recording","version":1}'
  const exchange = '{"operation":"sqs:ListQueues","region":"eu-west-1","key":"k","status":200,"headers":{},"body":{}}'
  const cases: readonly (readonly [name: string, text: string, line: number, problem: RegExp])[] = [
    ['empty', '', 1, /not JSON/],
    ['another file', 'hello\n', 1, /not JSON/],
    ['JSON of another kind', '{"a":1}\n', 1, /not a recording/],
    ['a newer format', '{"format":"parapet-recording","version":2}\n', 1, /version 2 .* not known/],
    ['a list', '[]\n', 1, /not a JSON object/],
    ['a cut line', `${head}\n${exchange}\n{"operation":"sqs:Li\n`, 3, /not JSON/],
    ['an exchange without a status', `${head}\n${exchange.replace('"status":200,', '')}\n`, 2, /neither an exchange/],
    ['headers of the wrong type', `${head}\n${exchange.replace('"headers":{}', '"headers":{"a":1}')}\n`, 2, /neither an exchange/],
    ['a blank line in between', `${head}\n\n${exchange}\n`, 2, /not JSON/],
    ['regions of the wrong type', `${head}\n{"regions":[1]}\n`, 2, /neither an exchange/],
    ['no identity', `${head}\n${exchange}\n`, 1, /sts:GetCallerIdentity/],
  ]
  for (const [name, text, line, problem] of cases) {
    test(name, async () => {
      await inFolder(async (file) => {
        await writeFile(file, text)
        await assert.rejects(connectRecording(file, options), (error) => {
          assert.ok(error instanceof Error)
          assert.equal(error.name, 'UnreadableRecording')
          assert.ok(error.message.startsWith(`${file}:${line}: `), error.message)
          assert.match(error.message, problem)
          return true
        })
      })
    })
  }
  test('a good one without a last line break is read', async () => {
    await inFolder(async (file) => {
      await writeFile(file, `${head}\n${exchange}\n{"regions":["eu-west-1"]}`)
      assert.deepEqual(
        { exchanges: readRecording(file).exchanges.length, regions: readRecording(file).regions },
        { exchanges: 1, regions: ['eu-west-1'] },
      )
    })
  })
})

describe('request keys', () => {
  const request = (body: string, more: Partial<HttpRequest> = {}): HttpRequest =>
    new HttpRequest({ method: 'POST', path: '/', hostname: 'sqs.eu-west-1.amazonaws.com', body, ...more })
  const same: readonly (readonly [string, HttpRequest, HttpRequest])[] = [
    ['order of members', request('{"a":1,"b":{"c":1,"d":2}}'), request('{"b":{"d":2,"c":1},"a":1}')],
    ['page size', request('{"a":1,"MaxResults":5}'), request('{"a":1,"MaxResults":9}')],
    [
      'time',
      request('{"a":1,"StartTime":1780000000,"EndTime":1780086400}'),
      request('{"a":1,"StartTime":1790000000,"EndTime":1790086400}'),
    ],
    ['order of a form', request('Action=A&Version=1&X=1'), request('Version=2&X=1&Action=A')],
    ['order of a query', request('', { query: { a: '1', b: '2' } }), request('', { query: { b: '2', a: '1' } })],
    ['host', request(''), request('', { hostname: '127.0.0.1', port: 5000 })],
    ['bytes', request('{"a":1}'), request('', { body: Buffer.from('{"a":1}') })],
    ['path or host style', request('', { path: '/', hostname: 'b.s3.eu-west-1.amazonaws.com' }), request('', { path: '/b/' })],
  ]
  for (const [name, one, other] of same) test(`${name} makes no difference`, () => assert.equal(requestKey(one), requestKey(other)))
  const different: readonly (readonly [string, HttpRequest, HttpRequest])[] = [
    ['token', request('{"NextToken":"a"}'), request('{"NextToken":"b"}')],
    ['token of a form', request('Action=A&Marker=a'), request('Action=A')],
    ['member', request('{"a":1}'), request('{"a":2}')],
    ['path', request('', { path: '/a' }), request('', { path: '/b' })],
    ['target', request('', { headers: { 'x-amz-target': 'A.B' } }), request('', { headers: { 'x-amz-target': 'A.C' } })],
    ['method', request('', { method: 'GET' }), request('')],
  ]
  for (const [name, one, other] of different) test(`${name} does`, () => assert.notEqual(requestKey(one), requestKey(other)))
})
