// What the checks on delivery streams decide.
import { destinationEncryption, destinationTrusted, errorLogging, streamEncryption } from '../../../checks/firehose/streams.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { account, foreignAccount, resource } from '../../support/nodes.ts'
import { arnOf, bucketArn, deliveryStream, destination, stream, type Destination } from '../../support/messaging.ts'
import { given, verify } from '../../support/verify.ts'

const from = (name: string, KinesisStreamARN: string) =>
  deliveryStream(name, {
    DeliveryStreamType: 'KinesisStreamAsSource',
    source: { KinesisStreamARN, MSKClusterARN: undefined, RoleARN: undefined },
  })
const clicks = stream('clicks', { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })
const plain = stream('plain')

verify(streamEncryption, {
  pass: [
    given(deliveryStream('direct', { encryption: { Status: 'ENABLED', KeyType: 'AWS_OWNED_CMK', KeyARN: undefined } }), {
      evidence: { Status: 'ENABLED', KeyType: 'AWS_OWNED_CMK' },
    }),
    given(from('from an encrypted stream', clicks.arn), { with: [clicks], evidence: { source: 'clicks', EncryptionType: 'KMS' } }),
  ],
  fail: [
    given(deliveryStream('direct and plain'), { evidence: { Status: 'DISABLED', KeyType: null } }),
    deliveryStream('not yet', { encryption: { Status: 'ENABLING', KeyType: 'AWS_OWNED_CMK', KeyARN: undefined } }),
    deliveryStream('it did not work', {
      encryption: { Status: 'ENABLING_FAILED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: arnOf('kms', 'key/gone') },
    }),
    given(from('from a plain stream', plain.arn), { with: [plain], evidence: { source: 'plain', EncryptionType: 'NONE' } }),
  ],
  notApplicable: [
    from('from a foreign stream', arnOf('kinesis', 'stream/theirs', foreignAccount)),
    deliveryStream('from a Kafka cluster', { DeliveryStreamType: 'MSKAsSource' }),
  ],
})

type Encryption = FacetValue<'AWS::S3::Bucket', 'encryption'>
const bucket = (name: string, SSEAlgorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse' | null, tags: Readonly<Record<string, string>> = {}) => {
  const encryption: Encryption = SSEAlgorithm && {
    SSEAlgorithm,
    KMSMasterKeyID: undefined,
    BucketKeyEnabled: false,
    BlockedEncryptionTypes: [],
  }
  return resource('AWS::S3::Bucket', { name, arn: bucketArn(name), base: { BucketRegion: 'eu-west-1' }, facets: { encryption, tags } })
}
const sensitive = { 'data-classification': 'confidential' }
const withKey = (name: string): Destination =>
  destination(name, { buckets: [{ BucketARN: bucketArn(name), AWSKMSKeyARN: arnOf('kms', 'key/lake') }] })

verify(destinationEncryption, {
  pass: [
    given(deliveryStream('by Firehose', { destinations: [withKey('lake')] }, sensitive), {
      with: [bucket('lake', 'AES256')],
      evidence: { dataClass: 'confidential', buckets: [bucketArn('lake')] },
    }),
    given(deliveryStream('by Firehose into a foreign bucket', { destinations: [withKey('theirs')] }, sensitive), {
      with: [bucket('lake', null)],
    }),
    given(deliveryStream('by the bucket', {}, sensitive), { with: [bucket('lake', 'aws:kms')] }),
    given(deliveryStream('by the bucket, twice over', {}, sensitive), { with: [bucket('lake', 'aws:kms:dsse')] }),
    given(deliveryStream('the bucket says what the data is'), { with: [bucket('lake', 'aws:kms', sensitive)] }),
  ],
  fail: [
    given(deliveryStream('without a key', {}, sensitive), {
      with: [bucket('lake', 'AES256')],
      evidence: { dataClass: 'confidential', withoutKms: [bucketArn('lake')] },
    }),
    given(deliveryStream('no default at all', {}, sensitive), { with: [bucket('lake', null)] }),
    given(deliveryStream('the data of the bucket'), { with: [bucket('lake', 'AES256', sensitive)] }),
    given(deliveryStream('a bucket that is not here', {}, sensitive), { with: [bucket('other', 'aws:kms')] }),
    given(
      deliveryStream(
        'the backup',
        {
          destinations: [
            { ...withKey('lake'), buckets: [...withKey('lake').buckets, { BucketARN: bucketArn('raw'), AWSKMSKeyARN: undefined }] },
          ],
        },
        sensitive,
      ),
      {
        with: [bucket('lake', 'AES256'), bucket('raw', 'AES256')],
        evidence: { dataClass: 'confidential', withoutKms: [bucketArn('raw')] },
      },
    ),
  ],
  notApplicable: [given(deliveryStream('nothing sensitive'), { with: [bucket('lake', 'AES256')], evidence: { dataClass: null } })],
})

const logged = { CloudWatchLoggingOptions: { Enabled: true, LogGroupName: '/aws/kinesisfirehose/clicks' } }
const one = (name: string, more: Partial<Destination>) => deliveryStream(name, { destinations: [destination('lake', more)] })

verify(errorLogging, {
  pass: [
    one('to S3', logged),
    one('to S3, without a backup', { ...logged, S3BackupMode: 'Disabled' }),
    one('to Redshift', { ...logged, type: 'Redshift', S3BackupMode: 'Disabled' }),
    given(one('to an endpoint', { ...logged, type: 'HttpEndpoint', S3BackupMode: 'FailedDataOnly' }), {
      evidence: { destinations: ['HttpEndpoint'] },
    }),
  ],
  fail: [
    given(one('no log', {}), { evidence: { destination: 'S3', logging: false, S3BackupMode: null } }),
    one('a log that is off', { CloudWatchLoggingOptions: { Enabled: false, LogGroupName: undefined } }),
    one('to an endpoint, without a backup', { ...logged, type: 'HttpEndpoint', S3BackupMode: 'Disabled' }),
    one('to Splunk, and nothing is said', { ...logged, type: 'Splunk' }),
  ],
})

const lake = bucket('lake', 'AES256')
const elsewhere = { address: { protocol: 'https:', host: 'intake.example.com' }, type: 'HttpEndpoint' } as const
const trusted = { with: [lake], settings: { trustedDomains: ['example.com'] } }
const domain = (owner: string) => ({ type: 'OpenSearch', DomainARN: arnOf('es', 'domain/logs', owner) }) as const

verify(destinationTrusted, {
  pass: [
    given(one('an own bucket', {}), { with: [lake], evidence: { destinations: ['S3'] } }),
    given(one('a trusted endpoint', elsewhere), trusted),
    given(one('an own domain', domain(account)), { with: [lake] }),
    given(one('a domain of a trusted account', domain(foreignAccount)), { with: [lake], settings: { trustedAccounts: [foreignAccount] } }),
  ],
  fail: [
    given(one('a bucket of somebody', {}), { discriminators: [bucketArn('lake')], evidence: { destination: bucketArn('lake') } }),
    given(one('an endpoint', elsewhere), { with: [lake], discriminators: ['https://intake.example.com'] }),
    given(one('a trusted endpoint without TLS', { ...elsewhere, address: { protocol: 'http:', host: 'intake.example.com' } }), trusted),
    given(one('an endpoint and the backup', elsewhere), { discriminators: [bucketArn('lake'), 'https://intake.example.com'] }),
    given(one('a foreign domain', domain(foreignAccount)), { with: [lake], discriminators: [arnOf('es', 'domain/logs', foreignAccount)] }),
    given(one('Redshift by way of a foreign bucket', { type: 'Redshift' }), {}),
  ],
  notApplicable: [
    given(one('a cluster', { type: 'Redshift', address: { protocol: 'redshift:', host: 'c.eu-west-1.redshift.amazonaws.com' } }), {
      with: [lake],
      evidence: { notToldWhose: ['Redshift'] },
    }),
  ],
})
