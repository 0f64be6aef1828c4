// What one scan changes in what is known: the life of a finding. A pure function. Not seeing resolves nothing.
import type { Evidence } from '../check/check.ts'
import type { Verdict } from '../check/verdict.ts'
import type { Listing } from '../graph/coverage.ts'
import type { Severity } from '../risk/severity.ts'
import { absences, type AbsenceInput, type KnownResource, type Seen } from './absence.ts'
import { sameEvidence } from './evidence.ts'
import { findingKey } from './identity.ts'
import { judge, type Judgements } from './judge.ts'
import type { Changes, Finding, FindingEventKind, ResolvedReason, ScanResult } from './store.ts'

/** A finding with its full identity. */
export interface Tracked extends Finding {
  readonly key: string
}

/** Why a finding could be neither confirmed nor refuted. */
export type Blindness =
  | 'scan-failed'
  | 'unknown' // the check lacked facts
  | 'error' // the check threw
  | 'check-not-evaluated'
  | 'region-not-scanned'
  | 'listing-incomplete'
  | 'disappearance-held'

export interface Memory {
  /** All open findings of the account, and at least those resolved ones that fail again. */
  readonly findings: Iterable<Tracked>
  /** Resources of the account that are not known to be gone. */
  readonly resources: Iterable<KnownResource>
}

/** What a scan saw. */
export interface Observation {
  readonly account: string
  readonly at: Date
  /** False for a failed scan: nothing that it says is used. */
  readonly usable: boolean
  readonly regions: readonly string[]
  readonly seen: ReadonlyMap<string, Seen>
  readonly listings: readonly Listing[]
  readonly schema: AbsenceInput['schema']
  readonly verdicts: readonly Verdict[]
  readonly checks: ReadonlyMap<string, { readonly severity: Severity; readonly score: number }>
  readonly waiverOf: ScanResult['waiverOf']
  readonly confirmDisappearance: boolean
  /** The id of a finding that was not known before, by its key. */
  readonly idOf: (key: string) => string
}

type Patch = Partial<Omit<Tracked, 'id' | 'key' | 'check' | 'resource' | 'discriminator' | 'account' | 'firstSeen'>>

/** One step in the life of a finding. `before` undoes it: the former values of what it changed; `null` where there was no finding. */
export interface Step {
  readonly finding: string
  readonly event: FindingEventKind
  readonly detail: Readonly<Record<string, unknown>>
  readonly before: Patch | null
}

export interface Reconciled {
  /** New and changed findings as they are now, in the order of their keys. */
  readonly findings: readonly Tracked[]
  readonly steps: readonly Step[]
  readonly changes: Changes
  readonly gone: ReadonlySet<string>
  readonly held: ReadonlySet<string>
}

type Fate =
  | { readonly fate: 'fails'; readonly evidence: Evidence }
  | { readonly fate: 'resolves'; readonly reason: ResolvedReason }
  | { readonly fate: 'unverified'; readonly why: Blindness }

/** Follows one finding from state to state, and notes every step. */
const follow = (start: Tracked, steps: Step[]) => {
  let finding = start
  return {
    step(event: FindingEventKind, detail: Step['detail'], patch: Patch) {
      const before = Object.fromEntries(Object.keys(patch).map((field) => [field, finding[field as keyof Patch]])) as Patch
      steps.push({ finding: finding.id, event, detail, before })
      finding = { ...finding, ...patch }
    },
    /** What is no part of a finding's state: how its resource is called. */
    rename(verdict: Verdict) {
      const { name, kind, region } = verdict.resource
      if (finding.name !== name || finding.kind !== kind || finding.region !== region) finding = { ...finding, name, kind, region }
    },
    get now() {
      return finding
    },
  }
}
type Followed = ReturnType<typeof follow>

const fails = (
  followed: Followed,
  evidence: Evidence,
  { severity, score }: { readonly severity: Severity; readonly score: number },
  at: Date,
) => {
  const old = followed.now
  if (old.status === 'resolved') {
    const patch = { status: 'open', severity, score, evidence, changedAt: at, resolvedAt: null, resolvedReason: null } as const
    followed.step('reopened', { resolvedAt: old.resolvedAt, reason: old.resolvedReason, severity, evidence }, patch)
    return
  }
  if (old.notVerifiedSince) followed.step('verified-again', { since: old.notVerifiedSince }, { notVerifiedSince: null })
  if (old.severity !== severity || old.score !== score) {
    followed.step(
      'severity-changed',
      { from: old.severity, to: severity, fromScore: old.score, toScore: score },
      { severity, score, changedAt: at },
    )
  }
  if (!sameEvidence(old.evidence, evidence)) {
    followed.step('evidence-changed', { from: old.evidence, to: evidence }, { evidence, changedAt: at })
  }
}

const apply = (followed: Followed, fate: Fate, observation: Observation) => {
  const { at, checks } = observation
  if (fate.fate === 'fails') {
    const risk = checks.get(followed.now.check)
    if (!risk) throw new Error(`check ${followed.now.check} gave a verdict but is not among the evaluated checks`)
    fails(followed, fate.evidence, risk, at)
  } else if (followed.now.status === 'resolved') {
    return
  } else if (fate.fate === 'resolves') {
    followed.step(
      'resolved',
      { reason: fate.reason },
      { status: 'resolved', resolvedAt: at, resolvedReason: fate.reason, changedAt: at, notVerifiedSince: null },
    )
  } else if (followed.now.notVerifiedSince === null) {
    followed.step('not-verified', { why: fate.why }, { notVerifiedSince: at })
  }
  if (followed.now.status === 'open') waive(followed, observation)
}

const waive = (followed: Followed, { waiverOf }: Observation) => {
  const { waiver: from } = followed.now
  const to = waiverOf(followed.now)
  if (from !== to) followed.step(to === null ? 'unwaived' : 'waived', { from, to }, { waiver: to })
}

/** Failures of a scan by the keys of their findings. */
export const failuresByKey = (judgements: Judgements): ReadonlyMap<string, Extract<Verdict, { verdict: 'fail' }>> => {
  const failures = new Map<string, Extract<Verdict, { verdict: 'fail' }>>()
  for (const byResource of judgements.values()) {
    for (const { failures: failing } of byResource.values()) {
      for (const verdict of failing.values()) failures.set(findingKey(verdict.check, verdict.resource.arn, verdict.discriminator), verdict)
    }
  }
  return failures
}

const changesOf = (steps: readonly Step[], held: Changes['held']): Changes => {
  const ids = (event: FindingEventKind, which: (step: Step) => boolean = () => true): readonly string[] =>
    steps.filter((step) => step.event === event && which(step)).map(({ finding }) => finding)
  return {
    opened: ids('opened'),
    reopened: ids('reopened'),
    resolved: ids('resolved'),
    // A score that moves within its severity is kept, but no news.
    severityChanged: ids('severity-changed', ({ detail }) => detail.from !== detail.to),
    evidenceChanged: ids('evidence-changed'),
    notVerified: ids('not-verified'),
    held,
  }
}

const blinded = (observation: Observation): Observation => ({ ...observation, seen: new Map(), listings: [], verdicts: [] })

/**
 * Takes what is known and what a scan saw, and says what changes. A finding resolves only where its resource was read again with complete
 * facts and no longer fails so, or where a complete listing no longer shows the resource.
 */
export const reconcile = (memory: Memory, given: Observation): Reconciled => {
  const observation = given.usable ? given : blinded(given)
  const { account, at, seen, listings } = observation
  const judgements = judge(observation.verdicts)
  const findings = [...memory.findings]
  const known = new Map([...memory.resources].map((resource) => [resource.arn, resource]))
  for (const { status, resource: arn, kind, region, name } of findings) {
    if (status === 'open' && !known.has(arn)) known.set(arn, { arn, kind, region, name, heldSince: null })
  }
  const { gone, held, holds } = absences({
    account,
    known: known.values(),
    seen,
    listings,
    schema: observation.schema,
    confirmed: observation.confirmDisappearance,
  })
  const looked = new Set(listings.map(({ region }) => region).concat(observation.regions))

  const fateOf = ({ check, resource, discriminator, region }: Tracked): Fate => {
    if (!observation.usable) return { fate: 'unverified', why: 'scan-failed' }
    const judgement = judgements.get(check)?.get(resource)
    const failure = judgement?.failures.get(discriminator)
    if (failure) return { fate: 'fails', evidence: failure.evidence }
    if (judgement?.doubt) return { fate: 'unverified', why: judgement.doubt }
    if (judgement) return { fate: 'resolves', reason: judgement.applicable ? 'passed' : 'not-applicable' }
    if (seen.has(resource)) return { fate: 'unverified', why: 'check-not-evaluated' }
    if (gone.has(resource)) return { fate: 'resolves', reason: 'resource-gone' }
    if (held.has(resource)) return { fate: 'unverified', why: 'disappearance-held' }
    return { fate: 'unverified', why: looked.has(region) ? 'listing-incomplete' : 'region-not-scanned' }
  }

  const changed: Tracked[] = []
  const steps: Step[] = []
  const keys = new Set<string>()
  for (const finding of findings) {
    keys.add(finding.key)
    const followed = follow(finding, steps)
    const fate = fateOf(finding)
    const verdict =
      fate.fate === 'fails' ? judgements.get(finding.check)?.get(finding.resource)?.failures.get(finding.discriminator) : undefined
    if (verdict) followed.rename(verdict)
    apply(followed, fate, observation)
    if (followed.now !== finding) changed.push(followed.now)
  }
  for (const [key, verdict] of failuresByKey(judgements)) {
    if (keys.has(key)) continue
    const risk = observation.checks.get(verdict.check)
    if (!risk) throw new Error(`check ${verdict.check} gave a verdict but is not among the evaluated checks`)
    const { resource, evidence } = verdict
    const finding: Tracked = {
      key,
      id: observation.idOf(key),
      check: verdict.check,
      discriminator: verdict.discriminator,
      resource: resource.arn,
      kind: resource.kind,
      name: resource.name,
      account,
      region: resource.region,
      status: 'open',
      severity: risk.severity,
      score: risk.score,
      evidence,
      firstSeen: at,
      changedAt: at,
      resolvedAt: null,
      resolvedReason: null,
      notVerifiedSince: null,
      waiver: null,
    }
    steps.push({ finding: finding.id, event: 'opened', detail: { severity: risk.severity, evidence }, before: null })
    const followed = follow(finding, steps)
    waive(followed, observation)
    changed.push(followed.now)
  }
  changed.sort((a, b) => (a.key < b.key ? -1 : 1))
  // Stable: the steps of one finding stay in the order in which they happened.
  steps.sort((a, b) => (a.finding < b.finding ? -1 : a.finding > b.finding ? 1 : 0))
  return {
    findings: changed,
    steps,
    changes: changesOf(steps, holds),
    gone,
    held,
  }
}
