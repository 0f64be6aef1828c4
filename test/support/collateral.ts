// One resource spoiled in a whole inventory, and what that may change: its own verdicts to unknown, and those that depend on it; nothing else, anywhere.
import { collectors } from '../../collectors/index.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import type { Settings } from '../../src/check/check.ts'
import { edgesOf } from '../../src/collect/edges.ts'
import type { CoverageRow } from '../../src/graph/coverage.ts'
import { absent, known, unknown, type Fact } from '../../src/graph/fact.ts'
import type { Inventory } from '../../src/graph/inventory.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { violations, type Scanned } from './oracle.ts'
import { checksOn } from './rescan.ts'

export const spoilings = ['unreadable', 'deleted', 'hostile'] as const
export type Spoiling = (typeof spoilings)[number]

const gapOf = (reason: 'denied' | 'gone') =>
  ({ reason, operation: 'test:Spoiled', action: 'test:Spoiled', code: 'Spoiled', message: 'spoiled by the test' }) as const

/** What somebody may have written into a name, a tag or a policy; as text it is one line, a document of the policy language, or neither. */
const hostileTexts = [
  '"><script>pwned()</script>\u202e\u0000',
  '{"Statement":[{"Effect":"Allow","Principal":{"__proto__":["*"],"constructor":{"AWS":"*"}},"Action":"*","Condition":{"StringLike":{"aws:SourceArn":["${',
  `{"Statement":${'['.repeat(300)}`,
  "'; DROP TABLE findings; --",
  '=HYPERLINK("https://evil.example")',
]

/** Members that hold text of people's own: the types of all others are AWS's, and the deserialisers hold answers to them. */
const free = /^(?:tags|Tags|.*[pP]olicy(?:Document|Text)?|Document|Description|description|Comment|Variables|variables|Name|name)$/

const poisoned = (value: unknown, name: string, text: string, inFree = false): unknown => {
  const here = inFree || free.test(name)
  if (typeof value === 'string') return here && !value.startsWith('arn:') ? text : value
  if (Array.isArray(value)) return value.map((each) => poisoned(each, name, text, inFree))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, poisoned(each, key, text, here)]))
}

const withFacets = (node: AnyNode, facets: AnyNode['facets']): AnyNode => {
  const collector = collectors.find(({ kind }) => kind === node.kind)
  if (!collector) throw new Error(`no collector reads ${node.kind}`)
  const changed = { ...node, facets }
  return { ...changed, edges: edgesOf(collector, changed) }
}

const spoiledNodes = (node: AnyNode, how: Spoiling): readonly AnyNode[] => {
  if (how === 'hostile')
    return hostileTexts.map((text) =>
      withFacets(
        node,
        Object.fromEntries(
          Object.entries(node.facets).map(([name, fact]): [string, Fact<unknown>] => [
            name,
            fact.state === 'known' ? known(poisoned(fact.value, name, text)) : fact.state === 'absent' ? absent : fact,
          ]),
        ),
      ),
    )
  const gap = gapOf(how === 'deleted' ? 'gone' : 'denied')
  return [withFacets(node, Object.fromEntries(Object.keys(node.facets).map((name) => [name, unknown(gap)])))]
}

/** Everything that spoiling this resource broke; empty where it broke nothing. */
export const collateral = (whole: Scanned, node: AnyNode, how: Spoiling, settings: Settings): readonly string[] => {
  const checks = checksOn(new Set([node.kind]))
  const ids = new Set(checks.map(({ id }) => id))
  const before = Map.groupBy(
    whole.evaluation.verdicts.filter(({ check }) => ids.has(check)),
    ({ check, resource }) => `${check} ${resource.arn}`,
  )
  return spoiledNodes(node, how).flatMap((spoiled) => {
    const row: CoverageRow = {
      account: node.account,
      region: node.region,
      operation: 'test:Spoiled',
      kind: node.kind,
      resource: node.arn,
      facet: 'any',
      outcome: how === 'deleted' ? 'gone' : 'denied',
    }
    const inventory: Inventory = {
      ...whole.inventory,
      nodes: new Map(whole.inventory.nodes).set(node.arn, spoiled),
      coverage: how === 'hostile' ? whole.inventory.coverage : [...whole.inventory.coverage, row],
    }
    const evaluation = evaluate(checks, inventory, settings)
    if (how !== 'hostile') {
      const { verdicts, blindSpots } = whole.evaluation
      const part: Scanned = {
        inventory: whole.inventory,
        evaluation: {
          verdicts: verdicts.filter(({ check }) => ids.has(check)),
          blindSpots: blindSpots.filter(({ check }) => ids.has(check)),
        },
      }
      return violations(part, { inventory, evaluation })
    }
    // What a hostile text says of its own resource is for the check to tell; what it must not do is break a check, or lose a result.
    const after = Map.groupBy(evaluation.verdicts, ({ check, resource }) => `${check} ${resource.arn}`)
    return [...before.keys()].flatMap((key) => {
      const now = after.get(key) ?? []
      if (now.length === 0) return [`${key}: no result`]
      const threw = now.find(({ verdict }) => verdict === 'error')
      return threw ? [`${key}: ${threw.verdict === 'error' ? threw.message : ''}`] : []
    })
  })
}
