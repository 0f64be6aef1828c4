// The kinds that keep data, and those that a key encrypts: for checks that ask the same of all of them.
import type { FacetName, Kind } from '../graph/kinds.ts'
import type { GraphView } from './check.ts'

const reading = <K extends Kind, const F extends FacetName<K>>(
  kinds: readonly K[],
  facets: readonly F[],
): { readonly [P in K]: readonly F[] } =>
  // `Object.fromEntries` forgets which keys there are.
  Object.fromEntries(kinds.map((kind) => [kind, facets])) as { readonly [P in K]: readonly F[] }

/** Where data stays, if only for a day. */
export const storeKinds = [
  'AWS::DynamoDB::Table',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
] as const satisfies readonly Kind[]

export const storeReads = reading(storeKinds, ['tags'])

/** What uses a key of KMS: every kind with an edge `encrypted-with`. */
export const keyUserKinds = [
  ...storeKinds,
  'AWS::Athena::WorkGroup',
  'AWS::CloudTrail::Trail',
  'AWS::EC2::Snapshot',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::EKS::Cluster',
  'AWS::Glue::Connection',
  'AWS::Glue::DataCatalogEncryptionSettings',
  'AWS::Glue::SecurityConfiguration',
  'AWS::Lambda::Function',
  'AWS::RDS::DBClusterSnapshot',
  'AWS::RDS::DBSnapshot',
  'AWS::SNS::Topic',
] as const satisfies readonly Kind[]

export const keyUserReads = reading(keyUserKinds, [])

/** ARNs of what is encrypted with a key, sorted; `whole` tells whether there can be no others. */
export const usersOf = (
  key: string,
  graph: GraphView<typeof keyUserReads>,
): { readonly arns: readonly string[]; readonly whole: boolean } => {
  const byKind = keyUserKinds.map((kind) => graph.ifKnown(() => graph.into(key, kind, 'encrypted-with').map(({ arn }) => arn)))
  return { arns: byKind.flatMap((arns) => arns ?? []).sort(), whole: byKind.every((arns) => arns !== undefined) }
}
