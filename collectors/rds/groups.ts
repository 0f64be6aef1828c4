// Amazon RDS: parameter groups with what somebody set in them, and option groups.
import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBClusterParametersCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand,
  DescribeOptionGroupsCommand,
  RDSClient,
  type Option,
} from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { isDefaultGroup, parametersOf, type Parameters } from './shape.ts'

type ParameterGroup = {
  base: { DBParameterGroupFamily: string }
  /** `null` for the default groups of AWS: nobody can set anything in them. */
  facets: { parameters: Parameters | null }
  edges: {}
}
/** Settings stay where they are (agents have passwords there) but for what the audit plugin records. */
type KeptOption = { readonly OptionName: string; readonly SERVER_AUDIT_EVENTS: string | undefined }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::DBParameterGroup': ParameterGroup
    'AWS::RDS::DBClusterParameterGroup': ParameterGroup
    'AWS::RDS::OptionGroup': {
      base: { EngineName: string | undefined; MajorEngineVersion: string | undefined; Options: readonly KeptOption[] }
      facets: {}
      edges: {}
    }
  }
}

export const parameterGroup = defineCollector({
  kind: 'AWS::RDS::DBParameterGroup',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBParameterGroups'],
    run: (rds) =>
      pages(rds, DescribeDBParameterGroupsCommand, { MaxRecords: 100 }, (page) =>
        page.DBParameterGroups?.map((one) => ({
          arn: member(one.DBParameterGroupArn, 'DBParameterGroupArn'),
          name: member(one.DBParameterGroupName, 'DBParameterGroupName'),
          DBParameterGroupFamily: member(one.DBParameterGroupFamily, 'DBParameterGroupFamily'),
        })),
      ),
  },
  facets: {
    parameters: {
      calls: ['rds:DescribeDBParameters'],
      async read(rds, { name }) {
        if (isDefaultGroup(name)) return null
        const input = { DBParameterGroupName: name, Source: 'user', MaxRecords: 100 }
        return parametersOf(await Array.fromAsync(pages(rds, DescribeDBParametersCommand, input, (page) => page.Parameters)))
      },
    },
  },
  edges: {},
  gone: ['DBParameterGroupNotFound', 'DBParameterGroupNotFoundFault'],
})

export const clusterParameterGroup = defineCollector({
  kind: 'AWS::RDS::DBClusterParameterGroup',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBClusterParameterGroups'],
    run: (rds) =>
      pages(rds, DescribeDBClusterParameterGroupsCommand, { MaxRecords: 100 }, (page) =>
        page.DBClusterParameterGroups?.map((one) => ({
          arn: member(one.DBClusterParameterGroupArn, 'DBClusterParameterGroupArn'),
          name: member(one.DBClusterParameterGroupName, 'DBClusterParameterGroupName'),
          DBParameterGroupFamily: member(one.DBParameterGroupFamily, 'DBParameterGroupFamily'),
        })),
      ),
  },
  facets: {
    parameters: {
      calls: ['rds:DescribeDBClusterParameters'],
      async read(rds, { name }) {
        if (isDefaultGroup(name)) return null
        const input = { DBClusterParameterGroupName: name, Source: 'user', MaxRecords: 100 }
        return parametersOf(await Array.fromAsync(pages(rds, DescribeDBClusterParametersCommand, input, (page) => page.Parameters)))
      },
    },
  },
  edges: {},
  gone: ['DBParameterGroupNotFound', 'DBParameterGroupNotFoundFault'],
})

const optionOf = ({ OptionName, OptionSettings = [] }: Option): KeptOption => ({
  OptionName: member(OptionName, 'OptionName'),
  SERVER_AUDIT_EVENTS: OptionSettings.find(({ Name }) => Name === 'SERVER_AUDIT_EVENTS')?.Value,
})

export const optionGroup = defineCollector({
  kind: 'AWS::RDS::OptionGroup',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeOptionGroups'],
    run: (rds) =>
      pages(rds, DescribeOptionGroupsCommand, { MaxRecords: 100 }, (page) =>
        page.OptionGroupsList?.map((one) => ({
          arn: member(one.OptionGroupArn, 'OptionGroupArn'),
          name: member(one.OptionGroupName, 'OptionGroupName'),
          EngineName: one.EngineName,
          MajorEngineVersion: one.MajorEngineVersion,
          Options: member(one.Options, 'Options').map(optionOf),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [parameterGroup, clusterParameterGroup, optionGroup]
