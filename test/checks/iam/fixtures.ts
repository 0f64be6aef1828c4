// Users, roles and groups for the tables of IAM's checks.
import type { BaseOf, FacetValue } from '../../../src/graph/kinds.ts'
import { account, now, resource } from '../../support/nodes.ts'

const day = 24 * 60 * 60 * 1000
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * day)

export const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
export const attached = (...arns: readonly string[]) => ({ AttachedManagedPolicies: arns.map((PolicyArn) => ({ PolicyArn })) })

type UserFacets = { readonly [F in 'login' | 'accessKeys' | 'serviceSpecificCredentials']?: FacetValue<'AWS::IAM::User', F> }
export const user = (name: string, facets: UserFacets = {}, base: Partial<BaseOf<'AWS::IAM::User'>> = {}) =>
  resource('AWS::IAM::User', {
    name,
    arn: `arn:aws:iam::${account}:user/${name}`,
    facets,
    base: {
      Path: '/',
      UserId: 'AIDA',
      CreateDate: daysAgo(400),
      UserPolicyList: [],
      GroupList: [],
      AttachedManagedPolicies: [],
      PermissionsBoundary: undefined,
      Tags: {},
      ...base,
    },
  })

export const group = (name: string, base: Partial<BaseOf<'AWS::IAM::Group'>> = {}) =>
  resource('AWS::IAM::Group', {
    name,
    arn: `arn:aws:iam::${account}:group/${name}`,
    base: { Path: '/', CreateDate: daysAgo(400), GroupPolicyList: [], AttachedManagedPolicies: [], ...base },
  })

export const role = (name: string, base: Partial<BaseOf<'AWS::IAM::Role'>> = {}) =>
  resource('AWS::IAM::Role', {
    name,
    arn: `arn:aws:iam::${account}:role/${name}`,
    base: {
      Path: '/',
      RoleId: 'AROA',
      CreateDate: daysAgo(400),
      AssumeRolePolicyDocument: '{}',
      RolePolicyList: [],
      AttachedManagedPolicies: [],
      PermissionsBoundary: undefined,
      InstanceProfileList: [],
      RoleLastUsed: { LastUsedDate: undefined, Region: undefined },
      Tags: {},
      ...base,
    },
  })

type SummaryFacets = {
  readonly [F in 'summary' | 'passwordPolicy' | 'rootLogin' | 'rootAccessKeys' | 'consoleUsers' | 'rootVirtualMfaDevices']?: FacetValue<
    'AWS::IAM::AccountSummary',
    F
  >
}
export const summary = (name: string, facets: SummaryFacets) =>
  resource('AWS::IAM::AccountSummary', { name, arn: `arn:aws:iam::${account}:account-summary`, facets })

/** A managed policy; attached once where nothing else is said. */
export const policy = (name: string, Document: string, base: Partial<BaseOf<'AWS::IAM::ManagedPolicy'>> = {}, owner = account) =>
  resource('AWS::IAM::ManagedPolicy', {
    name,
    arn: `arn:aws:iam::${owner}:policy/${name}`,
    base: {
      Path: '/',
      CreateDate: daysAgo(400),
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: 0,
      DefaultVersionId: 'v1',
      Document,
      ...base,
    },
  })

const inline = (documents: Readonly<Record<string, string>>) =>
  Object.entries(documents).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }))
export const inlineOfRole = (documents: Readonly<Record<string, string>>) => ({ RolePolicyList: inline(documents) })
export const inlineOfUser = (documents: Readonly<Record<string, string>>) => ({ UserPolicyList: inline(documents) })
export const inlineOfGroup = (documents: Readonly<Record<string, string>>) => ({ GroupPolicyList: inline(documents) })
