// ARNs of what EC2 names by id alone.
import { formatArn, partitionOf } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'

/** `vpc`, `vpc-0a1b` → `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0a1b`. */
export const ec2Arn = (type: string, id: string, { account, region }: Scope): string =>
  formatArn({ partition: partitionOf(region), service: 'ec2', region, account, resource: `${type}/${id}` })
