// What the kinds of IAM share: one chain of GetAccountAuthorizationDetails for each, and policies and tags as it hands them out.
import { unescape } from 'node:querystring'
import {
  GetAccountAuthorizationDetailsCommand,
  type AttachedPermissionsBoundary,
  type AttachedPolicy,
  type EntityType,
  type GetAccountAuthorizationDetailsResponse,
  type IAMClient,
  type PolicyDetail,
  type Tag,
} from '@aws-sdk/client-iam'
import { pages } from '../../src/aws/pages.ts'
import { member } from '../../src/collect/member.ts'
import type { PolicyText } from '../../src/iam/policy.ts'

/** A policy embedded in a user, group or role. */
export type InlinePolicy = { PolicyName: string; PolicyDocument: PolicyText }
/** A managed policy attached to a user, group or role, by its ARN. */
export type Attachment = { PolicyArn: string }
export type Boundary = { PermissionsBoundaryArn: string }

/**
 * All entities of some types with their policies. Pages of 300: one of 1,000 roles takes 90 ms to parse, during which nothing else runs.
 */
export const authorizationDetails = <T>(
  iam: IAMClient,
  Filter: EntityType[],
  items: (page: GetAccountAuthorizationDetailsResponse) => readonly T[] | undefined,
): AsyncIterable<T> => pages(iam, GetAccountAuthorizationDetailsCommand, { Filter, MaxItems: 300 }, items)

/**
 * IAM percent-encodes documents (RFC 3986); emulators send some of them plain. A JSON object begins with a brace, which encoding never leaves as it is.
 * Text that cannot be decoded is kept: whoever parses the policy will say so, and the other resources of the page are untouched.
 */
export const policyText = (document: string): PolicyText => (document.trimStart().startsWith('{') ? document : unescape(document))

export const inlinePolicies = (policies: readonly PolicyDetail[] | undefined): readonly InlinePolicy[] =>
  (policies ?? []).map(({ PolicyName, PolicyDocument }) => ({
    PolicyName: member(PolicyName, 'PolicyName'),
    PolicyDocument: policyText(member(PolicyDocument, 'PolicyDocument')),
  }))

export const attachments = (policies: readonly AttachedPolicy[] | undefined): readonly Attachment[] =>
  (policies ?? []).map(({ PolicyArn }) => ({ PolicyArn: member(PolicyArn, 'PolicyArn') }))

export const boundary = (of: AttachedPermissionsBoundary | undefined): Boundary | undefined =>
  of?.PermissionsBoundaryArn ? { PermissionsBoundaryArn: of.PermissionsBoundaryArn } : undefined

export const tagsOf = (tags: readonly Tag[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [member(Key, 'Key'), Value ?? '']))
