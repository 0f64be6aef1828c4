// ARNs of what belongs to a cluster.
import { formatArn, partitionOf } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'

export const clusterArn = (name: string, { account, region }: Scope): string =>
  formatArn({ partition: partitionOf(region), service: 'eks', region, account, resource: `cluster/${name}` })

/**
 * EKS ends the ARNs of node groups, profiles and add-ons with an id that only describing them tells. It is left out: what is made anew under the
 * same name is then still the same to whoever follows its findings. Throws where a description is about something else.
 */
export const assertAbout = (described: string | undefined, arn: string): void => {
  if (!described?.startsWith(`${arn}/`)) throw new TypeError('the answer is about another resource')
}
