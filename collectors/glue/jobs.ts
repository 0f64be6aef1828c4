// AWS Glue: jobs, and the security configurations that encrypt what they leave behind.
import {
  GetJobsCommand,
  GetSecurityConfigurationsCommand,
  GlueClient,
  type CloudWatchEncryptionMode,
  type Job,
  type JobBookmarksEncryptionMode,
  type S3EncryptionMode,
} from '@aws-sdk/client-glue'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { bucketArn } from '../../src/graph/s3-uri.ts'
import { partitionOf } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'
import { shown, valuesOf, type Named, type Values } from '../../src/collect/values.ts'

/** Arguments that Glue itself reads, and whose values are no secrets. */
const special = ['--enable-continuous-cloudwatch-log', '--encryption-type', '--job-bookmark-option'] as const

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Glue::Job': {
      base: Pick<Job, 'GlueVersion' | 'SecurityConfiguration'> & {
        /** Name, with its path, or ARN. */
        Role: string
        Command: { Name: string; PythonVersion: string | undefined; ScriptLocation: string | undefined }
        Connections: readonly string[]
        /** Of those arguments that Glue itself reads. */
        SpecialArguments: Partial<Record<(typeof special)[number], string>>
        Arguments: Values
      }
      facets: { arguments: readonly Named[] }
      edges: {
        assumes: 'AWS::IAM::Role'
        'uses-security-configuration': 'AWS::Glue::SecurityConfiguration'
        'attached-to': 'AWS::Glue::Connection'
        /** The bucket of its script. */
        'reads-from': 'AWS::S3::Bucket'
      }
    }
    'AWS::Glue::SecurityConfiguration': {
      base: {
        S3EncryptionModes: readonly S3EncryptionMode[]
        CloudWatchEncryptionMode: CloudWatchEncryptionMode
        JobBookmarksEncryptionMode: JobBookmarksEncryptionMode
        KmsKeyArns: readonly string[]
      }
      facets: {}
      edges: { 'encrypted-with': 'AWS::KMS::Key' }
    }
  }
}

/** AWS gives none of these an ARN in its API; the forms are IAM's where IAM knows the resource. */
const glueArn = (resource: string, { account, region }: Scope): string => `arn:${partitionOf(region)}:glue:${region}:${account}:${resource}`

export const job = defineCollector({
  kind: 'AWS::Glue::Job',
  client: GlueClient,
  list: {
    calls: ['glue:GetJobs'],
    run: (glue, at) =>
      pages(glue, GetJobsCommand, { MaxResults: 1000 }, (page) =>
        page.Jobs?.map((j) => {
          const given = { ...j.DefaultArguments, ...j.NonOverridableArguments }
          const command = member(j.Command, 'Command')
          return {
            arn: at.arn('glue', `job/${member(j.Name, 'Name')}`),
            name: member(j.Name, 'Name'),
            GlueVersion: j.GlueVersion,
            SecurityConfiguration: j.SecurityConfiguration,
            Role: member(j.Role, 'Role'),
            Command: {
              Name: member(command.Name, 'Command.Name'),
              PythonVersion: command.PythonVersion,
              ScriptLocation: command.ScriptLocation,
            },
            Connections: j.Connections?.Connections ?? [],
            SpecialArguments: Object.fromEntries(special.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
            Arguments: valuesOf([j.DefaultArguments, j.NonOverridableArguments]),
          }
        }),
      ),
  },
  // Drawn from the listing, without a call of its own: a facet, because a recording holds no values.
  facets: { arguments: { calls: ['glue:GetJobs'], read: (_glue, { Arguments }) => shown(Arguments) } },
  edges: {
    assumes: {
      to: 'AWS::IAM::Role',
      from: 'base',
      ref: ({ Role }, { account, region }) =>
        Role.startsWith('arn:') ? Role : `arn:${partitionOf(region)}:iam::${account}:role/${Role.replace(/^\//, '')}`,
    },
    'uses-security-configuration': {
      to: 'AWS::Glue::SecurityConfiguration',
      from: 'base',
      ref: ({ SecurityConfiguration: name }, item) => (name ? glueArn(`securityConfiguration/${name}`, item) : undefined),
    },
    'attached-to': {
      to: 'AWS::Glue::Connection',
      from: 'base',
      ref: ({ Connections }, item) => Connections.map((name) => glueArn(`connection/${name}`, item)),
    },
    'reads-from': { to: 'AWS::S3::Bucket', from: 'base', ref: ({ Command }, item) => bucketArn(Command.ScriptLocation, item) },
  },
})

export const securityConfiguration = defineCollector({
  kind: 'AWS::Glue::SecurityConfiguration',
  client: GlueClient,
  list: {
    calls: ['glue:GetSecurityConfigurations'],
    run: (glue, at) =>
      pages(glue, GetSecurityConfigurationsCommand, { MaxResults: 1000 }, (page) =>
        page.SecurityConfigurations?.map(({ Name, EncryptionConfiguration }) => {
          const {
            S3Encryption = [],
            CloudWatchEncryption,
            JobBookmarksEncryption,
          } = member(EncryptionConfiguration, 'EncryptionConfiguration')
          return {
            arn: at.arn('glue', `securityConfiguration/${member(Name, 'Name')}`),
            name: member(Name, 'Name'),
            // What was never asked for is off: https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
            S3EncryptionModes: S3Encryption.map(({ S3EncryptionMode }) => S3EncryptionMode ?? 'DISABLED'),
            CloudWatchEncryptionMode: CloudWatchEncryption?.CloudWatchEncryptionMode ?? 'DISABLED',
            JobBookmarksEncryptionMode: JobBookmarksEncryption?.JobBookmarksEncryptionMode ?? 'DISABLED',
            KmsKeyArns: [...S3Encryption, CloudWatchEncryption, JobBookmarksEncryption].flatMap((one) => one?.KmsKeyArn ?? []),
          }
        }),
      ),
  },
  facets: {},
  edges: { 'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyArns }) => KmsKeyArns } },
})

export default [job, securityConfiguration]
