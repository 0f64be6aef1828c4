// How long AWS supports the version of a database engine, asked once for each version and engine in use.
import {
  DescribeDBEngineVersionsCommand,
  DescribeDBMajorEngineVersionsCommand,
  type LifecycleSupportName,
  type RDSClient,
} from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'

export type EngineSupport = {
  /** `available` or `deprecated`; undefined where AWS does not list the version at all. */
  readonly Status: string | undefined
  readonly MajorEngineVersion: string | undefined
  /** Undefined where AWS publishes no dates for the engine. */
  readonly StandardSupportEnds: Date | undefined
}

const standard: LifecycleSupportName = 'open-source-rds-standard-support'

const versionOf = once(async (rds: RDSClient, key: string) => {
  const [Engine, EngineVersion] = key.split(' ')
  const [version] = await Array.fromAsync(
    pages(rds, DescribeDBEngineVersionsCommand, { Engine, EngineVersion, IncludeAll: true, MaxRecords: 100 }, (page) =>
      page.DBEngineVersions?.map((one) => ({ Status: one.Status, MajorEngineVersion: one.MajorEngineVersion })),
    ),
  )
  return version
})

const standardSupportOf = once(async (rds: RDSClient, Engine: string) => {
  const majors = pages(rds, DescribeDBMajorEngineVersionsCommand, { Engine, MaxRecords: 100 }, (page) =>
    page.DBMajorEngineVersions?.map(({ MajorEngineVersion, SupportedEngineLifecycles = [] }): readonly [string, Date | undefined] => [
      member(MajorEngineVersion, 'MajorEngineVersion'),
      SupportedEngineLifecycles.find(({ LifecycleSupportName: name }) => name === standard)?.LifecycleSupportEndDate,
    ]),
  )
  return new Map(await Array.fromAsync(majors))
})

/** Engines of other services, which DescribeDBInstances shows too, have their own life cycles. Versions of Oracle on RDS Custom are made by who uses them. */
const isOther = (engine: string): boolean => engine === 'docdb' || engine === 'neptune' || engine.startsWith('custom-oracle-')

/** The facet `engineSupport` of instances and clusters. */
export const engineSupport = {
  calls: ['rds:DescribeDBEngineVersions', 'rds:DescribeDBMajorEngineVersions'],
  read: async (
    rds: RDSClient,
    { Engine, EngineVersion }: { readonly Engine: string; readonly EngineVersion?: string | undefined },
  ): Promise<EngineSupport | null> => {
    if (isOther(Engine)) return null
    const version = await versionOf(rds, `${Engine} ${member(EngineVersion, 'EngineVersion')}`)
    const ends = await standardSupportOf(rds, Engine)
    const major = version?.MajorEngineVersion
    return { Status: version?.Status, MajorEngineVersion: major, StandardSupportEnds: major === undefined ? undefined : ends.get(major) }
  },
} as const
