// Tables of DynamoDB as AWS makes them by default.
import type { FacetName, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, now, region, resource } from './nodes.ts'

type Description = FacetValue<'AWS::DynamoDB::Table', 'description'>
export type TableFacets = { readonly [F in FacetName<'AWS::DynamoDB::Table'>]?: FacetValue<'AWS::DynamoDB::Table', F> }

export const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`
export const streamArn = (name: string, label = '2026-05-01T10:00:00.000'): string => `${tableArn(name)}/stream/${label}`

export const description = (more: Partial<Description> = {}): Description => ({
  TableStatus: 'ACTIVE',
  CreationDateTime: new Date(now.getTime() - 400 * 24 * 60 * 60 * 1000),
  SSEDescription: undefined,
  BillingModeSummary: undefined,
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  OnDemandThroughput: undefined,
  DeletionProtectionEnabled: false,
  StreamSpecification: undefined,
  LatestStreamArn: undefined,
  GlobalSecondaryIndexes: [],
  Replicas: [],
  ...more,
})

/** With the facets that are named, and no others. */
export const table = (name: string, facets: TableFacets = {}): AnyNode =>
  resource('AWS::DynamoDB::Table', { name, arn: tableArn(name), facets })
