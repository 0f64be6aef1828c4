// What is said before instances start: launch templates, launch configurations and the defaults of their region.
import type { GraphView } from '../../src/check/check.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'

type Version = FacetValue<'AWS::EC2::LaunchTemplate', 'versions'>[number]

/** A check on several kinds has only the facets that all of them have: what a template says is read through the graph. */
export const templateReads = { 'AWS::EC2::LaunchTemplate': ['versions'] } as const

const byArn = (graph: GraphView<typeof templateReads>) => new Map(graph.all('AWS::EC2::LaunchTemplate').map((each) => [each.arn, each]))

/** The default version of a template and its latest. */
export const versionsOf = (arn: string, graph: GraphView<typeof templateReads>): readonly Version[] => {
  const template = graph.once(byArn).get(arn)
  if (!template) throw new Error(`${arn} is not among the launch templates`)
  return template.versions
}

/** For evidence, in the order of their numbers. */
export const numbersOf = (versions: readonly Version[]): readonly string[] =>
  versions
    .map(({ VersionNumber }) => VersionNumber)
    .sort((a, b) => a - b)
    .map(String)
