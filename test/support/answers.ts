// Answers in AWS's protocols: errors as each protocol spells them, and results from plain values.
import type { Protocol } from './wire.ts'

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object
}

export const requestId = '7a62c49f-347e-4fc4-9331-6e8e7a96aa73'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
})

/** An error of AWS. The status is that of the protocol unless given. */
export const awsError = (protocol: Protocol, code: string, message: string, status?: number): Answer => {
  switch (protocol) {
    case 'json':
      return {
        status: status ?? 400,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
        body: { __type: `com.amazonaws.service#${code}`, message },
      }
    case 'rest-json':
      return {
        status: status ?? 403,
        headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': code },
        body: { message },
      }
    case 'query':
      return xml(
        status ?? 403,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      )
    case 'ec2':
      return xml(
        status ?? 403,
        `<Response><Errors><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      )
    default:
      return xml(
        status ?? 403,
        `<Error><Code>${code}</Code><Message>${escaped(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      )
  }
}

/** The code with which a service refuses for want of permission. */
export const denial = (service: string, protocol: Protocol): string => {
  if (service === 'ec2') return 'UnauthorizedOperation'
  if (service === 'sns') return 'AuthorizationError'
  return protocol === 'json' || protocol === 'rest-json' ? 'AccessDeniedException' : 'AccessDenied'
}

/** The code and status with which a service refuses for rate. */
export const throttling = (service: string, protocol: Protocol): readonly [code: string, status: number] => {
  if (service === 'ec2') return ['RequestLimitExceeded', 503]
  if (protocol === 'rest-xml') return ['SlowDown', 503]
  if (service === 'lambda' || service === 'athena') return ['TooManyRequestsException', 429]
  return protocol === 'query' ? ['Throttling', 400] : ['ThrottlingException', 400]
}

/** A good JSON answer. */
export const json = (body: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
  body,
})

/** A good answer of the query protocol: `<OpResponse><OpResult>…`. */
export const queryResult = (name: string, result: string): Answer =>
  xml(
    200,
    `<${name}Response><${name}Result>${result}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
  )

/** A good answer of EC2. */
export const ec2Result = (name: string, result: string): Answer =>
  xml(
    200,
    `<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${result}</${name}Response>`,
  )

/** A good answer of a REST service with XML. */
export const restXml = (body: string): Answer => xml(200, body)

/** GetCallerIdentity as AWS answers it. */
export const callerIdentity = (account = '111122223333', arn = `arn:aws:sts::${account}:assumed-role/audit/parapet`): Answer =>
  queryResult('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>AROAEXAMPLE:parapet</UserId><Account>${account}</Account>`)

/** DescribeRegions with every region enabled but those in `notOptedIn`. */
export const describeRegions = (enabled: readonly string[], notOptedIn: readonly string[] = []): Answer => {
  const item = (region: string, status: string): string =>
    `<item><regionName>${region}</regionName><regionEndpoint>ec2.${region}.amazonaws.com</regionEndpoint><optInStatus>${status}</optInStatus></item>`
  const items = [
    ...enabled.map((region) => item(region, 'opt-in-not-required')),
    ...notOptedIn.map((region) => item(region, 'not-opted-in')),
  ]
  return ec2Result('DescribeRegions', `<regionInfo>${items.join('')}</regionInfo>`)
}
