// Amazon Data Firehose: encryption on the way and at the end, what becomes of failures, and where records go.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { isTrustedHost } from '../../src/check/domains.ts'
import { few } from '../../src/check/policies.ts'
import { parseArn } from '../../src/graph/arn.ts'

const developerGuide = 'https://docs.aws.amazon.com/firehose/latest/dev'

export const streamEncryption = defineCheck({
  id: 'firehose-stream-encryption',
  title: 'Delivery streams are encrypted at rest',
  on: 'AWS::KinesisFirehose::DeliveryStream',
  needs: ['description'],
  across: { 'reads-from': ['summary'] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: "Free with AWS's own key; with one of yours KMS charges for requests by batch." },
  why: 'Firehose keeps records until they are delivered, a day where the destination fails. Whoever gets at that storage reads what is not encrypted.',
  fix: {
    cli: `aws firehose start-delivery-stream-encryption --delivery-stream-name <stream> --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK
# or, where records come from a Kinesis stream, on that stream:
aws kinesis start-stream-encryption --stream-name <source-stream> --encryption-type KMS --key-id alias/aws/kinesis`,
    terraform: `resource "aws_kinesis_firehose_delivery_stream" "<stream>" {
  server_side_encryption {
    enabled = true
  }
}`,
  },
  refs: { fsbp: ['DataFirehose.1'], docs: [`${developerGuide}/encryption.html`] },
  test: (stream) => {
    const { DeliveryStreamType, encryption, source } = stream.description
    if (DeliveryStreamType === 'DirectPut')
      return (encryption?.Status === 'ENABLED' ? pass : fail)({
        Status: encryption?.Status ?? 'DISABLED',
        KeyType: encryption?.KeyType ?? null,
      })
    // From a stream it is encrypted as the stream is; for other sources there is nothing to set.
    const [from] = stream['reads-from']
    if (!from?.found) return notApplicable({ DeliveryStreamType, source: source.KinesisStreamARN ?? source.MSKClusterARN ?? null })
    const { EncryptionType } = from.node.summary
    return (EncryptionType === 'KMS' ? pass : fail)({ source: from.node.name, EncryptionType })
  },
})

export const destinationEncryption = defineCheck({
  id: 'firehose-destination-encryption',
  title: 'Delivered objects are encrypted as the data demands',
  on: 'AWS::KinesisFirehose::DeliveryStream',
  needs: ['description', 'tags'],
  across: { 'delivers-to': ['encryption', 'tags'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'KMS charges for requests; a bucket key makes them few. Readers of the bucket need a right on the key.' },
  why: 'S3 encrypts everything, but under its own key the right to read the bucket is all that anybody needs. A KMS key is a second lock, which tells who opened it.',
  fix: {
    cli: `aws firehose update-destination --delivery-stream-name <stream> --current-delivery-stream-version-id <version> --destination-id <destination> --extended-s3-destination-update '{"EncryptionConfiguration":{"KMSEncryptionConfig":{"AWSKMSKeyARN":"<key-arn>"}}}'`,
    terraform: `resource "aws_kinesis_firehose_delivery_stream" "<stream>" {
  extended_s3_configuration {
    kms_key_arn = aws_kms_key.<key>.arn
  }
}`,
  },
  refs: { docs: [`${developerGuide}/encryption.html`, `${developerGuide}/create-destination.html`] },
  test: (stream, settings) => {
    const buckets = stream['delivers-to']
    const tags = [stream.tags, ...buckets.flatMap((bucket) => (bucket.found ? [bucket.node.tags] : []))]
    const classes = new Set(tags.map((one) => sensitiveClassOf(one, settings)))
    const dataClass = settings.sensitiveClasses.find((name) => classes.has(name))
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const byBucket = new Map(buckets.map((bucket) => [bucket.arn, bucket.found ? bucket.node.encryption?.SSEAlgorithm : undefined]))
    const weak = stream.description.destinations
      .flatMap((destination) => destination.buckets)
      .filter(({ BucketARN, AWSKMSKeyARN }) => AWSKMSKeyARN === undefined && !byBucket.get(BucketARN)?.startsWith('aws:kms'))
      .map(({ BucketARN }) => BucketARN)
    return weak.length > 0
      ? fail({ dataClass, withoutKms: few(weak.sort()) })
      : pass({ dataClass, buckets: few([...byBucket.keys()].sort()) })
  },
})

/** Where every record passes through a bucket anyway, and stays there if it cannot be loaded. */
const keepsInBucket: ReadonlySet<string> = new Set(['S3', 'Redshift'])

export const errorLogging = defineCheck({
  id: 'firehose-error-logging',
  title: 'Delivery failures are logged and kept',
  on: 'AWS::KinesisFirehose::DeliveryStream',
  needs: ['description'],
  threats: ['detection-and-recovery', 'data-tampering'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'Logs are charged by size, and there are few as long as delivery works; the backup costs what S3 costs.' },
  why: 'Firehose gives up on a destination after a day, and without a log nobody sees why. What was not backed up is gone by then.',
  fix: {
    cli: `aws firehose update-destination --delivery-stream-name <stream> --current-delivery-stream-version-id <version> --destination-id <destination> --extended-s3-destination-update '{"CloudWatchLoggingOptions":{"Enabled":true,"LogGroupName":"<log-group>","LogStreamName":"<log-stream>"}}'`,
    terraform: `resource "aws_kinesis_firehose_delivery_stream" "<stream>" {
  extended_s3_configuration {
    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.<group>.name
      log_stream_name = "<log-stream>"
    }
  }
}`,
  },
  refs: { docs: [`${developerGuide}/monitoring-with-cloudwatch-logs.html`, `${developerGuide}/basic-deliver.html`] },
  test: ({ description: { destinations } }) => {
    const bad = destinations.flatMap(({ type, CloudWatchLoggingOptions, S3BackupMode }) => {
      const logged = CloudWatchLoggingOptions?.Enabled === true
      const kept = keepsInBucket.has(type) || (S3BackupMode !== undefined && S3BackupMode !== 'Disabled')
      return logged && kept ? [] : [{ destination: type, logging: logged, S3BackupMode: S3BackupMode ?? null }]
    })
    const [first] = bad
    return first ? fail(first) : pass({ destinations: destinations.map(({ type }) => type) })
  },
})

/** Without an account in their name that could be compared: clusters behind a JDBC address, serverless collections, tables of a catalog. */
const notTold: ReadonlySet<string> = new Set(['Redshift', 'OpenSearchServerless', 'Iceberg'])

export const destinationTrusted = defineCheck({
  id: 'firehose-destination-trusted',
  title: 'Data is delivered only to owned or approved destinations',
  on: 'AWS::KinesisFirehose::DeliveryStream',
  needs: ['description'],
  across: { 'delivers-to': [] },
  uses: ['trustedAccounts', 'trustedDomains'],
  threats: ['data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Accounts and domains that are meant are entered in the configuration, once.' },
  why: 'A delivery stream is a pipe that runs day and night. Whoever turns its end to a bucket or an address of their own gets everything, and the sources notice nothing.',
  fix: {
    cli: `aws firehose update-destination --delivery-stream-name <stream> --current-delivery-stream-version-id <version> --destination-id <destination> --extended-s3-destination-update BucketARN=<bucket-arn>
# or, where an endpoint is meant, add its domain to trustedDomains in the settings of parapet.yaml`,
    terraform: `resource "aws_kinesis_firehose_delivery_stream" "<stream>" {
  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.<bucket>.arn
  }
}`,
  },
  refs: { docs: [`${developerGuide}/controlling-access.html`, `${developerGuide}/create-destination.html`] },
  test: (stream, settings) => {
    // The ARN of a bucket names no account: what is not among the buckets of this account is another's, or anybody's who creates it.
    const own = new Set(stream['delivers-to'].flatMap((bucket) => (bucket.found ? bucket.arn : [])))
    const { destinations } = stream.description
    const untrusted = destinations.flatMap(({ type, address, DomainARN, buckets }) => {
      const foreign = buckets.flatMap(({ BucketARN }) => (own.has(BucketARN) ? [] : BucketARN))
      const owner = DomainARN === undefined ? undefined : parseArn(DomainARN)?.account
      if (owner !== undefined)
        return owner === stream.account || settings.trustedAccounts.includes(owner) ? foreign : [...foreign, DomainARN ?? '']
      const told = address !== undefined && !notTold.has(type)
      return told && !(address.protocol === 'https:' && isTrustedHost(address.host, settings))
        ? [...foreign, `${address.protocol}//${address.host}`]
        : foreign
    })
    if (untrusted.length > 0) return [...new Set(untrusted)].map((destination) => fail({ destination }, destination))
    const unclear = destinations.flatMap(({ type }) => (notTold.has(type) ? type : []))
    return unclear.length > 0 ? notApplicable({ notToldWhose: unclear }) : pass({ destinations: destinations.map(({ type }) => type) })
  },
})
