// AWS Glue: what jobs leave behind and how it is encrypted, their logs, their arguments and their version.
import { defineCheck, fail, notApplicable, pass, type Evidence, type Neighbour } from '../../src/check/check.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'
import { endOfSupport } from './versions.ts'

const guide = 'https://docs.aws.amazon.com/glue/latest/dg'

/** A security configuration cannot be changed and a job has one, so all three are set at once; Terraform wants them all anyway. */
const setConfiguration = {
  cli: `aws glue create-security-configuration --name <name> --encryption-configuration '{"S3Encryption":[{"S3EncryptionMode":"SSE-KMS","KmsKeyArn":"<key-arn>"}],"CloudWatchEncryption":{"CloudWatchEncryptionMode":"SSE-KMS","KmsKeyArn":"<key-arn>"},"JobBookmarksEncryption":{"JobBookmarksEncryptionMode":"CSE-KMS","KmsKeyArn":"<key-arn>"}}'
aws glue update-job --job-name <job> --job-update file://<job.json>
# <job.json> is the whole job, with {"SecurityConfiguration": "<name>"}`,
  terraform: `resource "aws_glue_security_configuration" "<name>" {
  name = "<name>"
  encryption_configuration {
    s3_encryption {
      s3_encryption_mode = "SSE-KMS"
      kms_key_arn        = aws_kms_key.<key>.arn
    }
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = aws_kms_key.<key>.arn
    }
    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = aws_kms_key.<key>.arn
    }
  }
}

resource "aws_glue_job" "<job>" {
  security_configuration = aws_glue_security_configuration.<name>.name
}`,
}

type Configurations = readonly Neighbour<'AWS::Glue::SecurityConfiguration', never>[]

/** The job's security configuration, if it names one that is there, and what to tell of that. */
const configurationOf = (job: {
  readonly 'uses-security-configuration': Configurations
  readonly base: { readonly SecurityConfiguration?: string | undefined }
}): { readonly configuration: BaseOf<'AWS::Glue::SecurityConfiguration'> | undefined; readonly evidence: Evidence } => {
  const [target] = job['uses-security-configuration']
  const SecurityConfiguration = job.base.SecurityConfiguration ?? null
  return target?.found
    ? { configuration: target.node.base, evidence: { SecurityConfiguration } }
    : { configuration: undefined, evidence: { SecurityConfiguration, ...(target && { found: false }) } }
}

export const jobOutputEncryption = defineCheck({
  id: 'glue-job-output-encryption',
  title: 'Jobs write encrypted data to S3',
  on: 'AWS::Glue::Job',
  needs: [],
  across: { 'uses-security-configuration': [] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'SSE-S3 is free. With KMS each object costs a request; S3 Bucket Keys make them few.' },
  why: 'What a job writes, its temporary files with it, is encrypted as each bucket happens to be set. A job that says so itself also encrypts where somebody points it at another bucket.',
  fix: setConfiguration,
  refs: { docs: [`${guide}/encryption-security-configuration.html`, `${guide}/console-security-configurations.html`] },
  test: (job) => {
    const { configuration, evidence } = configurationOf(job)
    const argument = job.base.SpecialArguments['--encryption-type'] ?? null
    const modes = (configuration?.S3EncryptionModes ?? []).filter((mode) => mode !== 'DISABLED')
    if (modes.length > 0) return pass({ ...evidence, S3EncryptionMode: modes })
    return (argument !== null && /^sse-(?:s3|kms)$/i.test(argument) ? pass : fail)({ ...evidence, S3EncryptionMode: null, argument })
  },
})

export const jobLogEncryption = defineCheck({
  id: 'glue-job-log-encryption',
  title: 'Logs of jobs are encrypted with KMS',
  on: 'AWS::Glue::Job',
  needs: [],
  across: { 'uses-security-configuration': [] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: { level: 1, note: 'KMS requests for what is logged. CloudWatch Logs needs permission on the key.' },
  why: 'Jobs print rows, paths and errors with data in them. CloudWatch encrypts logs by itself, but only with a key of yours does reading them take a second permission.',
  fix: setConfiguration,
  refs: { docs: [`${guide}/encryption-security-configuration.html`, `${guide}/set-up-encryption.html`] },
  test: (job) => {
    const { configuration, evidence } = configurationOf(job)
    const CloudWatchEncryptionMode = configuration?.CloudWatchEncryptionMode ?? null
    return (CloudWatchEncryptionMode === 'SSE-KMS' ? pass : fail)({ ...evidence, CloudWatchEncryptionMode })
  },
})

export const jobBookmarkEncryption = defineCheck({
  id: 'glue-job-bookmark-encryption',
  title: 'Job bookmarks are encrypted',
  on: 'AWS::Glue::Job',
  needs: [],
  across: { 'uses-security-configuration': [] },
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 3,
  cost: { level: 1, note: 'A few KMS requests for each run.' },
  why: 'A bookmark says how far a job has read. Whoever can change it makes the job skip data or read it twice; encrypted with your key, it takes that key to do so.',
  fix: setConfiguration,
  refs: { docs: [`${guide}/encryption-security-configuration.html`, `${guide}/monitor-continuations.html`] },
  test: (job) => {
    const { configuration, evidence } = configurationOf(job)
    const JobBookmarksEncryptionMode = configuration?.JobBookmarksEncryptionMode ?? null
    if (JobBookmarksEncryptionMode === 'CSE-KMS') return pass({ ...evidence, JobBookmarksEncryptionMode })
    // Off unless asked for: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
    const bookmarks = job.base.SpecialArguments['--job-bookmark-option'] ?? 'job-bookmark-disable'
    return bookmarks === 'job-bookmark-disable' ? notApplicable({ bookmarks }) : fail({ ...evidence, JobBookmarksEncryptionMode })
  },
})

/** Kinds of jobs that run on Spark; the others write to CloudWatch Logs anyway. */
const spark = new Set(['glueetl', 'gluestreaming'])

/** https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html */
const firstToLogAlways = 5

export const jobLogging = defineCheck({
  id: 'glue-job-logging',
  title: 'Jobs log while they run',
  on: 'AWS::Glue::Job',
  needs: [],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'CloudWatch charges for what the driver and the executors print.' },
  why: 'Without continuous logs the output of a job that hangs, or is stopped by somebody, is never written. What it read and wrote until then cannot be told any more.',
  fix: {
    cli: `aws glue update-job --job-name <job> --job-update file://<job.json>
# <job.json> is the whole job, with {"DefaultArguments": {"--enable-continuous-cloudwatch-log": "true"}}; from Glue 5.0 on no argument is needed`,
    terraform: `resource "aws_glue_job" "<job>" {
  default_arguments = {
    "--enable-continuous-cloudwatch-log" = "true"
  }
}`,
  },
  refs: { docs: [`${guide}/monitor-continuous-logging.html`, `${guide}/monitor-continuous-logging-enable.html`] },
  test: ({ base: { Command, GlueVersion = null, SpecialArguments } }) => {
    if (!spark.has(Command.Name)) return notApplicable({ Command: Command.Name })
    if (GlueVersion === 'auto' || Number(GlueVersion) >= firstToLogAlways) return pass({ GlueVersion })
    const argument = SpecialArguments['--enable-continuous-cloudwatch-log'] ?? null
    return (argument?.toLowerCase() === 'true' ? pass : fail)({ GlueVersion, enableContinuousCloudwatchLog: argument })
  },
})

export const jobArgumentSecrets = defineCheck({
  id: 'glue-job-argument-secrets',
  title: 'Arguments of jobs hold no credentials',
  on: 'AWS::Glue::Job',
  needs: ['arguments'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'secret-management',
  likelihood: 4,
  impact: 5,
  cost: { level: 1, note: 'A secret costs a fixed amount a month, and the job needs the right to read it.' },
  why: 'Arguments are shown to everybody who may look at jobs and at their runs, and are written to logs. A credential in them opens whatever it is for, and nobody sees who used it.',
  fix: {
    cli: `aws secretsmanager create-secret --name <secret> --secret-string file://<secret.json>
aws glue update-job --job-name <job> --job-update file://<job.json>
# <job.json> is the whole job, with the name of the secret in the place of the credential: {"DefaultArguments": {"--secret-name": "<secret>"}}; then change the credential, which has been seen`,
    terraform: `resource "aws_glue_job" "<job>" {
  default_arguments = {
    "--secret-name" = aws_secretsmanager_secret.<secret>.name
  }
}`,
  },
  refs: { docs: [`${guide}/aws-glue-programming-etl-glue-arguments.html`, `${guide}/aws-glue-programming-python-calling.html`] },
  test: (job) => {
    const found = job.arguments.flatMap(({ Name, Secret }) =>
      Secret === undefined ? [] : [fail({ argument: Name, pattern: Secret }, Name)],
    )
    return found.length > 0 ? found : pass({ arguments: job.arguments.length })
  },
})

export const jobVersion = defineCheck({
  id: 'glue-job-supported-version',
  title: 'Spark jobs run on a version of Glue that AWS supports',
  on: 'AWS::Glue::Job',
  needs: [],
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Newer versions start faster and cost no more; the script may need changes for a newer Spark and Python.' },
  why: 'A version without support gets no more patches for Spark, Python and what comes with them. Holes that are found since then stay open, next to your data.',
  fix: {
    cli: `aws glue update-job --job-name <job> --job-update file://<job.json>
# <job.json> is the whole job, with {"GlueVersion": "5.0"}`,
    terraform: `resource "aws_glue_job" "<job>" {
  glue_version = "5.0"
}`,
  },
  refs: { fsbp: ['Glue.4'], docs: [`${guide}/glue-version-support-policy.html`, `${guide}/release-notes.html`] },
  test: ({ base: { Command, GlueVersion = null } }, { now }) => {
    if (!spark.has(Command.Name)) return notApplicable({ Command: Command.Name })
    const end = GlueVersion === null ? undefined : endOfSupport(GlueVersion, Command.PythonVersion)
    if (end === undefined) return fail({ GlueVersion, known: false })
    return (end === null || now < new Date(end) ? pass : fail)({ GlueVersion, endOfSupport: end?.slice(0, 10) ?? null })
  },
})
