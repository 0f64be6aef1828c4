// What the checks on trust policies of roles decide.
import { roleTrustOidcCi } from '../../../checks/iam/policy-trust-oidc.ts'
import {
  roleServiceConfusedDeputy,
  roleTrustExternalId,
  roleTrustPublic,
  roleTrustUnknownAccount,
} from '../../../checks/iam/policy-trust.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount } from '../../support/nodes.ts'
import { denies, document, foreign, organization, own, service, shapes, unreadable, type Statement } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'
import { role } from './fixtures.ts'

const assume = 'sts:AssumeRole'
const web = 'sts:AssumeRoleWithWebIdentity'
const trusting = (name: string, AssumeRolePolicyDocument: string): AnyNode => role(name, { AssumeRolePolicyDocument })
const trusts = (name: string, ...statements: readonly Statement[]): AnyNode => trusting(name, document(...statements))
/** Trust policies have no Resource. */
const lets = (Principal: unknown, Action: string | readonly string[] = assume, Condition?: object): Statement => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition && { Condition }),
})
const inShapes = (statement: Statement): readonly AnyNode[] => Object.entries(shapes(statement)).map(([name, text]) => trusting(name, text))
const broken = Object.entries(unreadable).map(([name, text]) => trusting(name, text))
const externalId = { StringEquals: { 'sts:ExternalId': 'shop-4711' } }
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
const trusted = { settings: { trustedAccounts: [foreignAccount] } }
const pool = { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:12345678-dead-beef-cafe-123456790ab' } }

verify(roleTrustPublic, {
  pass: [
    trusts('the account', lets(own)),
    trusts('another account', lets(foreign)),
    trusts('a service', lets(service('lambda'))),
    trusts('an organization', lets({ AWS: '*' }, assume, organization)),
    trusts('a role by a condition', lets({ AWS: '*' }, assume, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/ci` } })),
    trusts('accounts by a condition', lets('*', assume, { StringEquals: { 'aws:PrincipalAccount': [account, foreignAccount] } })),
    trusts('closed again', lets('*'), denies('*', 'sts:*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    trusts('a pool of Cognito', lets({ Federated: 'cognito-identity.amazonaws.com' }, web, pool)),
    trusts('a provider of the account', lets({ Federated: `arn:aws:iam::${account}:saml-provider/corp` }, 'sts:AssumeRoleWithSAML')),
  ],
  fail: [
    ...inShapes(lets({ AWS: '*' })),
    trusts('a star', lets('*')),
    trusts('an external id, which is no secret', lets('*', assume, externalId)),
    trusts('MFA', lets('*', assume, mfa)),
    trusts('a role of that name in any account', lets('*', assume, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci' } })),
    trusts('everyone but one', { Effect: 'Allow', NotPrincipal: foreign, Action: assume }),
    trusts('an organization, if there is one', lets('*', assume, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
    trusts('any pool of Cognito', lets({ Federated: 'cognito-identity.amazonaws.com' }, web)),
    trusts(
      'any pool of Cognito, signed in',
      lets({ Federated: 'cognito-identity.amazonaws.com' }, web, {
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      }),
    ),
    trusts('any application of Google', lets({ Federated: 'accounts.google.com' }, web)),
  ],
  unknown: broken,
})

verify(roleTrustUnknownAccount, {
  pass: [
    trusts('the account', lets(own)),
    trusts('a service', lets(service('lambda'))),
    given(trusts('a trusted account', lets(foreign, assume, externalId)), trusted),
    trusts('an organization', lets('*', assume, organization)),
    trusts('another account of the organization', lets(foreign, assume, organization)),
    trusts('only to tag sessions', lets(foreign, 'sts:TagSession')),
  ],
  fail: [
    ...inShapes(lets(foreign)),
    trusts('a role', lets({ AWS: `arn:aws:iam::${foreignAccount}:role/app` })),
    trusts('with an external id', lets(foreign, assume, externalId)),
    trusts('one of two', lets({ AWS: [account, foreignAccount] })),
    trusts('everyone', lets('*')),
    given(trusts('trusted is another', lets({ AWS: '333333333333' })), trusted),
  ],
  unknown: broken,
})

verify(roleTrustExternalId, {
  pass: [
    trusts('the account', lets(own)),
    trusts('a service', lets(service('lambda'))),
    trusts('an external id', lets(foreign, assume, externalId)),
    trusts('MFA', lets(foreign, assume, mfa)),
    trusts('MFA of late', lets(foreign, assume, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })),
    trusts('an organization', lets(foreign, assume, organization)),
    trusts('everyone of an organization', lets('*', assume, organization)),
    trusts('an external id for a role', lets({ AWS: `arn:aws:iam::${foreignAccount}:role/app` }, assume, externalId)),
    trusts('an external id for a user', lets({ AWS: `arn:aws:iam::${foreignAccount}:user/jo` }, assume, externalId)),
    trusts('by a denial', lets(foreign), {
      Effect: 'Deny',
      Principal: '*',
      Action: assume,
      Condition: { StringNotEquals: { 'sts:ExternalId': 'shop-4711' } },
    }),
    trusts('MFA by a denial', lets(foreign), {
      Effect: 'Deny',
      Principal: '*',
      Action: assume,
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    }),
  ],
  fail: [
    ...inShapes(lets(foreign)),
    given(trusts('a trusted account', lets(foreign)), trusted),
    trusts('a role', lets({ AWS: `arn:aws:iam::${foreignAccount}:role/app` })),
    trusts('any external id', lets(foreign, assume, { StringLike: { 'sts:ExternalId': '*' } })),
    trusts('an external id, if there is one', lets(foreign, assume, { StringEqualsIfExists: { 'sts:ExternalId': 'shop-4711' } })),
    trusts('MFA, if it is told', lets(foreign, assume, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })),
    trusts('another condition', lets(foreign, assume, { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    trusts('one statement of two', lets(foreign, assume, externalId), lets({ AWS: `arn:aws:iam::${foreignAccount}:user/jo` })),
    trusts('everyone', lets('*')),
  ],
  unknown: [...broken, trusts('an operator that is not known', lets(foreign, assume, { StringResembles: { 'sts:ExternalId': 'x' } }))],
})

const ofAccount = { StringEquals: { 'aws:SourceAccount': account } }
verify(roleServiceConfusedDeputy, {
  pass: [
    trusts('the account', lets(own)),
    trusts('a source account', lets(service('scheduler'), assume, ofAccount)),
    trusts('a source', lets(service('states'), assume, { ArnLike: { 'aws:SourceArn': `arn:aws:states:*:${account}:stateMachine:*` } })),
    trusts('an organization', lets(service('events'), assume, { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } })),
    trusts(
      'code, which takes roles of its own account alone',
      lets({ Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }),
    ),
    given(trusts('a trusted account', lets(service('events'), assume, { StringEquals: { 'aws:SourceAccount': foreignAccount } })), trusted),
  ],
  fail: [
    ...inShapes(lets(service('events'))),
    trusts('a star', lets(service('scheduler'), assume, { StringLike: { 'aws:SourceAccount': '*' } })),
    trusts('a star that is no wildcard', lets(service('scheduler'), assume, { StringEquals: { 'aws:SourceAccount': '*' } })),
    trusts('every account', lets(service('states'), assume, { ArnLike: { 'aws:SourceArn': 'arn:aws:states:*:*:stateMachine:*' } })),
    trusts('another account', lets(service('events'), assume, { StringEquals: { 'aws:SourceAccount': foreignAccount } })),
    trusts('one of two', lets({ Service: ['lambda.amazonaws.com', 'apigateway.amazonaws.com'] })),
    trusts('any service', lets({ Service: '*' })),
  ],
  unknown: broken,
})

const github = 'token.actions.githubusercontent.com'
const provider = (issuer: string): Statement => ({ Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` })
const aud = (issuer: string, audience = 'sts.amazonaws.com') => ({ [`${issuer}:aud`]: audience })
const repository = (sub: string | readonly string[], operator = 'StringLike'): Statement =>
  lets(provider(github), web, {
    StringEquals: aud(github),
    [operator]: { ...(operator === 'StringEquals' ? aud(github) : {}), [`${github}:sub`]: sub },
  })
const claims = (conditions: object, issuer = github): Statement => lets(provider(issuer), web, conditions)

verify(roleTrustOidcCi, {
  pass: [
    trusts('a branch', repository('repo:example/app:ref:refs/heads/main', 'StringEquals')),
    trusts('an environment', repository('repo:example/app:environment:production')),
    trusts('every branch of a repository', repository('repo:example/app:*')),
    trusts('every repository of an organization', repository('repo:example/*')),
    trusts('repositories by their ids too', repository('repo:example@1234/app@5678:ref:refs/heads/main')),
    trusts('two repositories', repository(['repo:example/app:*', 'repo:example/web:*'])),
    trusts(
      'a reusable workflow',
      claims({
        StringEquals: aud(github),
        StringLike: { [`${github}:job_workflow_ref`]: 'example/workflows/.github/workflows/deploy.yml@*' },
      }),
    ),
    trusts('by a denial', claims({ StringEquals: aud(github) }), {
      Effect: 'Deny',
      Principal: '*',
      Action: web,
      Condition: { StringNotLike: { [`${github}:sub`]: 'repo:example/app:*' } },
    }),
    trusts(
      'a project on GitLab',
      claims(
        {
          StringEquals: {
            ...aud('gitlab.com', 'https://gitlab.com'),
            'gitlab.com:sub': 'project_path:example/app:ref_type:branch:ref:main',
          },
        },
        'gitlab.com',
      ),
    ),
    trusts(
      'a workspace of Terraform',
      claims(
        {
          StringEquals: aud('app.terraform.io', 'aws.workload.identity'),
          StringLike: { 'app.terraform.io:sub': 'organization:example:project:*:workspace:app:run_phase:*' },
        },
        'app.terraform.io',
      ),
    ),
    trusts(
      'a project on CircleCI',
      claims(
        { StringEquals: aud('oidc.circleci.com/org/1', '1'), StringLike: { 'oidc.circleci.com/org/1:sub': 'org/1/project/2/*' } },
        'oidc.circleci.com/org/1',
      ),
    ),
  ],
  fail: [
    ...inShapes(repository('*')),
    trusts('every repository', repository('repo:*')),
    trusts('every repository of that name', repository('repo:*/app:*')),
    trusts('organizations that begin alike', repository('repo:example*')),
    trusts('a subject of one character', repository('repo:?xample/app:*')),
    trusts('one of two', repository(['repo:example/app:*', 'repo:*'])),
    trusts('no subject', claims({ StringEquals: aud(github) })),
    trusts('no audience', claims({ StringLike: { [`${github}:sub`]: 'repo:example/app:*' } })),
    trusts('any audience', claims({ StringLike: { [`${github}:aud`]: '*', [`${github}:sub`]: 'repo:example/app:*' } })),
    trusts(
      'all of no subjects',
      claims({ StringEquals: aud(github), 'ForAllValues:StringLike': { [`${github}:sub`]: 'repo:example/app:*' } }),
    ),
    trusts(
      'a subject, if there is one',
      claims({ StringEquals: aud(github), StringLikeIfExists: { [`${github}:sub`]: 'repo:example/app:*' } }),
    ),
    trusts('every subject but one', claims({ StringEquals: aud(github), StringNotLike: { [`${github}:sub`]: 'repo:evil/*' } })),
    trusts('no condition', lets(provider(github), web)),
    trusts(
      'every project on GitLab',
      claims({ StringEquals: aud('gitlab.com', 'https://gitlab.com'), StringLike: { 'gitlab.com:sub': 'project_path:*' } }, 'gitlab.com'),
    ),
    trusts('no subject on CircleCI', claims({ StringEquals: aud('oidc.circleci.com/org/1', '1') }, 'oidc.circleci.com/org/1')),
    trusts('a good statement and a bad one', repository('repo:example/app:*'), claims({ StringEquals: aud(github) })),
    trusts('actors', claims({ StringEquals: { ...aud(github), [`${github}:actor`]: 'jo' } })),
  ],
  notApplicable: [
    trusts('the account', lets(own)),
    trusts('a cluster', claims({}, 'oidc.eks.eu-west-1.amazonaws.com/id/E1')),
    trusts('people', lets({ Federated: `arn:aws:iam::${account}:saml-provider/corp` }, 'sts:AssumeRoleWithSAML')),
  ],
  unknown: [
    ...broken,
    trusts(
      'an operator that is not known',
      claims({ StringEquals: aud(github), StringResembles: { [`${github}:sub`]: 'repo:example/app:*' } }),
    ),
  ],
})
