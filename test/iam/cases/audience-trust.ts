// Trust policies of roles, as AWS documents them for services, accounts, providers of identities and people.
import { account, allow, aws, conditionKeys, deny, foreign, iam, role, root, service, type AudienceCase } from './audience.ts'

const assume = 'sts:AssumeRole'
const web = 'sts:AssumeRoleWithWebIdentity'
const none = {}
const provider = (issuer: string): object => ({ Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` })
const github = 'token.actions.githubusercontent.com'
const gitlab = 'gitlab.com'
const eks = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
const githubPage = `${iam}/id_roles_create_for-idp_oidc.html`
const named = (issuer: string, ...claims: readonly string[]): string =>
  [`federated arn:aws:iam::${account}:oidc-provider/${issuer}`, ...claims].join(' ')

export const trusts: readonly AudienceCase[] = [
  {
    title: 'Lambda',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
    on: role,
    policy: [allow(service('lambda'), assume, undefined, none)],
    lets: ['service lambda.amazonaws.com'],
  },
  {
    title: 'EC2',
    docs: `${iam}/id_roles_use_switch-role-ec2.html`,
    on: role,
    policy: [allow(service('ec2'), assume, undefined, none)],
    lets: ['service ec2.amazonaws.com'],
  },
  {
    title: 'tasks of ECS of an account',
    docs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html',
    on: role,
    policy: [
      allow(
        service('ecs-tasks'),
        assume,
        { ArnLike: { 'aws:SourceArn': `arn:aws:ecs:eu-west-1:${account}:*` }, StringEquals: { 'aws:SourceAccount': account } },
        none,
      ),
    ],
    lets: [`service ecs-tasks.amazonaws.com for ${account}`],
  },
  {
    title: 'pods of EKS',
    docs: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html',
    on: role,
    policy: [allow(service('pods.eks'), [assume, 'sts:TagSession'], undefined, none)],
    lets: ['service pods.eks.amazonaws.com'],
  },
  {
    title: 'service accounts of EKS',
    docs: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    on: role,
    policy: [
      allow(
        provider(eks),
        web,
        { StringEquals: { [`${eks}:aud`]: 'sts.amazonaws.com', [`${eks}:sub`]: 'system:serviceaccount:orders:api' } },
        none,
      ),
    ],
    lets: [named(eks, `${eks.toLowerCase()}:aud=sts.amazonaws.com`, `${eks.toLowerCase()}:sub=system:serviceaccount:orders:api`)],
  },
  {
    title: 'every service account of a cluster',
    docs: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    on: role,
    policy: [allow(provider(eks), web, { StringEquals: { [`${eks}:aud`]: 'sts.amazonaws.com' } }, none)],
    lets: [named(eks, `${eks.toLowerCase()}:aud=sts.amazonaws.com`)],
  },
  {
    title: 'a branch on GitHub',
    docs: githubPage,
    on: role,
    policy: [
      allow(
        provider(github),
        web,
        { StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com', [`${github}:sub`]: 'repo:example/app:ref:refs/heads/main' } },
        none,
      ),
    ],
    lets: [named(github, `${github}:aud=sts.amazonaws.com`, `${github}:sub=repo:example/app:ref:refs/heads/main`)],
  },
  {
    title: 'any branch of a repository on GitHub',
    docs: githubPage,
    on: role,
    policy: [
      allow(
        provider(github),
        web,
        { StringLike: { [`${github}:sub`]: 'repo:example/app:*' }, StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } },
        none,
      ),
    ],
    lets: [named(github, `${github}:sub=repo:example/app:*`, `${github}:aud=sts.amazonaws.com`)],
  },
  {
    title: 'everybody on GitHub',
    docs: githubPage,
    on: role,
    policy: [allow(provider(github), web, { StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } }, none)],
    lets: [named(github, `${github}:aud=sts.amazonaws.com`)],
  },
  {
    title: 'all subjects on GitHub, where there may be none',
    docs: githubPage,
    on: role,
    policy: [allow(provider(github), web, { 'ForAllValues:StringLike': { [`${github}:sub`]: 'repo:example/*' } }, none)],
    lets: [named(github)],
  },
  {
    title: 'a subject on GitHub, if there is one',
    docs: githubPage,
    on: role,
    policy: [allow(provider(github), web, { StringLikeIfExists: { [`${github}:sub`]: 'repo:example/*' } }, none)],
    lets: [named(github)],
  },
  {
    title: 'every subject on GitHub but one',
    docs: githubPage,
    on: role,
    policy: [allow(provider(github), web, { StringNotLike: { [`${github}:sub`]: 'repo:example/evil:*' } }, none)],
    lets: [named(github)],
  },
  {
    title: 'GitHub, held to a repository by a denial',
    docs: githubPage,
    on: role,
    policy: [
      allow(provider(github), web, undefined, none),
      deny(provider(github), web, { StringNotLike: { [`${github}:sub`]: 'repo:example/app:*' } }, none),
    ],
    lets: [named(github, `${github}:sub=repo:example/app:*`)],
  },
  {
    title: 'a project on GitLab',
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html',
    on: role,
    policy: [
      allow(provider(gitlab), web, { StringEquals: { [`${gitlab}:sub`]: 'project_path:example/app:ref_type:branch:ref:main' } }, none),
    ],
    lets: [named(gitlab, `${gitlab}:sub=project_path:example/app:ref_type:branch:ref:main`)],
  },
  {
    title: 'Cognito of a pool',
    docs: 'https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html',
    on: role,
    policy: [
      allow(
        { Federated: 'cognito-identity.amazonaws.com' },
        web,
        {
          StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:12345678-dead-beef-cafe-123456790ab' },
          'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
        },
        none,
      ),
    ],
    lets: [
      'federated cognito-identity.amazonaws.com cognito-identity.amazonaws.com:aud=eu-west-1:12345678-dead-beef-cafe-123456790ab cognito-identity.amazonaws.com:amr=authenticated',
    ],
  },
  {
    title: 'Cognito of any pool',
    docs: 'https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html',
    on: role,
    policy: [allow({ Federated: 'cognito-identity.amazonaws.com' }, web, undefined, none)],
    lets: ['federated cognito-identity.amazonaws.com'],
  },
  {
    title: 'SAML',
    docs: `${iam}/id_roles_create_for-idp_saml.html`,
    on: role,
    policy: [
      allow(
        { Federated: `arn:aws:iam::${account}:saml-provider/Corp` },
        'sts:AssumeRoleWithSAML',
        { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        none,
      ),
    ],
    lets: [`federated arn:aws:iam::${account}:saml-provider/Corp saml:aud=https://signin.aws.amazon.com/saml`],
  },
  {
    title: 'Identity Center',
    docs: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html',
    on: role,
    policy: [
      allow(
        { Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_1234567890abcdef_DO_NOT_DELETE` },
        ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        none,
      ),
    ],
    lets: [
      `federated arn:aws:iam::${account}:saml-provider/AWSSSO_1234567890abcdef_DO_NOT_DELETE saml:aud=https://signin.aws.amazon.com/saml`,
    ],
  },
  {
    title: 'a vendor with an external id',
    docs: `${iam}/id_roles_common-scenarios_third-party.html`,
    on: role,
    policy: [allow(root(foreign), assume, { StringEquals: { 'sts:ExternalId': '12345' } }, none)],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:root`],
  },
  {
    title: 'people of another account, with MFA',
    docs: `${iam}/tutorial_cross-account-with-roles.html`,
    on: role,
    policy: [allow(root(foreign), assume, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, none)],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:root`],
  },
  {
    title: 'anybody who knows an external id, which is no secret',
    docs: `${iam}/id_roles_common-scenarios_third-party.html`,
    on: role,
    policy: [allow({ AWS: '*' }, assume, { StringEquals: { 'sts:ExternalId': '12345' } }, none)],
    lets: ['public'],
  },
  {
    title: 'anybody',
    docs: `${iam}/reference_policies_elements_principal.html`,
    on: role,
    policy: [allow({ AWS: '*' }, assume, undefined, none)],
    lets: ['public'],
  },
  {
    title: 'anybody of an organization',
    docs: conditionKeys,
    on: role,
    policy: [allow({ AWS: '*' }, assume, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, none)],
    lets: ['organization o-a1b2c3d4e5'],
  },
  {
    title: 'a role of the own account by its ARN, whatever its id',
    docs: `${iam}/reference_policies_elements_principal.html`,
    on: role,
    policy: [allow({ AWS: '*' }, assume, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/ci` } }, none)],
    lets: [`same-account arn:aws:iam::${account}:role/ci`],
  },
  {
    title: 'the scheduler of an account',
    docs: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html',
    on: role,
    policy: [allow(service('scheduler'), assume, { StringEquals: { 'aws:SourceAccount': account } }, none)],
    lets: [`service scheduler.amazonaws.com for ${account}`],
  },
  {
    title: 'Step Functions of an account',
    docs: 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html',
    on: role,
    policy: [
      allow(
        service('states'),
        assume,
        {
          ArnLike: { 'aws:SourceArn': `arn:aws:states:eu-west-1:${account}:stateMachine:*` },
          StringEquals: { 'aws:SourceAccount': account },
        },
        none,
      ),
    ],
    lets: [`service states.amazonaws.com for ${account}`],
  },
  {
    title: 'Glue',
    docs: 'https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html',
    on: role,
    policy: [allow(service('glue'), assume, undefined, none)],
    lets: ['service glue.amazonaws.com'],
  },
  {
    title: 'Roles Anywhere of a trust anchor',
    docs: 'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html',
    on: role,
    policy: [
      allow(
        service('rolesanywhere'),
        [assume, 'sts:TagSession', 'sts:SetSourceIdentity'],
        { ArnEquals: { 'aws:SourceArn': `arn:aws:rolesanywhere:eu-west-1:${account}:trust-anchor/TA_ID` } },
        none,
      ),
    ],
    lets: [`service rolesanywhere.amazonaws.com for ${account}`],
  },
  {
    title: 'a user and a service together',
    docs: `${iam}/reference_policies_elements_principal.html`,
    on: role,
    policy: [allow({ AWS: `arn:aws:iam::${account}:user/jo`, Service: 'ec2.amazonaws.com' }, assume, undefined, none)],
    lets: [`same-account arn:aws:iam::${account}:user/jo`, 'service ec2.amazonaws.com'],
  },
  {
    title: 'a root of another account but not one of its roles',
    docs: `${iam}/reference_policies_evaluation-logic.html`,
    on: role,
    policy: [allow(root(foreign), assume, undefined, none), deny(aws(`arn:aws:iam::${foreign}:role/intern`), assume, undefined, none)],
    lets: [`account ${foreign} arn:aws:iam::${foreign}:root`],
  },
  {
    title: 'a service that may only tag sessions',
    docs: `${iam}/id_session-tags.html`,
    on: role,
    policy: [allow(service('pods.eks'), 'sts:TagSession', undefined, none)],
    lets: ['service pods.eks.amazonaws.com'],
    keeps: [assume],
  },
]
