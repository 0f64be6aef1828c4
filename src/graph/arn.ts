// Amazon Resource Names: taken apart and put together.
import type { Scope } from './node.ts'

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Takes an ARN apart; `undefined` for anything else. */
export const parseArn = (text: string): Arn | undefined => {
  const [arn, partition, service, region, account, ...resource] = text.split(':')
  return arn === 'arn' && partition && service && resource.length > 0
    ? { partition, service, region: region ?? '', account: account ?? '', resource: resource.join(':') }
    : undefined
}

export const formatArn = ({ partition, service, region, account, resource }: Arn): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`

/** AWS's partition of a region: `aws`, `aws-cn`, `aws-us-gov`. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

/** The ARN of a KMS key or alias, from any of the forms in which services name one: key id, alias name, key ARN, alias ARN. */
export const keyArn = (ref: string | undefined, { account, region }: Scope): string | undefined => {
  if (!ref || ref.startsWith('arn:')) return ref || undefined
  return `arn:${partitionOf(region)}:kms:${region}:${account}:${ref.startsWith('alias/') ? ref : `key/${ref}`}`
}

/**
 * The ARN of an EC2 resource, of which other services know only the id: `vpc`, `vpc-0a1b` → `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0a1b`. Always of the
 * account that asked: whoever names a subnet that another account shares does not know that account, so both sides leave it out.
 */
export const ec2Arn = (type: string, id: string, { account, region }: Scope): string =>
  `arn:${partitionOf(region)}:ec2:${region}:${account}:${type}/${id}`
