// Everything that a scan learned, in one transaction. Only differences are written.
import type { KnownResource, Seen } from './absence.ts'
import { assignIds } from './identity.ts'
import { judge } from './judge.ts'
import { countOpen, hold, release } from './leases.ts'
import { failuresByKey, reconcile, type Reconciled, type Tracked } from './reconcile.ts'
import { writeResources, type StoredResourceRow } from './resources.ts'
import { columnsOf, findingRowOf, instantOrNull, trackedOf } from './rows.ts'
import type { Context } from './schema.ts'
import type { ScanResult, Store } from './store.ts'
import { countVerdicts, summarizeCoverage, summarizeNotAssessed } from './summary.ts'
import { inBatches, transaction, type Trx } from './transaction.ts'

/** All open findings, and those resolved ones that fail again. */
const knownFindings = async (trx: Trx, account: string, failing: ReadonlySet<string>): Promise<readonly Tracked[]> => {
  const open = await trx.selectFrom('findings').selectAll().where('account', '=', account).where('status', '=', 'open').execute()
  const known = open.map(trackedOf)
  const missing = failing.difference(new Set(open.map(({ key }) => key)))
  await inBatches(missing, async (keys) => {
    const again = await trx.selectFrom('findings').selectAll().where('account', '=', account).where('key', 'in', keys).execute()
    known.push(...again.map(trackedOf))
  })
  return known
}

const takenIds = (trx: Trx) => async (ids: readonly string[]) => {
  const taken = new Set<string>()
  await inBatches(ids, async (batch) => {
    const rows = await trx.selectFrom('findings').select('id').where('id', 'in', batch).execute()
    for (const { id } of rows) taken.add(id)
  })
  return taken
}

/** Resources that were seen: those of the inventory, and any other that has a verdict. */
const seenBy = ({ inventory, evaluation }: ScanResult): ReadonlyMap<string, Seen> => {
  const seen = new Map<string, Seen>()
  for (const { resource } of evaluation.verdicts) seen.set(resource.arn, resource)
  for (const [arn, node] of inventory.nodes) seen.set(arn, node)
  return seen
}

const writeFindings = async (trx: Trx, { lease, inventory }: ScanResult, { findings, steps }: Reconciled): Promise<void> => {
  await inBatches(findings, (batch) =>
    trx
      .insertInto('findings')
      .values(batch.map(findingRowOf))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          kind: eb.ref('excluded.kind'),
          name: eb.ref('excluded.name'),
          region: eb.ref('excluded.region'),
          status: eb.ref('excluded.status'),
          severity: eb.ref('excluded.severity'),
          score: eb.ref('excluded.score'),
          evidence: eb.ref('excluded.evidence'),
          changed_at: eb.ref('excluded.changed_at'),
          resolved_at: eb.ref('excluded.resolved_at'),
          resolved_reason: eb.ref('excluded.resolved_reason'),
          not_verified_since: eb.ref('excluded.not_verified_since'),
          waiver: eb.ref('excluded.waiver'),
        })),
      )
      .execute(),
  )
  const at = inventory.scan.finishedAt.toISOString()
  const taken = new Map<string, number>()
  const rows = steps.map(({ finding, event, detail, before }) => {
    const step = taken.get(finding) ?? 0
    taken.set(finding, step + 1)
    return {
      finding,
      fence: lease.fence,
      step,
      account: lease.account,
      scan: lease.scan,
      at,
      event,
      detail: JSON.stringify(detail),
      before: before === null ? null : JSON.stringify(columnsOf(before)),
    }
  })
  await inBatches(rows, (batch) => trx.insertInto('finding_events').values(batch).execute())
}

const writeSummaries = async (trx: Trx, { lease: { scan }, inventory, evaluation }: ScanResult, { changes }: Reconciled): Promise<void> => {
  const coverage = summarizeCoverage(inventory.coverage).map((row, position) => ({
    ...row,
    scan,
    position,
    examples: JSON.stringify(row.examples),
  }))
  await inBatches(coverage, (batch) => trx.insertInto('coverage').values(batch).execute())
  const missed = summarizeNotAssessed(evaluation).map((row, position) => ({
    ...row,
    scan,
    position,
    examples: JSON.stringify(row.examples),
  }))
  await inBatches(missed, (batch) => trx.insertInto('not_assessed').values(batch).execute())
  await inBatches(changes.held, (batch) =>
    trx
      .insertInto('holds')
      .values(batch.map(({ kind, region, vanished, known }) => ({ scan, kind, region, vanished, known })))
      .execute(),
  )
}

const finishScan = async (trx: Trx, result: ScanResult): Promise<void> => {
  const { lease, inventory, evaluation, state, note } = result
  await trx
    .updateTable('scans')
    .set({
      state,
      note,
      finished_at: inventory.scan.finishedAt.toISOString(),
      calls: inventory.scan.calls,
      resources: inventory.nodes.size,
      verdicts: JSON.stringify(countVerdicts(evaluation)),
      checks: JSON.stringify([...result.checks.keys()].sort()),
      open: JSON.stringify(await countOpen(trx, lease.account)),
      committed: 1,
    })
    .where('id', '=', lease.scan)
    .execute()
}

const knownResource = ({ arn, kind, region, name, held_since }: StoredResourceRow): KnownResource => ({
  arn,
  kind,
  region,
  name,
  heldSince: instantOrNull(held_since),
})

const write = async (trx: Trx, context: Context, result: ScanResult) => {
  const { lease, inventory, evaluation } = result
  const { account } = lease
  await hold(trx, context, lease)
  const usable = result.state !== 'failed'
  const failing = new Set(usable ? failuresByKey(judge(evaluation.verdicts)).keys() : [])
  const findings = await knownFindings(trx, account, failing)
  const ids = await assignIds(failing.difference(new Set(findings.map(({ key }) => key))), takenIds(trx))
  const resources = await trx.selectFrom('resources').selectAll().where('account', '=', account).where('gone_at', 'is', null).execute()
  const listings = await trx.selectFrom('listings').selectAll().where('account', '=', account).execute()
  const seen = seenBy(result)
  const reconciled = reconcile(
    {
      findings,
      resources: resources.map(knownResource),
    },
    {
      account,
      at: inventory.scan.finishedAt,
      usable,
      regions: inventory.scan.regions,
      seen,
      listings: inventory.listings,
      schema: inventory.schema,
      verdicts: evaluation.verdicts,
      checks: result.checks,
      waiverOf: result.waiverOf,
      confirmDisappearance: result.confirmDisappearance,
      idOf: (key) => {
        const id = ids.get(key)
        if (id === undefined) throw new Error(`no id was assigned to finding ${key}`)
        return id
      },
    },
  )
  await writeFindings(trx, result, reconciled)
  if (usable) {
    await writeResources(trx, {
      account,
      fence: lease.fence,
      at: inventory.scan.finishedAt.toISOString(),
      there: resources,
      listings,
      seen,
      read: inventory.listings,
      reconciled,
    })
  }
  await writeSummaries(trx, result, reconciled)
  await finishScan(trx, result)
  await release(trx, account)
  return reconciled.changes
}

export const commit =
  (context: Context): Store['commit'] =>
  async (result) => {
    const { lease, inventory } = result
    if (inventory.scan.account !== lease.account) {
      throw new Error(`the inventory is of account ${inventory.scan.account}, the lease of ${lease.account}: nothing was stored`)
    }
    return transaction(context, (trx) => write(trx, context, result))
  }
