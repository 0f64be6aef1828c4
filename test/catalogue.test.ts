// The registered checks and the control catalogue agree, or the difference is listed here with its reason.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checks } from '../checks/index.ts'
import { collectors } from '../collectors/index.ts'
import { planFor, serviceOf, severityOfCheck } from '../src/plan.ts'
import { mitigations } from '../src/threats/mitigations.ts'
import { threats } from '../src/threats/threats.ts'

interface Entry {
  readonly resource: readonly string[]
  readonly severity: string
  readonly threats: readonly string[]
  readonly mitigation: string
  readonly priority: number
}
const catalogue = JSON.parse(readFileSync(join(import.meta.dirname, 'catalogue.json'), 'utf8')) as Readonly<Record<string, Entry>>

/** Field by field, why a check departs from the catalogue. */
const differences: Readonly<Record<string, Partial<Record<keyof Entry, string>>>> = {
  'ec2-account-imdsv2-default': { resource: 'each region has a default of its own, and the account has no region' },
  'ec2-ebs-default-encryption': { resource: 'each region has a default of its own, and the account has no region' },
  'ecr-policy-cross-account': { resource: 'the policy of the registry is judged where it is, not once for each repository' },
  's3-bucket-policy-cross-account': { resource: 'a bucket may leave it to the policies of its access points whom they let in' },
  's3-bucket-shadow-resource': { resource: 'judged on the account: the bucket that is missed is not there to be judged' },
  'ec2-vpc-endpoint-gateway-stores': { resource: 'judged on the VPC: an endpoint that is not there has no resource' },
  'ec2-vpc-endpoint-interface-services': { resource: 'judged on the VPC: an endpoint that is not there has no resource' },
  'glue-catalog-policy-public': { resource: 'the policy is that of the catalogue of an account and region, not of a database' },
  'lakeformation-grants-everyone': { resource: 'external data filtering is a setting of the data lake, not a grant' },
  'iam-privesc-boundary-removal': {
    resource: 'judged on users and roles: a Deny or a boundary decides for each of them, not for a policy',
  },
  'iam-privesc-eks-access': { resource: 'users may hold it as well as roles' },
  'iam-privesc-trust-policy-edit': { resource: 'users may hold it as well as roles' },
  'lambda-account-concurrency-headroom': { resource: 'one finding for each region, not one for each function in it' },
  'rds-event-subscription-critical': { resource: 'judged on databases: a subscription that is not there has no resource' },
  'iam-policy-cloudtrail-full': { resource: 'inline policies of roles, users and groups switch trails off just as well' },
  'iam-policy-kms-decrypt-any': { resource: 'groups have inline policies too' },
  'iam-policy-kms-full': { resource: 'inline policies of roles, users and groups give as much' },
}

test('every check is in the catalogue and agrees with it', () => {
  for (const check of checks) {
    const entry = catalogue[check.id]
    assert.ok(entry, `${check.id} is not in the catalogue`)
    const difference = differences[check.id] ?? {}
    const actual = {
      severity: severityOfCheck(check),
      mitigation: check.mitigation,
      threats: [...check.threats].sort().join(),
      resource: check.on.join(),
    }
    const same = {
      severity: actual.severity === entry.severity,
      mitigation: actual.mitigation === entry.mitigation,
      threats: actual.threats === [...entry.threats].sort().join(),
      resource: check.on.every((kind) => entry.resource.includes(kind)),
    }
    for (const field of ['severity', 'mitigation', 'threats', 'resource'] as const) {
      assert.equal(
        same[field],
        difference[field] === undefined,
        `${check.id}: ${field} is ${actual[field]}, the catalogue says ${String(entry[field])}`,
      )
    }
  }
})

test('no listed difference is stale', () => {
  for (const id of Object.keys(differences))
    assert.ok(
      checks.some((check) => check.id === id),
      id,
    )
})

test('ids are unique and every check has what a person needs', () => {
  assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length)
  for (const check of checks) {
    assert.match(check.id, /^[a-z0-9]+(-[a-z0-9]+)+$/)
    assert.ok(check.title.length > 5 && check.title.length <= 90, `${check.id}: title`)
    assert.ok(check.why.length > 20 && check.cost.note.length > 5, `${check.id}: why and cost`)
    assert.match(check.fix.cli, /aws |^#/, `${check.id}: CLI remedy`)
    assert.ok(check.fix.terraform.length > 10, `${check.id}: Terraform remedy`)
    assert.ok((check.refs.docs ?? []).length > 0, `${check.id}: a page of the AWS documentation`)
    for (const url of check.refs.docs ?? []) assert.match(url, /^https:\/\/docs\.aws\.amazon\.com\//, check.id)
    for (const threat of check.threats) assert.ok(threat in threats, `${check.id}: ${threat}`)
    assert.ok(check.mitigation in mitigations, check.id)
  }
})

test('every check can be planned, and its kind is of its service', () => {
  for (const check of checks) {
    const plan = planFor([check], collectors)
    assert.ok(plan.operations.length > 0, check.id)
    assert.ok(serviceOf(check).length > 0)
  }
})

test('kinds are unique, and edges lead to kinds that are read', () => {
  const kinds = new Set(collectors.map(({ kind }) => kind))
  assert.equal(kinds.size, collectors.length)
  for (const { kind, edges, list, standsFor, facets } of collectors) {
    if (list.per !== undefined) assert.ok(kinds.has(list.per), `${kind} is listed per ${list.per}`)
    if (standsFor !== undefined) assert.ok(standsFor in edges, `${kind} stands for ${standsFor}`)
    for (const [name, edge] of Object.entries(edges)) {
      assert.ok(edge.from === 'base' || edge.from in facets, `${kind} ${name}: from ${edge.from}`)
      for (const target of [edge.to].flat()) assert.ok(kinds.has(target), `${kind} ${name} leads to ${target}`)
    }
    for (const [name, facet] of Object.entries(facets)) {
      if (!facet.from && facet.absent) assert.equal(facet.calls.length, 1, `${kind} ${name}: absence is confirmed by exactly one operation`)
    }
  }
})
