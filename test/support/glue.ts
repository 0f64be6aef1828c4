// The Glue Data Catalog, jobs, connections and Lake Formation as AWS makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

export const glueArn = (rest: string, owner: string = account, of: string = region): string => `arn:aws:glue:${of}:${owner}:${rest}`

type Settings = FacetValue<'AWS::Glue::DataCatalogEncryptionSettings', 'settings'>
export const encryptionSettings = (
  name: string,
  {
    atRest,
    passwords,
  }: { readonly atRest?: Settings['EncryptionAtRest']; readonly passwords?: Settings['ConnectionPasswordEncryption'] } = {},
): AnyNode =>
  resource('AWS::Glue::DataCatalogEncryptionSettings', {
    name,
    arn: glueArn('catalog/encryption-settings'),
    facets: {
      settings: {
        EncryptionAtRest: atRest ?? { CatalogEncryptionMode: 'DISABLED', SseAwsKmsKeyId: undefined },
        ConnectionPasswordEncryption: passwords ?? { ReturnConnectionPasswordEncrypted: false, AwsKmsKeyId: undefined },
      },
    },
  })

export const database = (
  name: string,
  tags: Record<string, string> = {},
  { region: of = region, LocationUri }: { readonly region?: string; readonly LocationUri?: string } = {},
): AnyNode =>
  resource('AWS::Glue::Database', {
    name,
    arn: glueArn(`database/${name}`, account, of),
    region: of,
    base: { LocationUri, TargetDatabase: undefined },
    facets: { tags },
  })

type Connection = BaseOf<'AWS::Glue::Connection'>
/** `properties` by name, with what their values look like. */
export const connection = (
  name: string,
  base: Partial<Connection> = {},
  properties: Readonly<Record<string, FacetValue<'AWS::Glue::Connection', 'properties'>[number]['Secret']>> = {},
  of: string = region,
): AnyNode =>
  resource('AWS::Glue::Connection', {
    name,
    arn: glueArn(`connection/${name}`, account, of),
    region: of,
    base: {
      ConnectionType: 'JDBC',
      ConnectionProperties: {},
      PhysicalConnectionRequirements: { SubnetId: undefined, SecurityGroupIdList: [] },
      AuthenticationConfiguration: undefined,
      Properties: [],
      ...base,
    },
    facets: { properties: Object.entries(properties).map(([Name, Secret]) => ({ Name, Secret })) },
  })

type Job = BaseOf<'AWS::Glue::Job'>
export const job = (
  name: string,
  base: Partial<Job> = {},
  values: Readonly<Record<string, FacetValue<'AWS::Glue::Job', 'arguments'>[number]['Secret']>> = {},
): AnyNode =>
  resource('AWS::Glue::Job', {
    name,
    arn: glueArn(`job/${name}`),
    base: {
      GlueVersion: '5.0',
      SecurityConfiguration: undefined,
      Role: `arn:aws:iam::${account}:role/${name}`,
      Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: `s3://scripts/${name}.py` },
      Connections: [],
      SpecialArguments: {},
      Arguments: [],
      ...base,
    },
    facets: { arguments: Object.entries(values).map(([Name, Secret]) => ({ Name, Secret })) },
  })

export const securityConfiguration = (name: string, base: Partial<BaseOf<'AWS::Glue::SecurityConfiguration'>> = {}): AnyNode =>
  resource('AWS::Glue::SecurityConfiguration', {
    name,
    arn: glueArn(`securityConfiguration/${name}`),
    base: {
      S3EncryptionModes: ['DISABLED'],
      CloudWatchEncryptionMode: 'DISABLED',
      JobBookmarksEncryptionMode: 'DISABLED',
      KmsKeyArns: [],
      ...base,
    },
  })

type Lake = BaseOf<'AWS::LakeFormation::DataLakeSettings'>
export const everybody = { Principal: 'IAM_ALLOWED_PRINCIPALS', Permissions: ['ALL'] } as const

/** As AWS makes it: no administrators, and everybody whom IAM lets in. */
export const dataLake = (name: string, base: Partial<Lake> = {}, locations: readonly string[] = [], of: string = region): AnyNode =>
  resource('AWS::LakeFormation::DataLakeSettings', {
    name,
    arn: `arn:aws:lakeformation:${of}:${account}:data-lake-settings`,
    region: of,
    base: {
      DataLakeAdmins: [],
      ReadOnlyAdmins: [],
      CreateDatabaseDefaultPermissions: [everybody],
      CreateTableDefaultPermissions: [everybody],
      AllowExternalDataFiltering: false,
      ExternalDataFilteringAllowList: [],
      ...base,
    },
    facets: { locations },
  })
