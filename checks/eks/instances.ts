// The instances behind a managed node group: EKS makes Auto Scaling groups, and those start the nodes.
import type { GraphView, Subject } from '../../src/check/check.ts'
import type { FacetName } from '../../src/graph/kinds.ts'
import type { Identity } from '../../src/graph/node.ts'

/** What a check has to read to follow {@link instancesOf}; it may ask for facets of the instances besides. */
export const nodeKinds = { 'AWS::EKS::Nodegroup': [], 'AWS::AutoScaling::AutoScalingGroup': [], 'AWS::EC2::Instance': [] } as const

type NodeKinds<F extends FacetName<'AWS::EC2::Instance'>> = Omit<typeof nodeKinds, 'AWS::EC2::Instance'> & {
  readonly 'AWS::EC2::Instance': readonly F[]
}

export const instancesOf = <F extends FacetName<'AWS::EC2::Instance'> = never>(
  nodegroup: Identity<'AWS::EKS::Nodegroup'>,
  graph: GraphView<NodeKinds<F>>,
): readonly Subject<'AWS::EC2::Instance', F>[] =>
  graph
    .out(nodegroup, 'runs-on', 'AWS::AutoScaling::AutoScalingGroup')
    .flatMap((group) => (group.found ? graph.into(group.arn, 'AWS::EC2::Instance', 'member-of') : []))
