// How an Auto Scaling group is pointed to: by its name alone, while its ARN has an id in it.
import { formatArn, partitionOf } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'

/** The ARN of whatever group bears this name, as IAM policies write it: it stands for the group, whose own ARN has its id for the `*`. */
export const groupNameArn = (name: string, { account, region }: Scope): string =>
  formatArn({
    partition: partitionOf(region),
    service: 'autoscaling',
    region,
    account,
    resource: `autoScalingGroup:*:autoScalingGroupName/${name}`,
  })
