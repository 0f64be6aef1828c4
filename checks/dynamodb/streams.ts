// Amazon DynamoDB: where changes of a table go.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

const developerGuide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

/** States in which a pipe reads, or is about to. */
const reading: ReadonlySet<string> = new Set(['RUNNING', 'STARTING', 'CREATING', 'UPDATING'])
const idle: ReadonlySet<string> = new Set(['Disabled', 'Disabling', 'Deleting'])

export const streamConsumed = defineCheck({
  id: 'dynamodb-stream-consumed',
  title: 'Enabled streams have a known consumer',
  on: 'AWS::DynamoDB::Table',
  needs: ['description'],
  reads: { 'AWS::Lambda::EventSourceMapping': [], 'AWS::Pipes::Pipe': [] },
  walks: ['reads-from'],
  threats: ['data-exfiltration'],
  mitigation: 'data-minimization',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'A stream that nobody reads costs nothing, and switching it off neither.' },
  why: 'A stream keeps a day of all changes, with the items themselves, beside the table and under permissions of its own. Where nothing reads it, only somebody who should not will.',
  fix: {
    cli: 'aws dynamodb update-table --table-name <table> --stream-specification StreamEnabled=false',
    terraform: `resource "aws_dynamodb_table" "<table>" {
  stream_enabled = false
}`,
  },
  refs: { docs: [`${developerGuide}/Streams.html`] },
  test: (table, { graph }) => {
    const { StreamSpecification, LatestStreamArn, Replicas } = table.description
    if (!StreamSpecification?.StreamEnabled) return notApplicable({ StreamEnabled: false })
    const evidence = { StreamViewType: StreamSpecification.StreamViewType ?? null }
    // A global table replicates through its stream.
    if (Replicas.length > 0) return pass({ ...evidence, replicas: Replicas.length })
    const mappings = () =>
      graph
        .into(table.arn, 'AWS::Lambda::EventSourceMapping', 'reads-from')
        .filter(({ base }) => base.EventSourceArn === LatestStreamArn && !idle.has(base.State))
        .map(({ arn }) => arn)
    const pipes = () =>
      graph
        .into(table.arn, 'AWS::Pipes::Pipe', 'reads-from')
        .filter(({ base }) => base.Source === LatestStreamArn && reading.has(base.CurrentState))
        .map(({ arn }) => arn)
    // One of the two is enough, also where the other one could not be read.
    const consumers = [mappings, pipes].flatMap((read) => graph.ifKnown(read) ?? [])
    if (consumers.length > 0) return pass({ ...evidence, consumers: consumers.toSorted().slice(0, 5) })
    return fail({ ...evidence, consumers: mappings().length + pipes().length })
  },
})

export const kinesisDestinationEncrypted = defineCheck({
  id: 'dynamodb-kinesis-destination-encrypted',
  title: 'Change-data exports to Kinesis keep the protection of the table',
  on: 'AWS::DynamoDB::Table',
  needs: ['description', 'kinesisDestinations'],
  across: { 'delivers-to': ['summary'], 'encrypted-with': ['metadata'] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'KMS requests of the stream are charged; latency hardly changes.' },
  why: 'Every change of the table is copied there. A stream with less protection than the table gives away what the key of the table was meant to keep.',
  fix: {
    cli: 'aws kinesis start-stream-encryption --stream-name <stream> --encryption-type KMS --key-id <key-arn>',
    terraform: `resource "aws_kinesis_stream" "<stream>" {
  encryption_type = "KMS"
  kms_key_id      = aws_kms_key.<key>.arn
}`,
  },
  refs: { docs: [`${developerGuide}/kds.html`, 'https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html'] },
  test: (table) => {
    const streams = table['delivers-to']
    if (streams.length === 0) return notApplicable({ activeDestinations: 0 })
    const [key] = table.description.SSEDescription?.SSEType === 'KMS' ? table['encrypted-with'] : []
    const customerKey = key !== undefined && (key.found ? key.node.metadata.KeyManager === 'CUSTOMER' : key.foreign)
    const failures = streams.flatMap((stream) => {
      if (!stream.found) return [fail({ stream: stream.arn, target: stream.foreign ? 'in another account' : 'does not exist' }, stream.arn)]
      const { EncryptionType } = stream.node.summary
      return customerKey && EncryptionType !== 'KMS' ? [fail({ stream: stream.arn, customerKey, EncryptionType }, stream.arn)] : []
    })
    return failures.length > 0 ? failures : pass({ activeDestinations: streams.length, customerKey })
  },
})
