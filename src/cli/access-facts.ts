// What an inventory tells about who may reach what, and what it does not tell.
import { accountReads, iamAccount, iamReads, wholeAccount } from '../../checks/iam/account-view.ts'
import type { GraphView } from '../check/check.ts'
import { viewOf } from '../check/evaluate.ts'
import { Missing } from '../check/view.ts'
import type { Gap } from '../graph/fact.ts'
import type { Inventory } from '../graph/inventory.ts'
import type { Account, AccountResource } from '../iam/access/account.ts'
import type { FacetValue } from '../graph/kinds.ts'
import { sourcesOfGrants, type GrantConstraints } from '../iam/grants.ts'
import { parsePolicy } from '../iam/parse.ts'
import type { PolicyText } from '../iam/policy.ts'
import type { Read, Source } from '../iam/request.ts'

const resourceReads = {
  'AWS::DynamoDB::Table': ['policy'],
  'AWS::KMS::Key': ['policy', 'grants'],
  'AWS::Lambda::Function': ['policy'],
  'AWS::SQS::Queue': ['attributes'],
} as const

/** What has to be read for the answers, in the words of a check. */
export const accessReads = { ...accountReads, ...resourceReads }

export interface NamedResource extends AccountResource {
  readonly kind: string
  readonly name: string
}

export interface AccessFacts {
  readonly account: Account
  /** Users and roles are resources too: roles with their trust policies. */
  readonly resources: readonly NamedResource[]
  /** Kinds of which not all were listed, with why. */
  readonly missing: readonly { readonly kind: string; readonly gaps: readonly Gap[] }[]
}

/** Users, groups, roles and policies have to be there as a whole: throws {@link Missing} where they are not. */
export const accessFactsOf = (inventory: Inventory): AccessFacts => {
  const missing: { readonly kind: string; readonly gaps: readonly Gap[] }[] = []
  const attempt = <T>(kind: string, read: () => T, instead: T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Missing)) throw error
      missing.push({ kind, gaps: error.gaps })
      return instead
    }
  }
  const iam = iamAccount(viewOf(inventory, iamReads))
  const account = attempt('AWS::Lambda::Function', () => wholeAccount(viewOf(inventory, accountReads)), iam)
  const view: GraphView<typeof resourceReads> = viewOf(inventory, resourceReads)
  const policyOf = (arn: string, read: () => PolicyText | null | undefined): Read<Source | null> => {
    const text = view.ifKnown(() => ({ text: read() }))
    if (!text) return 'unknown'
    return text.text === null || text.text === undefined ? null : { name: arn, policy: parsePolicy(text.text) }
  }
  const grantsOf = (arn: string, read: () => GraphGrants): Read<readonly Source[]> => {
    const grants = view.ifKnown(read)
    if (!grants) return 'unknown'
    return sourcesOfGrants(
      arn,
      grants.map(({ GrantId = '', GranteePrincipal, GranteeServicePrincipal, Operations = [], Constraints }) => ({
        id: GrantId,
        grantee: GranteePrincipal ?? GranteeServicePrincipal ?? '',
        operations: Operations,
        constraints: Constraints ? constraintsOf(Constraints) : null,
      })),
    )
  }
  const resources: readonly NamedResource[] = [
    ...account.principals.map(({ principal: { arn, account: owner, type }, name, trust }) => ({
      kind: type === 'role' ? 'AWS::IAM::Role' : 'AWS::IAM::User',
      arn,
      name,
      account: owner,
      policy: trust,
      grants: [],
    })),
    ...attempt('AWS::SQS::Queue', () => view.all('AWS::SQS::Queue'), []).map((queue) => ({
      ...identityOf(queue),
      policy: policyOf(queue.arn, () => queue.attributes.Policy),
      grants: [],
    })),
    ...attempt('AWS::Lambda::Function', () => view.all('AWS::Lambda::Function'), []).map((each) => ({
      ...identityOf(each),
      policy: policyOf(each.arn, () => each.policy),
      grants: [],
    })),
    ...attempt('AWS::DynamoDB::Table', () => view.all('AWS::DynamoDB::Table'), []).map((table) => ({
      ...identityOf(table),
      policy: policyOf(table.arn, () => table.policy),
      grants: [],
    })),
    // A key that AWS manages has no policy of anybody's making: who may use the store that it encrypts may use it, through that service alone.
    ...attempt('AWS::KMS::Key', () => view.all('AWS::KMS::Key'), [])
      .filter((key) => view.ifKnown(() => key.policy === null) !== true)
      .map((key) => ({
        ...identityOf(key),
        policy: policyOf(key.arn, () => key.policy),
        grants: grantsOf(key.arn, () => key.grants ?? []),
      })),
  ]
  return { account, resources, missing: [...new Map(missing.map((each) => [each.kind, each])).values()] }
}

type GraphGrants = NonNullable<FacetValue<'AWS::KMS::Key', 'grants'>>

const constraintsOf = ({
  EncryptionContextEquals,
  EncryptionContextSubset,
  SourceArn,
}: NonNullable<GraphGrants[number]['Constraints']>): GrantConstraints => ({
  ...(EncryptionContextEquals && { equals: EncryptionContextEquals }),
  ...(EncryptionContextSubset && { subset: EncryptionContextSubset }),
  ...(SourceArn !== undefined && { sourceArn: SourceArn }),
})

const identityOf = ({ kind, arn, name, account }: Pick<NamedResource, 'kind' | 'arn' | 'name' | 'account'>) => ({
  kind,
  arn,
  name,
  account,
})
