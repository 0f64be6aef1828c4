// Networks that another account shares with this one: what belongs to them is its owner's, and cannot be seen from here.

/**
 * Whether a VPC or subnet is another account's. Its flow logs, endpoints, gateways and further subnets are not shown to those who share it:
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export const isShared = ({
  account,
  base: { OwnerId },
}: {
  readonly account: string
  readonly base: { readonly OwnerId?: string | undefined }
}): boolean => OwnerId !== undefined && OwnerId !== account
