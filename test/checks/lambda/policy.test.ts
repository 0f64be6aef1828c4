// What the checks on policies of functions, aliases and layers decide.
import {
  functionPolicyConfusedDeputy,
  functionPolicyCrossAccount,
  functionPolicyPublic,
  layerPolicyPublic,
} from '../../../checks/lambda/policy.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import {
  allows,
  denies,
  document,
  foreign,
  organization,
  own,
  service,
  shapes,
  unreadable,
  type Statement,
} from '../../support/policies.ts'
import { functionArn, lambda } from '../../support/serverless.ts'
import { given, verify, type Case } from '../../support/verify.ts'

const invoke = 'lambda:InvokeFunction'
const invokeUrl = 'lambda:InvokeFunctionUrl'
const fn = (name: string, policy: string | null): AnyNode => lambda(name, {}, { policy })
const onFunction = (name: string, ...statements: readonly Statement[]): AnyNode => fn(name, document(...statements))
const inShapes = (statement: Statement): readonly AnyNode[] => Object.entries(shapes(statement)).map(([name, policy]) => fn(name, policy))
const broken = Object.entries(unreadable).map(([name, policy]) => fn(name, policy))
/** A function without a policy of its own, with an alias that has one. */
const onAlias = (name: string, policy: string | null, ofFunction: string | null = null, settings: Case['settings'] = {}): Case =>
  given(fn(name, ofFunction), {
    settings,
    with: [
      resource('AWS::Lambda::Alias', {
        name: `${name}:live`,
        arn: `${functionArn(name)}:live`,
        base: { FunctionVersion: '$LATEST', AdditionalVersions: [] },
        facets: { policy },
      }),
    ],
  })
const api = { ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:${region}:${account}:a1b2c3d4e5/*/GET/orders` } }
const bucket = { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::uploads' } }
const ofAccount = { StringEquals: { 'AWS:SourceAccount': account } }

verify(functionPolicyPublic, {
  pass: [
    fn('no policy', null),
    onFunction('API Gateway', allows(service('apigateway'), invoke, api)),
    onFunction('a service for anybody, which is another question', allows(service('s3'), invoke)),
    onFunction('an account', allows(foreign, invoke)),
    onFunction('an organization', allows('*', invoke, organization)),
    onFunction('a source', allows('*', invoke, bucket)),
    onFunction('closed again', allows('*', invoke), denies('*', 'lambda:*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    onAlias('an alias for an account', document(allows(foreign, invoke))),
    onAlias('an alias without a policy', null),
  ],
  fail: [
    ...inShapes(allows('*', invoke)),
    onFunction('a URL for anyone', allows('*', invokeUrl, { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } })),
    given(
      onFunction(
        'a URL for anyone with an AWS account',
        allows('*', invokeUrl, { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }),
      ),
      {
        evidence: { lets: [`any AWS account: ${invokeUrl} (statement 1)`] },
      },
    ),
    onFunction('any source', allows('*', invoke, { Null: { 'aws:SourceAccount': 'true' } })),
    onAlias('an alias for anyone', document(allows('*', invoke, undefined, `${functionArn('an alias for anyone')}:live`))),
    onAlias('the function for anyone, its alias cannot be read', '{', document(allows('*', invoke))),
    onAlias('the alias for anyone, the function cannot be read', document(allows('*', invoke)), '{'),
  ],
  unknown: [...broken, onAlias('an alias that cannot be read', '{'), onAlias('neither can be read', '{', '{')],
})

verify(functionPolicyConfusedDeputy, {
  pass: [
    fn('no policy', null),
    onFunction('API Gateway', allows(service('apigateway'), invoke, api)),
    onFunction('a bucket of the account', allows(service('s3'), invoke, { ...bucket, ...ofAccount })),
    onFunction('the account', allows(service('config'), invoke, ofAccount)),
    onFunction(
      'every topic of the account',
      allows(service('sns'), invoke, { ArnLike: { 'AWS:SourceArn': `arn:aws:sns:*:${account}:*` } }),
    ),
    onFunction('the organization', allows(service('events'), invoke, { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } })),
    onFunction(
      'a skill',
      allows({ Service: 'alexa-appkit.amazon.com' }, invoke, { StringEquals: { 'lambda:EventSourceToken': 'amzn1.ask.skill.1' } }),
    ),
    given(onFunction('a trusted account', allows(service('sns'), invoke, { StringEquals: { 'aws:SourceAccount': foreignAccount } })), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
    onFunction('people', allows(foreign, invoke)),
    onFunction(
      'CloudFront',
      allows(service('cloudfront'), invokeUrl, { ArnLike: { 'AWS:SourceArn': `arn:aws:cloudfront::${account}:distribution/E1` } }),
    ),
  ],
  fail: [
    ...inShapes(allows(service('sns'), invoke)),
    onFunction('a bucket, whoever has that name', allows(service('s3'), invoke, bucket)),
    onFunction('any account', allows(service('s3'), invoke, { StringEquals: { 'AWS:SourceAccount': '*' } })),
    onFunction(
      'any API',
      allows(service('apigateway'), invoke, { ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:${region}:*:a1b2c3d4e5/*` } }),
    ),
    onFunction('an account that nobody trusts', allows(service('sns'), invoke, { StringEquals: { 'aws:SourceAccount': foreignAccount } })),
    onFunction('one account of two', allows(service('sns'), invoke, { StringEquals: { 'aws:SourceAccount': [account, foreignAccount] } })),
    onFunction('any skill', allows({ Service: 'alexa-appkit.amazon.com' }, invoke)),
    onAlias('on an alias', document(allows(service('s3'), invoke))),
  ],
  unknown: [...broken, onAlias('an alias that cannot be read', '{')],
})

verify(functionPolicyCrossAccount, {
  pass: [
    fn('no policy', null),
    onFunction('the account itself', allows(own, invoke)),
    onFunction('an organization', allows('*', invoke, organization)),
    onFunction('a service', allows(service('s3'), invoke)),
    given(onFunction('a trusted account', allows(foreign, invoke)), { settings: { trustedAccounts: [foreignAccount] } }),
    onAlias('a trusted account on an alias', document(allows({ AWS: foreignAccount }, invoke)), null, {
      trustedAccounts: [foreignAccount],
    }),
  ],
  fail: [
    ...inShapes(allows(foreign, invoke)),
    onFunction('a role', allows({ AWS: `arn:aws:iam::${foreignAccount}:role/app` }, 'lambda:UpdateFunctionCode')),
    onFunction('everyone', allows('*', invoke)),
    onAlias('on an alias', document(allows(foreign, invoke))),
  ],
  unknown: broken,
})

const layer = (name: string, policy: string | null): AnyNode =>
  resource('AWS::Lambda::LayerVersion', {
    name,
    arn: `arn:aws:lambda:${region}:${account}:layer:tools:3`,
    base: { LayerName: 'tools', Version: 3 },
    facets: { policy },
  })
const get = 'lambda:GetLayerVersion'

verify(layerPolicyPublic, {
  pass: [
    layer('no policy', null),
    layer('an account', document(allows(foreign, get))),
    layer('an organization', document(allows('*', get, organization))),
  ],
  fail: [
    ...Object.entries(shapes(allows('*', get))).map(([name, policy]) => layer(name, policy)),
    layer('any organization', document(allows('*', get, { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }))),
  ],
  unknown: Object.entries(unreadable).map(([name, policy]) => layer(name, policy)),
})
