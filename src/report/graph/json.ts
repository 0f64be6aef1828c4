// The graph of an account as one JSON document: resources, relations, what the internet reaches, and what could not be read.
import type { Exposures } from '../../flow/exposure.ts'
import type { Inventory } from '../../graph/inventory.ts'
import type { Relations } from '../../graph/relations.ts'
import { partOf } from '../../graph/parts.ts'
import { inertJson } from '../text.ts'

export interface GraphDocument {
  readonly inventory: Inventory
  readonly relations: Relations
  readonly exposures: Exposures
  readonly notes: readonly string[]
}

export const renderGraphJson = ({ inventory, relations, exposures, notes }: GraphDocument): string => {
  const { id, account, regions, startedAt } = inventory.scan
  const document = {
    schema: 1,
    scan: { id, account, regions, startedAt },
    resources: [...inventory.nodes.values()].map(({ arn, kind, name, region }) => ({
      arn,
      kind,
      name,
      region,
      part: partOf(kind) ?? null,
    })),
    relations: relations.all,
    exposed: exposures.ways,
    notAssessed: { notes, relations: relations.unread, exposure: exposures.unknown },
  }
  return `${inertJson(JSON.stringify(document, null, 2))}\n`
}
