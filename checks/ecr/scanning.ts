// Whether the registry of a region has the images of a repository scanned.
import type { GraphView } from '../../src/check/check.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'
import { fits } from '../../src/graph/wildcard.ts'

export const scanningReads = { 'AWS::ECR::RegistryScanningConfiguration': [] } as const

type Configuration = BaseOf<'AWS::ECR::RegistryScanningConfiguration'>
interface Repository {
  readonly arn: string
  readonly name: string
  readonly region: string
}

/** A filter without a wildcard takes in every name that has it somewhere: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html */
const takesIn = (filter: string, name: string): boolean => (filter.includes('*') ? fits(filter, name) : name.includes(filter))

/** The configuration that holds for a repository, and those of its rules whose filters fit its name. */
export const scanningOf = ({ arn, name, region }: Repository, graph: GraphView<typeof scanningReads>): Configuration => {
  const own = graph.all('AWS::ECR::RegistryScanningConfiguration').find((each) => each.region === region)
  if (!own) throw new Error(`no registry was read for ${arn}`)
  const { scanType, rules } = own.base
  return { scanType, rules: rules.filter(({ filters }) => filters.some((filter) => takesIn(filter, name))) }
}
