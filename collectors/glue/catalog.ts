// AWS Glue: the Data Catalog of an account and region as a whole: how it is encrypted, and whom its policy lets in.
import {
  GetDataCatalogEncryptionSettingsCommand,
  GetResourcePolicyCommand,
  GlueClient,
  type CatalogEncryptionMode,
} from '@aws-sdk/client-glue'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { keyArn } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'

type Settings = {
  EncryptionAtRest: { CatalogEncryptionMode: CatalogEncryptionMode; SseAwsKmsKeyId: string | undefined }
  ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: boolean; AwsKmsKeyId: string | undefined }
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** One for each account and region: the Data Catalog itself, which is what its resource policy is attached to. */
    'AWS::Glue::DataCatalog': {
      base: {}
      facets: { policy: PolicyText | null }
      edges: {}
    }
    /** One for each account and region. */
    'AWS::Glue::DataCatalogEncryptionSettings': {
      base: {}
      facets: { settings: Settings }
      edges: { 'encrypted-with': 'AWS::KMS::Key' }
    }
  }
}

export const dataCatalog = defineCollector({
  kind: 'AWS::Glue::DataCatalog',
  client: GlueClient,
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there is one
    async *run(_glue, at) {
      yield { arn: at.arn('glue', 'catalog'), name: `Data Catalog in ${at.region}` }
    },
  },
  facets: {
    policy: {
      calls: ['glue:GetResourcePolicy'],
      read: async (glue) => member((await glue.send(new GetResourcePolicyCommand({}))).PolicyInJson, 'PolicyInJson'),
      absent: ['EntityNotFoundException'],
    },
  },
  edges: {},
})

export const encryptionSettings = defineCollector({
  kind: 'AWS::Glue::DataCatalogEncryptionSettings',
  client: GlueClient,
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that they are there
    async *run(_glue, at) {
      yield { arn: at.arn('glue', 'catalog/encryption-settings'), name: `Data Catalog in ${at.region}` }
    },
  },
  facets: {
    settings: {
      calls: ['glue:GetDataCatalogEncryptionSettings'],
      async read(glue) {
        const answer = await glue.send(new GetDataCatalogEncryptionSettingsCommand({}))
        const { EncryptionAtRest, ConnectionPasswordEncryption } = member(
          answer.DataCatalogEncryptionSettings,
          'DataCatalogEncryptionSettings',
        )
        const { CatalogEncryptionMode, SseAwsKmsKeyId } = member(EncryptionAtRest, 'EncryptionAtRest')
        const { ReturnConnectionPasswordEncrypted, AwsKmsKeyId } = member(ConnectionPasswordEncryption, 'ConnectionPasswordEncryption')
        return {
          EncryptionAtRest: { CatalogEncryptionMode: member(CatalogEncryptionMode, 'CatalogEncryptionMode'), SseAwsKmsKeyId },
          ConnectionPasswordEncryption: {
            ReturnConnectionPasswordEncrypted: member(ReturnConnectionPasswordEncrypted, 'ReturnConnectionPasswordEncrypted'),
            AwsKmsKeyId,
          },
        }
      },
    },
  },
  edges: {
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'settings',
      ref: ({ EncryptionAtRest, ConnectionPasswordEncryption }, item) =>
        [EncryptionAtRest.SseAwsKmsKeyId, ConnectionPasswordEncryption.AwsKmsKeyId].flatMap((key) => keyArn(key, item) ?? []),
    },
  },
})

export default [dataCatalog, encryptionSettings]
