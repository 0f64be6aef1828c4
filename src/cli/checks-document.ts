// A check as JSON: what it is, without its logic.
import { serviceOf, severityOfCheck } from '../plan.ts'
import { riskScore } from '../risk/severity.ts'
import type { Check } from '../check/check.ts'

export const checkDocument = (check: Check) => ({
  id: check.id,
  title: check.title,
  service: serviceOf(check),
  severity: severityOfCheck(check),
  likelihood: check.likelihood,
  impact: check.impact,
  score: riskScore(check.likelihood, check.impact),
  threats: check.threats,
  mitigation: check.mitigation,
  on: check.on,
  needs: check.needs,
  across: check.across,
  reads: check.reads,
  settings: check.uses,
  content: check.content,
  why: check.why,
  cost: check.cost,
  fix: check.fix,
  refs: check.refs,
})
