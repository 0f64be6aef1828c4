// Secrets as they are by default: made a month ago, read yesterday, without rotation.
import type { BaseOf } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, now, region, resource } from './nodes.ts'

export const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
export const secretArn = (name: string, owner: string = account): string =>
  `arn:aws:secretsmanager:${region}:${owner}:secret:${name}-AbCdEf`

export const secret = (name: string, base: Partial<BaseOf<'AWS::SecretsManager::Secret'>> = {}, policy?: string | null): AnyNode =>
  resource('AWS::SecretsManager::Secret', {
    name,
    arn: secretArn(name),
    base: {
      RotationEnabled: false,
      AutomaticallyAfterDays: undefined,
      CreatedDate: daysAgo(30),
      OwningService: undefined,
      PrimaryRegion: undefined,
      LastChangedDate: daysAgo(30),
      LastAccessedDate: daysAgo(1),
      LastRotatedDate: undefined,
      NextRotationDate: undefined,
      RotationLambdaARN: undefined,
      KmsKeyId: undefined,
      Tags: {},
      ...base,
    },
    ...(policy === undefined ? {} : { facets: { policy } }),
  })
