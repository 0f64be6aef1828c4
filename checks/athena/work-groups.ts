// Amazon Athena: what a work group holds its queries to: encryption of results, its own settings, metrics and limits.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'
import { notFor, unused } from './unused.ts'

const userGuide = 'https://docs.aws.amazon.com/athena/latest/ug'

export const workGroupEncryption = defineCheck({
  id: 'athena-workgroup-result-encryption',
  title: 'Query results are written encrypted',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration', 'use'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'SSE-S3 is free. With KMS each result file costs a request or two; S3 Bucket Keys make them few.' },
  why: 'Results are copies of the data, rows and all. Without a setting of the work group, how they are encrypted is left to each client and to whatever bucket it names.',
  fix: {
    cli: `aws athena update-work-group --work-group <work-group> --configuration-updates '{"ResultConfigurationUpdates":{"EncryptionConfiguration":{"EncryptionOption":"SSE_S3"}}}'`,
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    result_configuration {
      output_location = "s3://<bucket>/<prefix>/"
      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}`,
  },
  refs: { fsbp: ['Athena.1'], docs: [`${userGuide}/encrypting-query-results-stored-in-s3.html`] },
  test: (group) => {
    const { ManagedQueryResultsConfiguration, ResultConfiguration } = group.configuration
    // Always encrypted: https://docs.aws.amazon.com/athena/latest/ug/managed-results.html
    if (ManagedQueryResultsConfiguration.Enabled) return pass({ managedQueryResults: true })
    const EncryptionOption = ResultConfiguration.EncryptionConfiguration?.EncryptionOption ?? null
    if (EncryptionOption !== null) return pass({ EncryptionOption })
    const nobody = unused(group)
    return nobody ? notApplicable(nobody) : fail({ EncryptionOption })
  },
})

export const workGroupCustomerKey = defineCheck({
  id: 'athena-workgroup-kms-for-sensitive',
  title: 'Results of sensitive data are encrypted with a customer managed key',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration', 'tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'A key costs a fixed amount a month and each request a little. CSE-KMS also takes time of every client.' },
  why: 'Whoever may read the result bucket reads the answers to every query. With a customer managed key that takes a second permission, which you can audit and withdraw.',
  fix: {
    cli: `aws athena update-work-group --work-group <work-group> --configuration-updates '{"ResultConfigurationUpdates":{"EncryptionConfiguration":{"EncryptionOption":"SSE_KMS","KmsKey":"<key-arn>"}}}'`,
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    result_configuration {
      output_location = "s3://<bucket>/<prefix>/"
      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.<key>.arn
      }
    }
  }
}`,
  },
  refs: { docs: [`${userGuide}/encrypting-query-results-stored-in-s3.html`, `${userGuide}/managed-results.html`] },
  test: (group, settings) => {
    const dataClass = sensitiveClassOf(group.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const { ManagedQueryResultsConfiguration: managed, ResultConfiguration } = group.configuration
    if (managed.Enabled) return judgeCustomerKey(group['encrypted-with'], { dataClass, managedQueryResults: true })
    const EncryptionOption = ResultConfiguration.EncryptionConfiguration?.EncryptionOption ?? null
    const evidence = { dataClass, EncryptionOption }
    return EncryptionOption === 'SSE_KMS' || EncryptionOption === 'CSE_KMS'
      ? judgeCustomerKey(group['encrypted-with'], evidence)
      : fail(evidence)
  },
})

export const workGroupEnforced = defineCheck({
  id: 'athena-workgroup-enforce-configuration',
  title: 'Clients cannot override the settings of the work group',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration', 'use'],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Clients that name a bucket or an encryption of their own are told what the work group uses instead.' },
  why: 'Where clients decide, the settings of the work group are a suggestion: whoever may run a query can have its result written to any bucket they reach, encrypted as they like or by nothing that you hold.',
  fix: {
    cli: 'aws athena update-work-group --work-group <work-group> --configuration-updates EnforceWorkGroupConfiguration=true',
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    enforce_workgroup_configuration = true
  }
}`,
  },
  refs: { docs: [`${userGuide}/workgroups-settings-override.html`] },
  test: (group) => {
    const other = notFor(group)
    if (other) return notApplicable(other)
    const EnforceWorkGroupConfiguration = group.configuration.EnforceWorkGroupConfiguration ?? false
    return (EnforceWorkGroupConfiguration ? pass : fail)({ EnforceWorkGroupConfiguration })
  },
})

export const workGroupMinimumEncryption = defineCheck({
  id: 'athena-workgroup-minimum-encryption',
  title: 'Clients cannot choose a weaker encryption than the work group has',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration', 'use'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free. Queries that ask for less encryption than the minimum are refused.' },
  why: 'A client that may bring settings of its own may bring none, and its results lie in the bucket under a key that gives no second protection.',
  fix: {
    cli: 'aws athena update-work-group --work-group <work-group> --configuration-updates EnableMinimumEncryptionConfiguration=true',
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    enable_minimum_encryption_configuration = true
  }
}`,
  },
  refs: { docs: [`${userGuide}/workgroups-minimum-encryption.html`] },
  test: (group) => {
    const other = notFor(group)
    if (other) return notApplicable(other)
    const { EnforceWorkGroupConfiguration = false, EnableMinimumEncryptionConfiguration } = group.configuration
    return (EnforceWorkGroupConfiguration || EnableMinimumEncryptionConfiguration ? pass : fail)({
      EnforceWorkGroupConfiguration,
      EnableMinimumEncryptionConfiguration,
    })
  },
})

export const workGroupMetrics = defineCheck({
  id: 'athena-workgroup-metrics',
  title: 'Work groups publish query metrics to CloudWatch',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration', 'use'],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'CloudWatch charges for the metrics of each work group; queries do not get slower.' },
  why: 'Somebody who copies a data set query by query shows as scanned bytes and query counts. Without metrics there is nothing for an alarm to watch.',
  fix: {
    cli: 'aws athena update-work-group --work-group <work-group> --configuration-updates PublishCloudWatchMetricsEnabled=true',
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    publish_cloudwatch_metrics_enabled = true
  }
}`,
  },
  refs: { fsbp: ['Athena.4'], docs: [`${userGuide}/query-metrics-viewing.html`] },
  test: (group) => {
    const other = unused(group)
    if (other) return notApplicable(other)
    const { PublishCloudWatchMetricsEnabled } = group.configuration
    return (PublishCloudWatchMetricsEnabled ? pass : fail)({ PublishCloudWatchMetricsEnabled })
  },
})

/** Ten terabytes: about fifty dollars for one query. A ceiling above that stops no mistake before it is expensive. */
const highestCutoff = 10 * 1024 ** 4

export const workGroupScanCutoff = defineCheck({
  id: 'athena-workgroup-scan-cutoff',
  title: 'Each query has a ceiling for the bytes it scans',
  on: 'AWS::Athena::WorkGroup',
  needs: ['configuration', 'use'],
  threats: ['resource-exhaustion'],
  mitigation: 'capacity-limits',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 0,
    note: 'Free, and it saves money: Athena charges for bytes scanned. Queries above the ceiling are cancelled, so set it by the largest one you mean.',
  },
  why: 'One query without a partition filter, or somebody who means harm, scans the whole lake, is billed for it, and takes the query capacity of everybody else.',
  fix: {
    cli: 'aws athena update-work-group --work-group <work-group> --configuration-updates BytesScannedCutoffPerQuery=<bytes>',
    terraform: `resource "aws_athena_workgroup" "<work_group>" {
  configuration {
    bytes_scanned_cutoff_per_query = <bytes>
  }
}`,
  },
  refs: { docs: [`${userGuide}/workgroups-setting-control-limits-cloudwatch.html`] },
  test: (group) => {
    const other = notFor(group)
    if (other) return notApplicable(other)
    const { BytesScannedCutoffPerQuery = null } = group.configuration
    const held = BytesScannedCutoffPerQuery !== null && BytesScannedCutoffPerQuery <= highestCutoff
    return (held ? pass : fail)({ BytesScannedCutoffPerQuery, highest: highestCutoff })
  },
})
