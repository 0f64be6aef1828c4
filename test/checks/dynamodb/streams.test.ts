// What the checks on streams of tables and on their copies in Kinesis decide.
import { kinesisDestinationEncrypted, streamConsumed } from '../../../checks/dynamodb/streams.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { description, streamArn, table } from '../../support/dynamodb.ts'
import { key, keyArnOf } from '../../support/kms.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { functionArn, mapping } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const streaming = (name: string, more: Parameters<typeof description>[0] = {}) =>
  table(name, {
    description: description({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamArn: streamArn(name),
      ...more,
    }),
  })
const polls = (name: string, of: string, base: Parameters<typeof mapping>[3] = {}) =>
  mapping(name, streamArn(of), functionArn('worker'), base)
const pipe = (name: string, Source: string, CurrentState = 'RUNNING'): AnyNode =>
  resource('AWS::Pipes::Pipe', {
    name,
    arn: `arn:aws:pipes:${region}:${account}:pipe/${name}`,
    base: { Source, Target: functionArn('worker'), Enrichment: undefined, CurrentState },
  })

verify(streamConsumed, {
  pass: [
    given(streaming('function'), {
      with: [polls('m', 'function')],
      evidence: { StreamViewType: 'NEW_IMAGE', consumers: [`arn:aws:lambda:${region}:${account}:event-source-mapping:m`] },
    }),
    given(streaming('pipe'), { with: [pipe('p', streamArn('pipe'))] }),
    given(streaming('both'), { with: [pipe('p', streamArn('both')), polls('m', 'both')] }),
    streaming('replicated', { Replicas: [{ RegionName: 'eu-central-1', ReplicaStatus: 'ACTIVE', KMSMasterKeyId: undefined }] }),
  ],
  fail: [
    given(streaming('nobody'), { evidence: { StreamViewType: 'NEW_IMAGE', consumers: 0 } }),
    given(streaming('switched off'), {
      with: [polls('m', 'switched off', { State: 'Disabled' }), pipe('p', streamArn('switched off'), 'STOPPED')],
    }),
    given(streaming('earlier stream'), {
      with: [
        mapping('m', streamArn('earlier stream', '2020-01-01T00:00:00.000'), functionArn('worker')),
        pipe('p', streamArn('earlier stream', '2020-01-01T00:00:00.000')),
      ],
    }),
    given(streaming('another table'), { with: [polls('m', 'other'), pipe('p', streamArn('other'))] }),
  ],
  notApplicable: [
    table('never', { description: description() }),
    table('no more', {
      description: description({ StreamSpecification: { StreamEnabled: false }, LatestStreamArn: streamArn('no more') }),
    }),
  ],
})

const kinesisArn = (name: string, owner = account): string => `arn:aws:kinesis:${region}:${owner}:stream/${name}`
const kinesis = (name: string, EncryptionType: 'NONE' | 'KMS'): AnyNode =>
  resource('AWS::Kinesis::Stream', {
    name,
    arn: kinesisArn(name),
    facets: { summary: { StreamMode: 'ON_DEMAND', EncryptionType, KeyId: undefined, RetentionPeriodHours: 24 } },
  })
const exporting = (
  name: string,
  streams: readonly string[],
  KMSMasterKeyArn?: string,
  DestinationStatus: 'ACTIVE' | 'DISABLED' = 'ACTIVE',
) =>
  table(name, {
    description: description(KMSMasterKeyArn ? { SSEDescription: { SSEType: 'KMS', Status: 'ENABLED', KMSMasterKeyArn } } : {}),
    kinesisDestinations: streams.map((StreamArn) => ({ StreamArn, DestinationStatus })),
  })

verify(kinesisDestinationEncrypted, {
  pass: [
    given(exporting('both', [kinesisArn('s')], keyArnOf('own')), {
      with: [kinesis('s', 'KMS'), key('own')],
      evidence: { activeDestinations: 1, customerKey: true },
    }),
    given(exporting('no key of its own', [kinesisArn('s')]), {
      with: [kinesis('s', 'NONE')],
      evidence: { activeDestinations: 1, customerKey: false },
    }),
    given(exporting('key of AWS', [kinesisArn('s')], keyArnOf('aws')), { with: [kinesis('s', 'NONE'), key('aws', { KeyManager: 'AWS' })] }),
  ],
  fail: [
    given(exporting('open copy', [kinesisArn('s')], keyArnOf('own')), {
      with: [kinesis('s', 'NONE'), key('own')],
      evidence: { stream: kinesisArn('s'), customerKey: true, EncryptionType: 'NONE' },
    }),
    given(exporting('foreign key', [kinesisArn('s')], keyArnOf('theirs', foreignAccount)), { with: [kinesis('s', 'NONE')] }),
    given(exporting('deleted stream', [kinesisArn('s')]), { evidence: { stream: kinesisArn('s'), target: 'does not exist' } }),
    given(exporting('foreign stream', [kinesisArn('s', foreignAccount)]), {
      evidence: { stream: kinesisArn('s', foreignAccount), target: 'in another account' },
    }),
    given(exporting('one of two', [kinesisArn('a'), kinesisArn('b')], keyArnOf('own')), {
      with: [kinesis('a', 'KMS'), kinesis('b', 'NONE'), key('own')],
      discriminators: [kinesisArn('b')],
    }),
  ],
  notApplicable: [exporting('none', []), exporting('disabled', [kinesisArn('s')], undefined, 'DISABLED')],
})
