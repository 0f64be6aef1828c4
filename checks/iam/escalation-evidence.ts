// Escalation steps as evidence: what is done, to whom, by which statements, and on what it depends.
import type { Evidence } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { statementWords } from '../../src/check/rights.ts'
import type { Step } from '../../src/iam/escalation.ts'

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)

/** `lambda-create-invoke to role/deployer` */
export const stepWords = ({ path, target }: Step): string => (target === null ? path.id : `${path.id} to ${nameOf(target)}`)

/** `user/ci → role/build → role/deployer` */
export const chainWords = (steps: readonly Step[]): string =>
  [...steps.slice(0, 1).map(({ from }) => from), ...steps.flatMap(({ target }) => target ?? [])].map(nameOf).join(' → ')

export const evidenceOf = (steps: readonly Step[]): Evidence => {
  const provided = few(steps.flatMap((step) => step.provided))
  const conditions = few(steps.flatMap(({ open }) => open).map(({ operator, key }) => `${operator} ${key}`))
  return {
    steps: few(steps.map(stepWords)),
    actions: [...new Set(steps.flatMap(({ path }) => path.needs.map(({ action }) => action)))].sort(),
    statements: statementWords(steps.flatMap(({ by }) => by)),
    // What nothing speaks against, and what depends on something that the account does not tell.
    certain: steps.some(({ truth }) => truth === 'yes'),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(provided.length > 0 ? { provided } : {}),
  }
}
