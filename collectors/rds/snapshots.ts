// Amazon RDS: snapshots of instances and clusters, and with whom they are shared.
import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
  type DBClusterSnapshot,
  type DBClusterSnapshotAttribute,
  type DBSnapshot,
  type DBSnapshotAttribute,
} from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { keyArn, parseArn } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'
import { rdsArn } from './shape.ts'

/** Who may restore a snapshot besides its owner: account ids, or `all`. */
type Sharing = { readonly restore: readonly string[] }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::DBSnapshot': {
      base: Pick<DBSnapshot, 'Engine' | 'SnapshotType' | 'Encrypted' | 'KmsKeyId' | 'SnapshotCreateTime' | 'SourceRegion'> & {
        DBInstanceIdentifier: string
        SourceDBSnapshotIdentifier: string | undefined
      }
      /** `null` for automated snapshots, which cannot be shared. */
      facets: { sharing: Sharing | null }
      edges: { 'snapshot-of': 'AWS::RDS::DBInstance'; 'encrypted-with': 'AWS::KMS::Key' }
    }
    'AWS::RDS::DBClusterSnapshot': {
      base: Pick<DBClusterSnapshot, 'Engine' | 'SnapshotType' | 'KmsKeyId' | 'SnapshotCreateTime'> & {
        DBClusterIdentifier: string
        Encrypted: DBClusterSnapshot['StorageEncrypted']
        SourceDBClusterSnapshotArn: string | undefined
      }
      facets: { sharing: Sharing | null }
      edges: { 'snapshot-of': 'AWS::RDS::DBCluster'; 'encrypted-with': 'AWS::KMS::Key' }
    }
  }
}

/** Only manual snapshots can be shared: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html */
const isManual = (type: string | undefined): boolean => type === undefined || type === 'manual'

const sharingOf = (attributes: readonly (DBSnapshotAttribute | DBClusterSnapshotAttribute)[]): Sharing => ({
  // AWS sends an empty list where nobody else may.
  restore: attributes.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? [],
})

/** Where a database lives, as its snapshot tells: a copy names the snapshot that it was made from. */
const originOf = (source: string | undefined, { account, region }: Scope): Scope => {
  const arn = source === undefined ? undefined : parseArn(source)
  return arn ? { account: arn.account, region: arn.region } : { account, region }
}

export const snapshot = defineCollector({
  kind: 'AWS::RDS::DBSnapshot',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBSnapshots'],
    run: (rds) =>
      pages(rds, DescribeDBSnapshotsCommand, { MaxRecords: 100 }, (page) =>
        page.DBSnapshots?.map((one) => ({
          arn: member(one.DBSnapshotArn, 'DBSnapshotArn'),
          name: member(one.DBSnapshotIdentifier, 'DBSnapshotIdentifier'),
          DBInstanceIdentifier: member(one.DBInstanceIdentifier, 'DBInstanceIdentifier'),
          Engine: one.Engine,
          SnapshotType: one.SnapshotType,
          Encrypted: one.Encrypted,
          KmsKeyId: one.KmsKeyId,
          SnapshotCreateTime: one.SnapshotCreateTime,
          SourceRegion: one.SourceRegion,
          SourceDBSnapshotIdentifier: one.SourceDBSnapshotIdentifier,
        })),
      ),
  },
  facets: {
    sharing: {
      calls: ['rds:DescribeDBSnapshotAttributes'],
      async read(rds, { name, SnapshotType }) {
        if (!isManual(SnapshotType)) return null
        const answer = await rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: name }))
        return sharingOf(member(answer.DBSnapshotAttributesResult?.DBSnapshotAttributes, 'DBSnapshotAttributes'))
      },
    },
  },
  edges: {
    'snapshot-of': {
      to: 'AWS::RDS::DBInstance',
      from: 'base',
      ref: ({ DBInstanceIdentifier, SourceRegion, SourceDBSnapshotIdentifier }, item) =>
        rdsArn(
          'db',
          DBInstanceIdentifier,
          originOf(SourceDBSnapshotIdentifier, { account: item.account, region: SourceRegion ?? item.region }),
        ),
    },
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyId }, item) => keyArn(KmsKeyId, item) },
  },
  gone: ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault'],
})

export const clusterSnapshot = defineCollector({
  kind: 'AWS::RDS::DBClusterSnapshot',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBClusterSnapshots'],
    run: (rds) =>
      pages(rds, DescribeDBClusterSnapshotsCommand, { MaxRecords: 100 }, (page) =>
        page.DBClusterSnapshots?.map((one) => ({
          arn: member(one.DBClusterSnapshotArn, 'DBClusterSnapshotArn'),
          name: member(one.DBClusterSnapshotIdentifier, 'DBClusterSnapshotIdentifier'),
          DBClusterIdentifier: member(one.DBClusterIdentifier, 'DBClusterIdentifier'),
          Engine: one.Engine,
          SnapshotType: one.SnapshotType,
          Encrypted: one.StorageEncrypted,
          KmsKeyId: one.KmsKeyId,
          SnapshotCreateTime: one.SnapshotCreateTime,
          SourceDBClusterSnapshotArn: one.SourceDBClusterSnapshotArn,
        })),
      ),
  },
  facets: {
    sharing: {
      calls: ['rds:DescribeDBClusterSnapshotAttributes'],
      async read(rds, { name, SnapshotType }) {
        if (!isManual(SnapshotType)) return null
        const answer = await rds.send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: name }))
        return sharingOf(member(answer.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes, 'DBClusterSnapshotAttributes'))
      },
    },
  },
  edges: {
    'snapshot-of': {
      to: 'AWS::RDS::DBCluster',
      from: 'base',
      ref: ({ DBClusterIdentifier, SourceDBClusterSnapshotArn }, item) =>
        rdsArn('cluster', DBClusterIdentifier, originOf(SourceDBClusterSnapshotArn, item)),
    },
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyId }, item) => keyArn(KmsKeyId, item) },
  },
  gone: ['DBClusterSnapshotNotFoundFault'],
})

export default [snapshot, clusterSnapshot]
