// IAM and the account's contacts.
import { bytesOf, reportOf, rootRow, userRow } from '../../../test/support/credential-report.ts'
import { account, pageOf, text, type Ask, type Service, type Size } from '../ask.ts'
import {
  bucketArn,
  daysAgo,
  keyArn,
  numberIn,
  policyArn,
  policyOf,
  profileArn,
  purposes,
  queueArn,
  roleArn,
  stranger,
  tableArn,
  tagsOf,
  userArn,
} from '../names.ts'

/** IAM percent-encodes every document. */
const encoded = (document: string): string => encodeURIComponent(document)
const grant = (Action: string | readonly string[], Resource: string | readonly string[], Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
})

/** AWS's own policies that are in use: every role has one. */
const awsPolicies = 60
const awsPolicyArn = (index: number): string =>
  index === 0 ? 'arn:aws:iam::aws:policy/AdministratorAccess' : `arn:aws:iam::aws:policy/service-role/AWSPolicy${index}`

/** Policies for work as people write them: mostly narrow, some too wide, a few that lead to administrator rights. */
const document = (index: number, size: Size): string => {
  const objects = `${bucketArn(index % size.buckets)}/*`
  switch (index % 12) {
    case 0:
      return policyOf(grant(['s3:GetObject', 's3:PutObject'], objects), grant('s3:ListBucket', bucketArn(index % size.buckets)))
    case 1:
      return policyOf(grant(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], tableArn(index % size.tables)))
    case 2:
      return policyOf(grant(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'], queueArn(index % size.queues)))
    case 3:
      return policyOf(grant(['kms:Decrypt', 'kms:GenerateDataKey'], keyArn(index % size.keys)))
    case 4:
      return policyOf(grant(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], `arn:aws:logs:*:${account}:*`))
    case 5:
      return policyOf(grant('s3:*', '*'))
    case 6:
      return policyOf(grant('iam:PassRole', roleArn(index % size.roles)), grant(['lambda:CreateFunction', 'lambda:InvokeFunction'], '*'))
    case 7:
      return policyOf(grant('sts:AssumeRole', roleArn((index * 5 + 3) % size.roles)))
    case 8:
      return policyOf(grant(['ec2:Describe*', 'rds:Describe*', 'lambda:List*'], '*'))
    case 9:
      return policyOf(grant(['secretsmanager:GetSecretValue'], '*', { StringEquals: { 'aws:ResourceTag/team': 'shop' } }))
    case 10:
      return index % 60 === 10
        ? policyOf(grant('*', '*'))
        : policyOf(grant(['iam:CreatePolicyVersion', 'iam:ListPolicies'], policyArn(index)))
    default:
      return policyOf({ Effect: 'Deny', Action: ['iam:*', 'organizations:*'], Resource: '*' }, grant('cloudwatch:*', '*'))
  }
}

const trust = (index: number, { roles }: Size): string => {
  const assume = (Principal: object | string, Condition?: object): object => ({
    Effect: 'Allow',
    Principal,
    Action: 'sts:AssumeRole',
    ...(Condition ? { Condition } : {}),
  })
  switch (purposes[index % purposes.length]) {
    case 'function':
      return policyOf(assume({ Service: 'lambda.amazonaws.com' }))
    case 'instance':
      return policyOf(assume({ Service: 'ec2.amazonaws.com' }))
    case 'service':
      return policyOf(
        assume({ Service: ['firehose.amazonaws.com', 'eks.amazonaws.com', 's3.amazonaws.com', 'monitoring.rds.amazonaws.com'] }),
      )
    case 'person':
      return policyOf(assume({ AWS: index % 20 === 3 ? `arn:aws:iam::${account}:root` : roleArn((index * 7) % roles) }))
    default:
      return policyOf(assume(stranger, index % 10 === 4 ? { StringEquals: { 'sts:ExternalId': `partner-${index}` } } : undefined))
  }
}

const attached = (...arns: string[]): object[] =>
  arns.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1) }))

const role = (index: number, size: Size): object => ({
  RoleName: `role-${index}`,
  RoleId: `AROA${index}`,
  Arn: roleArn(index),
  Path: '/',
  CreateDate: daysAgo(700),
  AssumeRolePolicyDocument: encoded(trust(index, size)),
  // Two roles in five have one of their own.
  RolePolicyList: index % 5 < 2 ? [{ PolicyName: 'own', PolicyDocument: encoded(document(index + 1, size)) }] : [],
  AttachedManagedPolicies: attached(policyArn(index % size.policies), awsPolicyArn(index % 50 === 7 ? 0 : 1 + (index % (awsPolicies - 1)))),
  InstanceProfileList:
    purposes[index % purposes.length] === 'instance'
      ? [
          {
            InstanceProfileName: `role-${index}`,
            InstanceProfileId: `AIPA${index}`,
            Arn: profileArn(index),
            Path: '/',
            CreateDate: daysAgo(700),
            Roles: [],
          },
        ]
      : [],
  RoleLastUsed: index % 4 === 0 ? {} : { LastUsedDate: daysAgo(index % 200), Region: 'eu-west-1' },
  ...(index % 6 === 0
    ? { PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: policyArn(0) } }
    : {}),
  Tags: tagsOf(index),
})

const policy = (index: number, own: boolean, size: Size): object => {
  const Arn = own ? policyArn(index) : awsPolicyArn(index)
  const text = own
    ? document(index, size)
    : index === 0
      ? policyOf(grant('*', '*'))
      : policyOf(grant(['logs:*', 'cloudwatch:PutMetricData', 'xray:PutTraceSegments'], '*'))
  return {
    PolicyName: Arn.slice(Arn.lastIndexOf('/') + 1),
    PolicyId: `ANPA${index}`,
    Arn,
    Path: '/',
    DefaultVersionId: 'v2',
    AttachmentCount: index % 6 === 5 && own ? 0 : 2,
    PermissionsBoundaryUsageCount: index === 0 && own ? 1 : 0,
    IsAttachable: true,
    CreateDate: daysAgo(800),
    PolicyVersionList: [
      { VersionId: 'v2', IsDefaultVersion: true, Document: encoded(text), CreateDate: daysAgo(100) },
      { VersionId: 'v1', IsDefaultVersion: false, Document: encoded(text), CreateDate: daysAgo(800) },
    ],
  }
}

const user = (index: number, size: Size): object => ({
  UserName: `user-${index}`,
  UserId: `AIDA${index}`,
  Arn: userArn(index),
  Path: '/',
  CreateDate: new Date('2024-03-01T08:00:00Z'),
  GroupList: [`group-${index % size.groups}`],
  AttachedManagedPolicies: index % 5 === 0 ? attached(policyArn(index % size.policies)) : [],
  UserPolicyList: [],
  Tags: tagsOf(index),
})

const group = (index: number, size: Size): object => ({
  GroupName: `group-${index}`,
  GroupId: `AGPA${index}`,
  Arn: `arn:aws:iam::${account}:group/group-${index}`,
  Path: '/',
  CreateDate: daysAgo(900),
  AttachedManagedPolicies: attached(policyArn((index * 3) % size.policies), ...(index === 0 ? [awsPolicyArn(0)] : [])),
  GroupPolicyList: [],
})

const report = ({ users }: Size): string =>
  reportOf([
    rootRow(),
    ...Array.from({ length: users }, (_, index) =>
      userRow(`user-${index}`, {
        ...(index % 2 === 0
          ? {
              password_enabled: 'true',
              password_last_used: '2026-05-20T08:00:00+00:00',
              password_last_changed: '2025-03-01T08:00:00+00:00',
              mfa_active: String(index % 4 === 0),
            }
          : {}),
        ...(index % 3 === 0
          ? {
              access_key_1_active: 'true',
              access_key_1_last_rotated: '2024-06-01T08:00:00+00:00',
              access_key_1_last_used_date: '2026-05-01T08:00:00+00:00',
              access_key_1_last_used_service: 's3',
            }
          : {}),
      }),
    ),
  ])

/** The values of `Filter.member.1` and so on. */
const filterOf = ({ input }: Ask): ReadonlySet<string> =>
  new Set(Object.entries(input).flatMap(([name, value]) => (name.startsWith('Filter.') ? [text(value)] : [])))
/** Pages that one event-loop turn can parse: IAM would give 1,000. */
const details = 300
const providers = 2
const providerArn = (index: number): string => `arn:aws:iam::${account}:oidc-provider/issuer-${index}.example.com/id-${index}`

export const identity: Service = {
  answers: (size) => {
    let made: string | undefined
    return {
      'iam:GetAccountAuthorizationDetails': (ask) => {
        const filter = filterOf(ask)
        const all = (count: number, name: string): readonly (readonly [string, number])[] =>
          filter.has(name) ? Array.from({ length: count }, (_, index) => [name, index] as const) : []
        const entries = [
          ...all(size.users, 'User'),
          ...all(size.groups, 'Group'),
          ...all(size.roles, 'Role'),
          ...all(size.policies, 'LocalManagedPolicy'),
          ...all(awsPolicies, 'AWSManagedPolicy'),
        ]
        const [page, Marker] = pageOf(entries, ask, { size: 'MaxItems', most: 1000, usual: 100, token: 'Marker' })
        const of = (name: string): readonly number[] => page.flatMap(([found, index]) => (found === name ? [index] : []))
        return {
          UserDetailList: of('User').map((index) => user(index, size)),
          GroupDetailList: of('Group').map((index) => group(index, size)),
          RoleDetailList: of('Role').map((index) => role(index, size)),
          Policies: [
            ...of('LocalManagedPolicy').map((index) => policy(index, true, size)),
            ...of('AWSManagedPolicy').map((index) => policy(index, false, size)),
          ],
          IsTruncated: Marker !== undefined,
          Marker,
        }
      },
      'iam:GenerateCredentialReport': () => ({ State: 'COMPLETE' }),
      'iam:GetCredentialReport': () => {
        made ??= report(size)
        return { Content: bytesOf(made), ReportFormat: 'text/csv', GeneratedTime: daysAgo(0) }
      },
      'iam:GetAccountSummary': () => ({
        SummaryMap: { AccountAccessKeysPresent: 0, AccountMFAEnabled: 1, AccountPasswordPresent: 1, Users: size.users, Roles: size.roles },
      }),
      'iam:GetAccountPasswordPolicy': () => ({
        PasswordPolicy: { MinimumPasswordLength: 14, RequireSymbols: true, RequireNumbers: true, ExpirePasswords: false },
      }),
      'iam:ListVirtualMFADevices': () => ({ VirtualMFADevices: [], IsTruncated: false }),
      'iam:ListServerCertificates': () => ({ ServerCertificateMetadataList: [], IsTruncated: false }),
      'iam:ListServiceSpecificCredentials': () => ({ ServiceSpecificCredentials: [], IsTruncated: false }),
      'iam:ListOpenIDConnectProviders': () => ({
        OpenIDConnectProviderList: Array.from({ length: providers }, (_, index) => ({ Arn: providerArn(index) })),
      }),
      'iam:GetOpenIDConnectProvider': ({ input }) => ({
        Url: `issuer-${numberIn(text(input['OpenIDConnectProviderArn']))}.example.com`,
        ClientIDList: ['sts.amazonaws.com'],
        CreateDate: daysAgo(300),
      }),
      'account:GetAlternateContact': ({ input }) =>
        input['AlternateContactType'] === 'SECURITY'
          ? {
              AlternateContact: {
                AlternateContactType: 'SECURITY',
                EmailAddress: 'security@example.com',
                Name: 'Security',
                PhoneNumber: '+1 555 0100',
                Title: 'Desk',
              },
            }
          : { refuse: 'ResourceNotFoundException', status: 404 },
      'account:GetContactInformation': () => ({ ContactInformation: { FullName: 'A Shop', PhoneNumber: '+1 555 0100' } }),
    }
  },
  calls: (size) => ({
    // One chain of pages for each kind, so that none waits for another.
    'iam:GetAccountAuthorizationDetails': [size.users, size.groups, size.roles, size.policies + awsPolicies].reduce(
      (sum, count) => sum + Math.ceil(count / details),
      0,
    ),
    'iam:GenerateCredentialReport': 1,
    'iam:GetCredentialReport': 1,
    'iam:GetAccountSummary': 1,
    'iam:GetAccountPasswordPolicy': 1,
    'iam:ListVirtualMFADevices': 1,
    'iam:ListServerCertificates': 1,
    'iam:ListServiceSpecificCredentials': 1,
    'iam:ListOpenIDConnectProviders': 1,
    'iam:GetOpenIDConnectProvider': providers,
    'account:GetAlternateContact': 3,
    'account:GetContactInformation': 1,
  }),
}
