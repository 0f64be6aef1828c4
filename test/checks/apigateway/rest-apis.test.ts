// What the checks on REST APIs decide.
import { endpointPrivate, methodAuthorization, requestValidation } from '../../../checks/apigateway/rest-apis.ts'
import { executeArn, method, restApi } from '../../support/apigateway.ts'
import { allows, denies, document, foreign, own, unreadable, type Statement } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

const invoke = 'execute-api:Invoke'
const iam = { authorizationType: 'AWS_IAM' }
const everything = (name: string): string => `${executeArn(name)}/*`
/** An API with one open method and one policy. */
const held = (name: string, ...statements: readonly Statement[]) =>
  restApi(name, { policy: document(...statements) }, { methods: [method('GET /orders')] })
const office = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }

verify(methodAuthorization, {
  pass: [
    given(restApi('iam', {}, { methods: [method('GET /orders', iam), method('OPTIONS /orders')] }), { evidence: { methods: 2 } }),
    restApi('no methods', {}, { methods: [] }),
    restApi(
      'authorizers',
      { types: ['EDGE'] },
      {
        methods: [method('GET /', { authorizationType: 'CUSTOM' }), method('ANY /{proxy+}', { authorizationType: 'COGNITO_USER_POOLS' })],
      },
    ),
    held('account', allows(own, invoke)),
    held('foreign', allows(foreign, invoke)),
    held('office', allows('*', invoke, office, everything('office'))),
    held('endpoint', allows('*', invoke, { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } })),
    held('closed', allows('*', invoke), denies('*', invoke, { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
  ],
  fail: [
    given(restApi('open', {}, { methods: [method('GET /orders'), method('POST /orders', iam)] }), {
      discriminators: ['GET /orders'],
      evidence: { authorizationType: 'NONE', apiKeyRequired: false },
    }),
    given(restApi('two', {}, { methods: [method('GET /'), method('ANY /{proxy+}')] }), { discriminators: ['GET /', 'ANY /{proxy+}'] }),
    given(restApi('key', {}, { methods: [method('GET /orders', { apiKeyRequired: true })] }), {
      evidence: { authorizationType: 'NONE', apiKeyRequired: true },
    }),
    held('everyone', allows('*', invoke, undefined, everything('everyone'))),
    held('internet', allows('*', invoke, { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })),
    held('stage', allows('*', invoke, undefined, `${executeArn('stage')}/live/GET/orders`)),
  ],
  notApplicable: [restApi('private', { types: ['PRIVATE'] }, { methods: [method('GET /orders')] })],
  unknown: Object.entries(unreadable).map(([name, policy]) => restApi(name, { policy }, { methods: [method('GET /orders')] })),
})

const inside = (name: string, policy?: string) => restApi(name, { types: ['PRIVATE'], policy })

verify(endpointPrivate, {
  pass: [
    given(inside('nobody'), { evidence: { lets: [] } }),
    inside('endpoint', document(allows('*', invoke, { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } }))),
    inside(
      'network',
      document(
        allows('*', invoke, undefined, everything('network')),
        denies('*', invoke, { StringNotEquals: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' } }, everything('network')),
      ),
    ),
    inside('account', document(allows(own, invoke))),
  ],
  fail: [
    given(restApi('regional'), { evidence: { types: ['REGIONAL'] } }),
    restApi('edge', { types: ['EDGE'] }),
    inside('any', document(allows('*', invoke, undefined, everything('any')))),
    given(restApi('other'), { settings: { publicEntryPoints: ['shop-*'] } }),
  ],
  notApplicable: [
    given(restApi('shop-storefront'), { settings: { publicEntryPoints: ['shop-*'] }, evidence: { publicEntryPoint: true } }),
    given(restApi('byid'), { settings: { publicEntryPoints: ['byid'] } }),
  ],
  unknown: Object.entries(unreadable).map(([name, policy]) => inside(name, policy)),
})

const parameters = { requestParameters: { 'method.request.querystring.id': true } }
const body = { requestModels: { 'application/json': 'Order' } }
const by = (requestValidatorId: string) => ({ requestValidatorId })
const validators = [
  { id: 'all', validateRequestBody: true, validateRequestParameters: true },
  { id: 'body', validateRequestBody: true, validateRequestParameters: false },
  { id: 'none', validateRequestBody: false, validateRequestParameters: false },
]
const validating = (name: string, ...methods: readonly ReturnType<typeof method>[]) =>
  restApi(name, {}, { methods, requestValidators: validators })

verify(requestValidation, {
  pass: [
    given(validating('both', method('POST /orders', { ...parameters, ...body, ...by('all') })), {
      evidence: { methodsThatDeclareInput: 1 },
    }),
    validating('what it declares', method('POST /orders', { ...body, ...by('body') }), method('GET /orders')),
  ],
  fail: [
    given(restApi('nothing', {}, { methods: [method('GET /orders', parameters), method('POST /orders', body)], requestValidators: null }), {
      evidence: { notValidated: ['GET /orders', 'POST /orders'] },
    }),
    validating('half', method('POST /orders', { ...parameters, ...body, ...by('body') })),
    validating('a validator that validates nothing', method('POST /orders', { ...body, ...by('none') })),
    validating('a validator that is gone', method('POST /orders', { ...body, ...by('gone') })),
    given(validating('one of two', method('POST /a', { ...body, ...by('all') }), method('POST /b', body)), {
      evidence: { notValidated: ['POST /b'] },
    }),
  ],
  notApplicable: [
    given(restApi('declares nothing', {}, { methods: [method('GET /orders')], requestValidators: null }), {
      evidence: { methodsThatDeclareInput: 0 },
    }),
    restApi(
      'optional',
      {},
      { methods: [method('GET /', { requestParameters: { 'method.request.querystring.page': false } })], requestValidators: null },
    ),
    restApi('anything', {}, { methods: [method('POST /', { requestModels: { 'application/json': 'Empty' } })], requestValidators: null }),
  ],
})
