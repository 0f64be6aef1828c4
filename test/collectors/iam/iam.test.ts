// Reading what IAM holds: users, groups, roles, policies, providers, certificates and the account's summary.
import {
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetOpenIDConnectProviderCommand,
  ListMFADevicesCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  ListServerCertificatesCommand,
  ListServiceSpecificCredentialsCommand,
  ListVirtualMFADevicesCommand,
  type GetAccountAuthorizationDetailsResponse,
} from '@aws-sdk/client-iam'
import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import accountSummary from '../../../collectors/iam/account-summary.ts'
import { policyText } from '../../../collectors/iam/details.ts'
import group from '../../../collectors/iam/group.ts'
import providers from '../../../collectors/iam/identity-provider.ts'
import managedPolicy from '../../../collectors/iam/managed-policy.ts'
import role from '../../../collectors/iam/role.ts'
import serverCertificate from '../../../collectors/iam/server-certificate.ts'
import user from '../../../collectors/iam/user.ts'
import { collectorSuite, listing, on, read, type Suite } from '../../support/collector-suite.ts'
import { bytesOf, reportOf, rootRow, userRow } from '../../support/credential-report.ts'

const arn = (resource: string): string => `arn:aws:iam::111122223333:${resource}`
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
const encoded = encodeURIComponent(document)
const made = new Date('2024-03-01T08:00:00Z')

/** One chain for each type of entity, the way AWS filters; whatever was not asked for is empty. */
const details = (pages: Readonly<Record<string, readonly GetAccountAuthorizationDetailsResponse[]>>) =>
  listing(GetAccountAuthorizationDetailsCommand, {
    token: ['Marker', 'Marker'],
    truncated: 'IsTruncated',
    pages: ({ Filter: [type = ''] = [] }) => pages[type] ?? Object.values(pages)[0] ?? [],
    empty: { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] },
  })

const report = on(GetCredentialReportCommand, () => ({
  Content: bytesOf(
    reportOf([
      rootRow({ password_last_used: '2026-05-30T10:00:00+00:00' }),
      userRow('jo', { arn: arn('user/staff/jo'), password_enabled: 'true', password_last_changed: '2026-01-01T00:00:00+00:00' }),
      userRow('ci', { access_key_1_active: 'true', access_key_1_last_rotated: '2025-12-01T00:00:00+00:00' }),
      userRow('sam'),
    ]),
  ),
}))
const generated = on(GenerateCredentialReportCommand, { State: 'COMPLETE' })
const inactive = (slot: string) => ({ slot, active: false, last_rotated: 'N/A', last_used_date: 'N/A', last_used_service: 'N/A' })

const users: Suite = {
  listing: details({
    User: [
      {
        UserDetailList: [
          {
            Arn: arn('user/staff/jo'),
            UserName: 'jo',
            UserId: 'AIDAJO',
            Path: '/staff/',
            CreateDate: made,
            GroupList: ['admins', 'staff'],
            UserPolicyList: [{ PolicyName: 'extra', PolicyDocument: encoded }],
            AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: administrator }],
            PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn('policy/limit') },
            Tags: [{ Key: 'team', Value: 'shop' }],
          },
          { Arn: arn('user/ci'), UserName: 'ci', UserId: 'AIDACI', Path: '/', CreateDate: made },
        ],
      },
      { UserDetailList: [{ Arn: arn('user/sam'), UserName: 'sam', UserId: 'AIDASAM', Path: '/', CreateDate: made, GroupList: ['staff'] }] },
    ],
    Group: [
      {
        GroupDetailList: [
          { Arn: arn('group/admins'), GroupName: 'admins', Path: '/', CreateDate: made },
          { Arn: arn('group/people/staff'), GroupName: 'staff', Path: '/people/', CreateDate: made },
        ],
      },
    ],
  }),
  answers: [
    generated,
    report,
    on(ListMFADevicesCommand, ({ UserName }) => ({
      MFADevices: UserName === 'jo' ? [{ UserName, SerialNumber: arn('mfa/jo'), EnableDate: made }] : [],
      IsTruncated: false,
    })),
    on(ListServiceSpecificCredentialsCommand, ({ AllUsers }) => {
      assert.equal(AllUsers, true)
      return {
        ServiceSpecificCredentials: [
          {
            UserName: 'ci',
            Status: 'Active' as const,
            CreateDate: made,
            ServiceSpecificCredentialId: 'ACCA1',
            ServiceName: 'codecommit.amazonaws.com',
            ServiceUserName: 'ci-at-111122223333',
          },
        ],
      }
    }),
  ],
  resources: {
    jo: {
      base: {
        Path: '/staff/',
        UserPolicyList: [{ PolicyName: 'extra', PolicyDocument: document }],
        AttachedManagedPolicies: [{ PolicyArn: administrator }],
        Tags: { team: 'shop' },
      },
      facets: {
        login: {
          password_enabled: true,
          password_last_used: 'N/A',
          password_last_changed: new Date('2026-01-01T00:00:00Z'),
          mfa_active: false,
        },
        accessKeys: [inactive('1'), inactive('2')],
        mfaDevices: [{ SerialNumber: arn('mfa/jo') }],
        serviceSpecificCredentials: [],
      },
      edges: {
        'has-policy': [administrator],
        'bounded-by': [arn('policy/limit')],
        'member-of': [arn('group/admins'), arn('group/people/staff')],
      },
    },
    ci: {
      base: { UserPolicyList: [], GroupList: [], PermissionsBoundary: undefined, Tags: {} },
      facets: {
        accessKeys: [
          { slot: '1', active: true, last_rotated: new Date('2025-12-01T00:00:00Z'), last_used_date: 'N/A', last_used_service: 'N/A' },
          inactive('2'),
        ],
        serviceSpecificCredentials: [
          {
            UserName: 'ci',
            Status: 'Active',
            CreateDate: made,
            ServiceSpecificCredentialId: 'ACCA1',
            ServiceName: 'codecommit.amazonaws.com',
            ExpirationDate: undefined,
          },
        ],
      },
      edges: { 'has-policy': [], 'bounded-by': [], 'member-of': [] },
    },
    sam: { edges: { 'member-of': [arn('group/people/staff')] } },
  },
}
collectorSuite(user, users)

describe('users and what is not told of them', () => {
  const session = (more: GetAccountAuthorizationDetailsResponse['UserDetailList']) => {
    const listed = details({ User: [{ UserDetailList: more }], Group: [{ GroupDetailList: [] }] })
    return read(user, { ...users, listing: listed }, { answers: [listed, ...users.answers], facets: ['login'] })
  }
  const base = { UserId: 'AIDA', Path: '/', CreateDate: made }

  it('made since the report are unknown, not without credentials', async () => {
    const { nodes } = await session([{ ...base, Arn: arn('user/new'), UserName: 'new' }])
    assert.equal(nodes[0]?.facets['login']?.state, 'unknown')
  })
  it('made anew since the report are unknown, too', async () => {
    const again = { ...base, Arn: arn('user/ci'), UserName: 'ci' }
    assert.equal((await session([again])).nodes[0]?.facets['login']?.state, 'known')
    assert.equal((await session([{ ...again, CreateDate: new Date('2026-05-31T00:00:00Z') }])).nodes[0]?.facets['login']?.state, 'unknown')
  })
  it('find a group on whichever page it is', async () => {
    const groupPages = ['first', 'second'].map((name) => ({
      GroupDetailList: [{ Arn: arn(`group/people/${name}`), GroupName: name, Path: '/people/', CreateDate: made }],
    }))
    const listed = details({
      User: [{ UserDetailList: [{ ...base, Arn: arn('user/ci'), UserName: 'ci', GroupList: ['second'] }] }],
      Group: groupPages,
    })
    const { nodes } = await read(user, users, { answers: [listed], facets: [] })
    assert.deepEqual(nodes[0]?.edges['member-of'], { state: 'known', value: [arn('group/people/second')] })
  })
  it('in a group that was not listed have an unknown membership, not a guessed one', async () => {
    const { nodes, inventory } = await session([{ ...base, Arn: arn('user/ci'), UserName: 'ci', GroupList: ['new-group'] }])
    assert.equal(nodes[0]?.edges['member-of']?.state, 'unknown')
    assert.ok(inventory.listings.every(({ complete }) => complete))
  })
})

const groups = details({
  Group: [
    {
      GroupDetailList: [
        {
          Arn: arn('group/admins'),
          GroupName: 'admins',
          Path: '/',
          CreateDate: made,
          GroupPolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded }],
          AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: administrator }],
        },
      ],
    },
    { GroupDetailList: [{ Arn: arn('group/people/staff'), GroupName: 'staff', Path: '/people/', CreateDate: made }] },
  ],
})
collectorSuite(group, {
  listing: groups,
  answers: [],
  resources: {
    admins: { base: { GroupPolicyList: [{ PolicyName: 'inline', PolicyDocument: document }] }, edges: { 'has-policy': [administrator] } },
    staff: { base: { Path: '/people/', GroupPolicyList: [] }, edges: { 'has-policy': [] } },
  },
})

const trust = (text: string, more: object = {}) => ({
  Path: '/',
  RoleId: 'AROA',
  CreateDate: made,
  AssumeRolePolicyDocument: text,
  ...more,
})
collectorSuite(role, {
  listing: details({
    Role: [
      {
        RoleDetailList: [
          {
            ...trust(encoded, { RoleLastUsed: { LastUsedDate: made, Region: 'eu-west-1' }, Tags: [{ Key: 'team', Value: '' }] }),
            Arn: arn('role/orders'),
            RoleName: 'orders',
            RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded }],
            AttachedManagedPolicies: [{ PolicyName: 'limit', PolicyArn: arn('policy/limit') }],
            PermissionsBoundary: { PermissionsBoundaryArn: arn('policy/limit') },
            InstanceProfileList: [
              {
                Arn: arn('instance-profile/orders'),
                InstanceProfileName: 'orders',
                InstanceProfileId: 'AIPA',
                Path: '/',
                CreateDate: made,
                Roles: [],
              },
            ],
          },
        ],
      },
      {
        RoleDetailList: [
          { ...trust(document), Arn: arn('role/plain'), RoleName: 'plain' },
          { ...trust('not JSON, not even %-encoded: %zz'), Arn: arn('role/odd'), RoleName: 'odd' },
        ],
      },
    ],
  }),
  answers: [],
  resources: {
    orders: {
      base: {
        AssumeRolePolicyDocument: document,
        RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: document }],
        InstanceProfileList: [arn('instance-profile/orders')],
        RoleLastUsed: { LastUsedDate: made, Region: 'eu-west-1' },
        PermissionsBoundary: { PermissionsBoundaryArn: arn('policy/limit') },
        Tags: { team: '' },
      },
      edges: { 'has-policy': [arn('policy/limit')], 'bounded-by': [arn('policy/limit')] },
    },
    plain: { base: { AssumeRolePolicyDocument: document, RoleLastUsed: { LastUsedDate: undefined, Region: undefined } } },
    // One text that is no policy leaves its neighbours as they are.
    odd: { base: { AssumeRolePolicyDocument: 'not JSON, not even %-encoded: %zz' } },
  },
})

const policy = (name: string, AttachmentCount: number, of = arn(`policy/${name}`), PermissionsBoundaryUsageCount = 0) => ({
  Arn: of,
  ...(name === 'own' ? {} : { PolicyName: name }),
  Path: '/',
  CreateDate: made,
  DefaultVersionId: 'v2',
  AttachmentCount,
  PermissionsBoundaryUsageCount,
  PolicyVersionList: [
    { VersionId: 'v1', IsDefaultVersion: false, Document: 'older' },
    { VersionId: 'v2', IsDefaultVersion: true, Document: encoded },
  ],
})
collectorSuite(managedPolicy, {
  listing: details({
    LocalManagedPolicy: [
      { Policies: [policy('own', 1), policy('own-unused', 0)] },
      {
        Policies: [
          policy('AdministratorAccess', 2, administrator),
          policy('ReadOnlyAccess', 0, 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
          policy('ViewOnlyAccess', 0, 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', 1),
        ],
      },
    ],
  }),
  answers: [],
  resources: {
    own: { base: { Document: document, AttachmentCount: 1, DefaultVersionId: 'v2' } },
    'own-unused': {},
    AdministratorAccess: { base: { AttachmentCount: 2 } },
    ViewOnlyAccess: { base: { PermissionsBoundaryUsageCount: 1 } },
  },
})

const root = arn('root')
const summary: Suite = {
  listing: 'unpaged',
  answers: [
    generated,
    report,
    on(GetAccountSummaryCommand, { SummaryMap: { AccountAccessKeysPresent: 0, AccountMFAEnabled: 1, Users: 3 } }),
    on(GetAccountPasswordPolicyCommand, {
      PasswordPolicy: { MinimumPasswordLength: 12, RequireNumbers: true, RequireSymbols: false, ExpirePasswords: false },
    }),
    on(ListVirtualMFADevicesCommand, ({ Marker }) =>
      Marker === undefined
        ? {
            VirtualMFADevices: [
              { SerialNumber: arn('mfa/jo'), User: { Path: '/', UserName: 'jo', UserId: 'A', Arn: arn('user/jo'), CreateDate: made } },
            ],
            IsTruncated: true,
            Marker: '2',
          }
        : {
            VirtualMFADevices: [
              { SerialNumber: arn('mfa/phone'), User: { Path: '/', UserName: '', UserId: 'A', Arn: root, CreateDate: made } },
            ],
            IsTruncated: false,
          },
    ),
  ],
  resources: {
    '111122223333': {
      facets: {
        summary: { AccountAccessKeysPresent: 0, AccountMFAEnabled: 1, AccountPasswordPresent: undefined },
        passwordPolicy: {
          MinimumPasswordLength: 12,
          PasswordReusePrevention: undefined,
          RequireLowercaseCharacters: undefined,
          RequireNumbers: true,
          RequireSymbols: false,
          RequireUppercaseCharacters: undefined,
        },
        rootLogin: {
          password_enabled: 'not_supported',
          password_last_used: new Date('2026-05-30T10:00:00Z'),
          password_last_changed: 'not_supported',
          mfa_active: true,
        },
        rootAccessKeys: [inactive('1'), inactive('2')],
        consoleUsers: ['jo'],
        rootVirtualMfaDevices: [{ SerialNumber: arn('mfa/phone') }],
      },
    },
  },
}
collectorSuite(accountSummary, summary)

describe('the account summary', () => {
  const others = summary.answers.filter(({ command }) => command !== GetCredentialReportCommand && command !== GetAccountSummaryCommand)

  it('does not know the root user from a report without a row of it', async () => {
    const { nodes } = await read(accountSummary, summary, {
      answers: [...others, on(GetCredentialReportCommand, { Content: bytesOf(reportOf([userRow('jo')])) })],
      facets: ['rootLogin', 'rootAccessKeys', 'consoleUsers'],
    })
    const states = Object.fromEntries(Object.entries(nodes[0]?.facets ?? {}).map(([name, { state }]) => [name, state]))
    assert.deepEqual(states, { rootLogin: 'unknown', rootAccessKeys: 'unknown', consoleUsers: 'known' })
  })
  it('is unknown where it leaves out what it is asked for', async () => {
    const { nodes } = await read(accountSummary, summary, {
      answers: [...others, on(GetAccountSummaryCommand, { SummaryMap: { AccountMFAEnabled: 1 } })],
      facets: ['summary'],
    })
    assert.equal(nodes[0]?.facets['summary']?.state, 'unknown')
  })
  it('asks for one report, whoever reads it', async () => {
    const { sent } = await read(accountSummary, summary, { facets: ['rootLogin', 'rootAccessKeys', 'consoleUsers'] })
    assert.deepEqual([...sent].sort(), ['iam:GenerateCredentialReport', 'iam:GetCredentialReport'])
  })
})

const [oidcProvider, samlProvider] = providers
assert.ok(oidcProvider && samlProvider)
const issuer = 'token.actions.githubusercontent.com'
collectorSuite(oidcProvider, {
  listing: 'unpaged',
  answers: [
    on(ListOpenIDConnectProvidersCommand, { OpenIDConnectProviderList: [{ Arn: arn(`oidc-provider/${issuer}`) }] }),
    on(GetOpenIDConnectProviderCommand, { Url: issuer, ClientIDList: ['sts.amazonaws.com'], CreateDate: made, ThumbprintList: [] }),
  ],
  resources: { [issuer]: { facets: { provider: { Url: issuer, ClientIDList: ['sts.amazonaws.com'], CreateDate: made } } } },
})
collectorSuite(samlProvider, {
  listing: 'unpaged',
  answers: [on(ListSAMLProvidersCommand, { SAMLProviderList: [{ Arn: arn('saml-provider/directory'), CreateDate: made }] })],
  resources: { directory: { base: { CreateDate: made, ValidUntil: undefined } } },
})

const certificate = (name: string) => ({
  Arn: arn(`server-certificate/${name}`),
  ServerCertificateName: name,
  ServerCertificateId: 'ASCA',
  Path: '/',
  Expiration: made,
})
collectorSuite(serverCertificate, {
  listing: listing(ListServerCertificatesCommand, {
    token: ['Marker', 'Marker'],
    truncated: 'IsTruncated',
    pages: [{ ServerCertificateMetadataList: [certificate('shop')] }, { ServerCertificateMetadataList: [certificate('blog')] }],
    empty: { ServerCertificateMetadataList: [] },
  }),
  answers: [],
  resources: { shop: { base: { Expiration: made, UploadDate: undefined } }, blog: {} },
})

describe('the text of policies', () => {
  it('is the same, encoded as AWS does it or plain', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 2 }), fc.stringMatching(/^[ \n\t]{0,3}$/), (json, space) => {
        const text = `${space}{"Statement":${json}}`
        assert.equal(policyText(text), text)
        assert.equal(policyText(encodeURIComponent(text)), text)
      }),
    )
  })
  it('never throws, whatever the text is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof policyText(text) === 'string'))
  })
})
