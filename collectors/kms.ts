// AWS Key Management Service: keys and their aliases.
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  type GrantListEntry,
  type KeyManagerType,
  type KeyMetadata,
  type KeySpec,
  type KeyState,
  type OriginType,
} from '@aws-sdk/client-kms'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { once } from '../src/collect/once.ts'
import { keyArn } from '../src/graph/arn.ts'
import type { PolicyText } from '../src/iam/policy.ts'

type Metadata = Pick<KeyMetadata, 'Enabled' | 'DeletionDate' | 'MultiRegion'> & {
  KeyManager: KeyManagerType
  KeyState: KeyState
  KeySpec: KeySpec
  Origin: OriginType
}
type Grant = Pick<GrantListEntry, 'GrantId' | 'GranteePrincipal' | 'GranteeServicePrincipal' | 'Operations' | 'Constraints'>

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    /** Customer managed and AWS managed keys of the account; `metadata.KeyManager` tells them apart. AWS owned keys are in no account. */
    'AWS::KMS::Key': {
      base: object
      facets: {
        metadata: Metadata
        /** `null` for keys that KMS cannot rotate by itself (asymmetric, HMAC, with imported material, in a custom key store), and for those of AWS. */
        rotation: { KeyRotationEnabled: boolean; RotationPeriodInDays: number | undefined } | null
        /** `null` for keys that AWS manages: nobody can change what it says. */
        policy: PolicyText | null
        /** `null` for keys that AWS manages: only the services that use them are granted anything. */
        grants: readonly Grant[] | null
      }
      edges: {}
    }
    'AWS::KMS::Alias': {
      /** No `TargetKeyId`: an alias that AWS reserves for a service whose key the account never used. */
      base: { TargetKeyId: string | undefined }
      facets: {}
      edges: { 'alias-of': 'AWS::KMS::Key' }
    }
  }
}

/** What every other question depends on: asked once for each key. */
const metadataOf = once(async (kms: KMSClient, arn): Promise<Metadata> => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }))
  const { Arn, Enabled, DeletionDate, MultiRegion, KeyManager, KeyState, KeySpec, Origin } = member(KeyMetadata, 'KeyMetadata')
  if (Arn !== arn) throw new TypeError('the answer is about another key')
  return {
    Enabled,
    DeletionDate,
    MultiRegion,
    KeyManager: member(KeyManager, 'KeyManager'),
    KeyState: member(KeyState, 'KeyState'),
    KeySpec: member(KeySpec, 'KeySpec'),
    Origin: member(Origin, 'Origin'),
  }
})

const isCustomers = async (kms: KMSClient, arn: string): Promise<boolean> => (await metadataOf(kms, arn)).KeyManager === 'CUSTOMER'

export const key = defineCollector({
  kind: 'AWS::KMS::Key',
  client: KMSClient,
  list: {
    calls: ['kms:ListKeys'],
    run: (kms) =>
      pages(kms, ListKeysCommand, { Limit: 1000 }, (page) =>
        page.Keys?.map(({ KeyArn, KeyId }) => ({ arn: member(KeyArn, 'KeyArn'), name: member(KeyId, 'KeyId') })),
      ),
  },
  facets: {
    metadata: { calls: ['kms:DescribeKey'], read: (kms, { arn }) => metadataOf(kms, arn) },
    rotation: {
      calls: ['kms:GetKeyRotationStatus', 'kms:DescribeKey'],
      async read(kms, { arn }) {
        const { KeyManager, KeySpec, Origin } = await metadataOf(kms, arn)
        // https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        if (KeyManager !== 'CUSTOMER' || KeySpec !== 'SYMMETRIC_DEFAULT' || Origin !== 'AWS_KMS') return null
        const { KeyRotationEnabled, RotationPeriodInDays } = await kms.send(new GetKeyRotationStatusCommand({ KeyId: arn }))
        return { KeyRotationEnabled: member(KeyRotationEnabled, 'KeyRotationEnabled'), RotationPeriodInDays }
      },
    },
    policy: {
      calls: ['kms:GetKeyPolicy', 'kms:DescribeKey'],
      async read(kms, { arn }) {
        if (!(await isCustomers(kms, arn))) return null
        return member((await kms.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }))).Policy, 'Policy')
      },
    },
    grants: {
      calls: ['kms:ListGrants', 'kms:DescribeKey'],
      async read(kms, { arn }) {
        if (!(await isCustomers(kms, arn))) return null
        const grants: Grant[] = []
        for await (const grant of pages(kms, ListGrantsCommand, { KeyId: arn, Limit: 100 }, (page) => page.Grants)) {
          const { GrantId, GranteePrincipal, GranteeServicePrincipal, Operations, Constraints } = grant
          grants.push({ GrantId, GranteePrincipal, GranteeServicePrincipal, Operations, Constraints })
        }
        return grants
      },
    },
  },
  edges: {},
  gone: ['NotFoundException'],
})

export const alias = defineCollector({
  kind: 'AWS::KMS::Alias',
  client: KMSClient,
  list: {
    calls: ['kms:ListAliases'],
    run: (kms) =>
      pages(kms, ListAliasesCommand, { Limit: 100 }, (page) =>
        page.Aliases?.map(({ AliasArn, AliasName, TargetKeyId }) => ({
          arn: member(AliasArn, 'AliasArn'),
          name: member(AliasName, 'AliasName'),
          TargetKeyId,
        })),
      ),
  },
  facets: {},
  edges: { 'alias-of': { to: 'AWS::KMS::Key', from: 'base', ref: ({ TargetKeyId }, item) => keyArn(TargetKeyId, item) } },
  standsFor: 'alias-of',
})

export default [key, alias]
