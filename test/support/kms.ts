// KMS keys as AWS makes them by default.
import type { FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

type Metadata = FacetValue<'AWS::KMS::Key', 'metadata'>

export const keyArnOf = (id: string, owner: string = account): string => `arn:aws:kms:${region}:${owner}:key/${id}`

/** An enabled customer managed key, unless `metadata` says something else. */
export const key = (id: string, metadata: Partial<Metadata> = {}): AnyNode =>
  resource('AWS::KMS::Key', {
    name: id,
    arn: keyArnOf(id),
    facets: {
      metadata: {
        KeyManager: 'CUSTOMER',
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        Enabled: true,
        DeletionDate: undefined,
        MultiRegion: false,
        ...metadata,
      },
    },
  })
