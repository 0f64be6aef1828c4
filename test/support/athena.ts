// Athena work groups as AWS makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

type Configuration = FacetValue<'AWS::Athena::WorkGroup', 'configuration'>
type Results = Configuration['ResultConfiguration']

export interface Group {
  readonly configuration?: Partial<Omit<Configuration, 'ResultConfiguration'>>
  readonly results?: Partial<Results>
  readonly tags?: Record<string, string>
  /** Asked of `primary` alone. */
  readonly use?: FacetValue<'AWS::Athena::WorkGroup', 'use'>
  readonly base?: BaseOf<'AWS::Athena::WorkGroup'>
}

export const workGroup = (name: string, { configuration, results, tags, use = null, base = { State: 'ENABLED' } }: Group = {}): AnyNode =>
  resource('AWS::Athena::WorkGroup', {
    name,
    arn: `arn:aws:athena:${region}:${account}:workgroup/${name}`,
    base,
    facets: {
      configuration: {
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        EnableMinimumEncryptionConfiguration: false,
        BytesScannedCutoffPerQuery: undefined,
        ExecutionRole: undefined,
        ManagedQueryResultsConfiguration: { Enabled: false, KmsKey: undefined },
        SelectedEngineVersion: 'AUTO',
        ...configuration,
        ResultConfiguration: { OutputLocation: undefined, ExpectedBucketOwner: undefined, EncryptionConfiguration: undefined, ...results },
      },
      use,
      ...(tags && { tags }),
    },
  })

export const disabled: Group = { base: { State: 'DISABLED' } }
/** As AWS makes it in a region where nobody queries. */
export const neverUsed: Group = {
  use: { queried: false },
  configuration: { EnforceWorkGroupConfiguration: false, PublishCloudWatchMetricsEnabled: false },
}
export const spark: Group = {
  configuration: { SelectedEngineVersion: 'PySpark engine version 3', EnforceWorkGroupConfiguration: undefined },
}
export const managed = (KmsKey?: string): Group => ({ configuration: { ManagedQueryResultsConfiguration: { Enabled: true, KmsKey } } })
