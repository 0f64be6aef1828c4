// A small world for the store's tests: queues that are there or not, and what a scan says about them.
import type { Verdict } from '../../src/check/verdict.ts'
import type { CoverageRow, Listing } from '../../src/graph/coverage.ts'
import type { Gap } from '../../src/graph/fact.ts'
import type { Inventory, KindSchema } from '../../src/graph/inventory.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import type { StoreOptions } from '../../src/store/open.ts'
import type { Changes, Lease, ScanResult, Store } from '../../src/store/store.ts'

export const account = '111122223333'
export const otherAccount = '123456789012'
export const region = 'eu-west-1'
export const kind = 'AWS::SQS::Queue'
export const childKind = 'AWS::SQS::Child'

export type Resource = Verdict['resource']

export const queue = (name: string, more: Partial<Resource> = {}): Resource => {
  const at = { account, region, kind, ...more }
  return { arn: `arn:aws:sqs:${at.region}:${at.account}:${name}`, name, ...at }
}

export const denied: Gap = {
  reason: 'denied',
  operation: 'sqs:GetQueueAttributes',
  action: 'sqs:GetQueueAttributes',
  code: 'AccessDenied',
  message: 'not authorized',
}

export const passing = (resource: Resource, check = 'sqs-a'): Verdict => ({ check, resource, verdict: 'pass', evidence: {} })
export const failing = (resource: Resource, check = 'sqs-a', discriminator = '', evidence: object = { KmsMasterKeyId: null }): Verdict => ({
  check,
  resource,
  verdict: 'fail',
  evidence: evidence as Extract<Verdict, { verdict: 'fail' }>['evidence'],
  discriminator,
})
export const undecided = (resource: Resource, check = 'sqs-a'): Verdict => ({ check, resource, verdict: 'unknown', gaps: [denied] })
export const thrown = (resource: Resource, check = 'sqs-a'): Verdict => ({ check, resource, verdict: 'error', message: 'boom' })
export const inapplicable = (resource: Resource, check = 'sqs-a'): Verdict => ({
  check,
  resource,
  verdict: 'not-applicable',
  evidence: {},
})

export const listing = (complete = true, more: Partial<Listing> = {}): Listing => ({
  account,
  region,
  kind,
  parent: '*',
  complete,
  ...more,
})

export const schema: ReadonlyMap<string, KindSchema> = new Map([
  [kind, { scope: 'regional', edges: {} }],
  [childKind, { scope: 'regional', per: kind, edges: {} }],
  ['AWS::IAM::User', { scope: 'global', edges: {} }],
])

export const risks: ScanResult['checks'] = new Map([
  ['sqs-a', { severity: 'high', score: 12 }],
  ['sqs-b', { severity: 'low', score: 4 }],
  ['lambda-c', { severity: 'critical', score: 20 }],
])

/** Day `n` of the tests' year. */
export const day = (n: number): Date => new Date(Date.UTC(2026, 0, n, 12))

/** What one scan saw. Resources with a verdict were seen; so were `also`. */
export interface Sight {
  readonly id: string
  /** When it ended; it began an hour before. */
  readonly at: Date
  readonly account?: string
  readonly regions?: readonly string[]
  readonly verdicts?: readonly Verdict[]
  readonly also?: readonly Resource[]
  readonly listings?: readonly Listing[]
  readonly coverage?: readonly CoverageRow[]
  readonly blindSpots?: ScanResult['evaluation']['blindSpots']
  readonly checks?: ScanResult['checks']
  readonly state?: ScanResult['state']
  readonly note?: string
  readonly waiverOf?: ScanResult['waiverOf']
  readonly confirmDisappearance?: boolean
}

export const inventoryOf = (sight: Sight): Inventory => {
  const { id, at, verdicts = [], also = [] } = sight
  const nodes = [...verdicts.map(({ resource }) => resource), ...also].map((resource): [string, AnyNode] => [
    resource.arn,
    { ...resource, base: {}, facets: {}, edges: {} },
  ])
  return {
    scan: {
      id,
      account: sight.account ?? account,
      partition: 'aws',
      caller: 'arn:aws:iam::111122223333:role/audit',
      regions: sight.regions ?? [region],
      startedAt: new Date(at.getTime() - 3_600_000),
      finishedAt: at,
      calls: 7,
    },
    nodes: new Map(nodes),
    coverage: sight.coverage ?? [],
    listings: sight.listings ?? [listing(true, { account: sight.account ?? account })],
    schema,
  }
}

export const resultOf = (lease: Lease, sight: Sight): ScanResult => ({
  lease,
  inventory: inventoryOf(sight),
  evaluation: { verdicts: sight.verdicts ?? [], blindSpots: sight.blindSpots ?? [] },
  state: sight.state ?? 'complete',
  note: sight.note ?? null,
  checks: sight.checks ?? risks,
  waiverOf: sight.waiverOf ?? (() => null),
  confirmDisappearance: sight.confirmDisappearance ?? false,
})

export const begin = (store: Store, sight: Pick<Sight, 'id' | 'at' | 'account' | 'regions'>): Promise<Lease> => {
  const startedAt = new Date(sight.at.getTime() - 3_600_000)
  return store.begin(
    {
      id: sight.id,
      account: sight.account ?? account,
      caller: 'arn:aws:iam::111122223333:role/audit',
      endpoint: null,
      regions: sight.regions ?? [region],
      startedAt,
      version: '1.2.3',
    },
    startedAt,
  )
}

/** Begins and commits. */
export const scan = async (store: Store, sight: Sight): Promise<Changes> => store.commit(resultOf(await begin(store, sight), sight))

export const nothing: Changes = {
  opened: [],
  reopened: [],
  resolved: [],
  severityChanged: [],
  evidenceChanged: [],
  notVerified: [],
  held: [],
}

/** This test's process on this test's machine. */
export const options = (more: Partial<StoreOptions> = {}): StoreOptions => ({
  now: () => day(1),
  host: 'here',
  pid: 100,
  isAlive: () => true,
  ...more,
})

/** Names that would hurt where text is taken for something else. */
export const hostile = [
  `'; drop table findings; --`,
  `" or 1=1 --`,
  '%_\\%*?[a]',
  '<script>alert(1)</script>',
  '=cmd|calc!A0',
  '\u001b[31mred\u001b[0m\r\n',
  'nul\0inside\0',
  'half \ud83d pair \udc00',
  'mark \ue000 \ue0000041',
  'üñí ﷽ 𝔘𝔫𝔦 👩‍👩‍👧',
  '\u202egnp.exe',
  '{"json": [1]}',
  '$1 ? :x @y #{z} ${0}',
  '',
]
