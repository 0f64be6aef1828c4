// The line of the data, top to bottom: collect, evaluate, reconcile, store.
import { setTimeout as delay } from 'node:timers/promises'
import type { Aws } from './aws/aws.ts'
import type { Settings } from './check/check.ts'
import type { Evaluation } from './check/verdict.ts'
import { openCheckpoint, type Checkpoint } from './checkpoint.ts'
import { collect } from './collect/run.ts'
import { earlyEvaluation } from './early.ts'
import type { Inventory } from './graph/inventory.ts'
import { severityOfCheck, type Plan } from './plan.ts'
import { riskScore } from './risk/severity.ts'
import type { Changes, Lease, ScanResult, Store } from './store/store.ts'

/** What happens while a scan runs, for progress displays. */
export type Progress =
  | {
      readonly step: 'start'
      readonly scan: string
      readonly account: string
      readonly regions: readonly string[]
      readonly jobs: number
      readonly resumed: number
    }
  | {
      readonly step: 'job'
      readonly done: number
      readonly jobs: number
      readonly kind: string
      readonly region: string
      readonly resources: number
      readonly gaps: number
    }
  /** Checks whose facts are all there were evaluated meanwhile; `failures` counts what failed so far. */
  | { readonly step: 'found'; readonly failures: number }
  | { readonly step: 'evaluate'; readonly resources: number }
  | { readonly step: 'store' }

export interface ScanRequest {
  /** Sortable and unique; ignored where a scan is resumed under its old id. */
  readonly id: string
  readonly plan: Plan
  readonly regions: readonly string[]
  readonly settings: Settings
  /** As the store asks it, with the inventory for what waivers by tags need to know. */
  readonly waiverOf: (finding: Parameters<ScanResult['waiverOf']>[0], inventory: Inventory) => string | null
  readonly confirmDisappearance: boolean
  /** Take up the account's last interrupted or cancelled scan from its checkpoint. */
  readonly resume: boolean
  /** Directory of checkpoints; a scan's is removed once the scan is stored. */
  readonly checkpoints: string
  readonly version: string
}

export interface ScanDependencies {
  readonly aws: Aws
  /** Undefined: nothing is kept, neither findings nor a checkpoint. */
  readonly store: Store | undefined
  readonly progress: (event: Progress) => void
  readonly now: () => Date
  /** Aborted by a person: what was learned so far stays in the checkpoint, and the scan can be resumed. */
  readonly signal: AbortSignal
}

export interface ScanOutcome {
  readonly id: string
  /** `failed` where not one fact could be read. */
  readonly state: 'complete' | 'partial' | 'failed' | 'cancelled'
  readonly note: string | null
  readonly inventory: Inventory
  readonly evaluation: Evaluation
  /** Undefined where nothing was stored. */
  readonly changes: Changes | undefined
}

/** There is nothing to resume. */
export class NothingToResume extends Error {
  constructor(account: string) {
    super(`account ${account} has no interrupted scan to resume; start one without --resume`)
    this.name = 'NothingToResume'
  }
}

const heartbeatMilliseconds = 15_000

/** Keeps a lease alive until stopped. */
const keepAlive = (store: Store, lease: Lease, now: () => Date): (() => void) => {
  const stop = new AbortController()
  const beat = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await delay(heartbeatMilliseconds, undefined, { signal: stop.signal, ref: false })
      await store.heartbeat(lease, now())
    }
  }
  // A lost lease shows at the commit, which is refused under an old fence.
  beat().catch(() => undefined)
  return () => stop.abort()
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** How much of what was asked was answered. A resource that was deleted meanwhile is no gap. */
export const stateOf = (inventory: Inventory, evaluation: Evaluation): Pick<ScanOutcome, 'state' | 'note'> => {
  const missing = inventory.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent' && outcome !== 'gone')
  const answered = inventory.coverage.some(({ outcome }) => outcome === 'ok' || outcome === 'absent')
  if (!answered) return { state: 'failed', note: 'nothing could be read' }
  const undecided =
    evaluation.verdicts.filter(({ verdict }) => verdict === 'unknown' || verdict === 'error').length + evaluation.blindSpots.length
  if (missing.length === 0 && undecided === 0) return { state: 'complete', note: null }
  return { state: 'partial', note: `${count(missing.length, 'read')} without an answer, ${count(undecided, 'result')} undecided` }
}

const lastInterrupted = async (store: Store, account: string): Promise<string> => {
  const found = (await store.scans({ account, limit: 50 })).find(({ state }) => state === 'interrupted' || state === 'cancelled')
  if (!found) throw new NothingToResume(account)
  return found.id
}

/** Runs one scan. Rejects with {@link NothingToResume}, the store's `ScanRunning`, or whatever stopped it; the scan is then marked failed. */
export const scan = async (request: ScanRequest, { aws, store, progress, now, signal }: ScanDependencies): Promise<ScanOutcome> => {
  const { plan, regions } = request
  const startedAt = now()
  const id = request.resume && store ? await lastInterrupted(store, aws.account) : request.id
  const identity = {
    id,
    account: aws.account,
    caller: aws.caller,
    endpoint: aws.endpoint ?? null,
    regions,
    startedAt,
    version: request.version,
  }
  const lease = store && (request.resume ? await store.resume(id, startedAt) : await store.begin(identity, startedAt))
  const stopBeating = store && lease ? keepAlive(store, lease, now) : undefined
  try {
    const checkpoint: Checkpoint | undefined = store && openCheckpoint(request.checkpoints, id)
    const jobs = plan.kinds.reduce((sum, { collector }) => sum + (collector.scope === 'global' ? 1 : regions.length), 0)
    progress({ step: 'start', scan: id, account: aws.account, regions, jobs, resumed: checkpoint?.done.length ?? 0 })
    const early = earlyEvaluation(
      plan,
      { id, account: aws.account, partition: aws.partition, caller: aws.caller, regions, startedAt, finishedAt: startedAt, calls: 0 },
      request.settings,
    )
    const written: Promise<void>[] = []
    const collected = await collect(aws, {
      id,
      kinds: plan.kinds,
      regions,
      now,
      ...(checkpoint === undefined ? {} : { done: checkpoint.done }),
      onJob: (result, index) => {
        if (checkpoint) written.push(checkpoint.add(result))
        const gaps = result.coverage.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'absent').length
        progress({ step: 'job', ...index, kind: result.kind, region: result.region, resources: result.nodes.length, gaps })
        const failures = signal.aborted ? undefined : early.add(result)
        if (failures !== undefined) progress({ step: 'found', failures })
      },
    })
    await Promise.all(written)
    // Ctrl-C may come during the last call too.
    await aws.verifyIdentity().catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    const inventory: Inventory = { ...collected, scan: { ...collected.scan, calls: aws.counts().sent } }
    if (signal.aborted) {
      const note = 'stopped by a person; parapet scan --resume continues it'
      if (store && lease) await store.abandon(lease, 'cancelled', note, now())
      return { id, state: 'cancelled', note, inventory, evaluation: { verdicts: [], blindSpots: [] }, changes: undefined }
    }
    progress({ step: 'evaluate', resources: inventory.nodes.size })
    const evaluation = early.finish(inventory)
    const outcome = { id, ...stateOf(inventory, evaluation), inventory, evaluation }
    if (!store || !lease) return { ...outcome, changes: undefined }
    progress({ step: 'store' })
    const changes = await store.commit({
      lease,
      inventory,
      evaluation,
      state: outcome.state,
      note: outcome.note,
      checks: new Map(
        plan.checks.map((check) => [check.id, { severity: severityOfCheck(check), score: riskScore(check.likelihood, check.impact) }]),
      ),
      waiverOf: (finding) => request.waiverOf(finding, inventory),
      confirmDisappearance: request.confirmDisappearance,
    })
    checkpoint?.remove()
    return { ...outcome, changes }
  } catch (error) {
    if (store && lease)
      await store.abandon(lease, 'failed', error instanceof Error ? error.message : String(error), now()).catch(() => undefined)
    throw error
  } finally {
    stopBeating?.()
  }
}
