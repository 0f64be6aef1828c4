// Policies that give everything, or everything of a service.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few, policyOf } from '../../src/check/policies.ts'
import { heldBroadly, readWhole, statementWords, type Held } from '../../src/check/rights.ts'
import { everything } from '../../src/iam/breadth.ts'
import type { Patterns } from '../../src/iam/parse.ts'
import { passedOver, policiesOf } from './policy-subjects.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

const narrower = {
  cli: `aws accessanalyzer start-policy-generation --policy-generation-details principalArn=<role-arn>
# then, with what was really used:
aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default`,
  terraform: `resource "aws_iam_policy" "<policy>" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["<service>:<Action>"]
      Resource = ["<arn>"]
    }]
  })
}`,
}

const words = (held: readonly Held[]): readonly string[] => statementWords(held.flatMap(({ by }) => by))

export const policyFullAdmin = defineCheck({
  id: 'iam-policy-full-admin',
  title: 'No attached customer policy grants everything on everything',
  on: 'AWS::IAM::ManagedPolicy',
  needs: [],
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'Free, but finding out what is really needed is work; IAM Access Analyzer writes a policy from what was used.' },
  why: 'Whoever gets hold of any of those who have the policy owns the account. Under a name of its own it is not even seen when somebody looks for administrators.',
  fix: narrower,
  refs: {
    fsbp: ['IAM.1'],
    cis: ['v3.0:1.16', 'v5.0:1.15', 'v7.0:2.14'],
    docs: [`${guide}/best-practices.html`, `${guide}/access_policies_job-functions.html`],
  },
  test: (policy) => {
    const why = passedOver(policy)
    if (why) return notApplicable(why)
    if (policy.base.AttachmentCount === 0) return notApplicable({ attached: 0 })
    const held = heldBroadly(policy, [{ name: policy.name, policy: policyOf(policy.base.Document) }], [everything])
    const { AttachmentCount } = policy.base
    return held.length > 0 ? fail({ AttachmentCount, statements: words(held) }) : pass({ AttachmentCount })
  },
})

export const inlineFullAdmin = defineCheck({
  id: 'iam-inline-policy-full-admin',
  title: 'No inline policy grants everything on everything',
  on: ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'],
  needs: [],
  threats: ['unauthorized-access', 'data-tampering'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'Free, but finding out what is really needed is work; IAM Access Analyzer writes a policy from what was used.' },
  why: 'It is an administrator whom no list of attached policies shows, and who stays one when the administrators are reviewed.',
  fix: {
    cli: `aws iam put-role-policy --role-name <role> --policy-name <policy> --policy-document file://<narrower.json>
# for users and groups: put-user-policy, put-group-policy`,
    terraform: `resource "aws_iam_role_policy" "<policy>" {
  role = aws_iam_role.<role>.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["<service>:<Action>"], Resource = ["<arn>"] }]
  })
}`,
  },
  refs: { fsbp: ['IAM.1'], docs: [`${guide}/best-practices.html`, `${guide}/access_policies_managed-vs-inline.html`] },
  test: (holder) => {
    const { sources, why } = policiesOf(holder)
    if (!sources) return notApplicable(why)
    const found = heldBroadly(holder, sources, [everything])
    return found.length > 0 ? fail({ statements: words(found) }) : pass({ inlinePolicies: sources.length })
  },
})

const isAll = (patterns: Patterns | undefined): boolean =>
  !patterns || patterns.not || patterns.patterns.some((pattern) => /^\*+$/.test(pattern))

export const policyServiceWildcard = defineCheck({
  id: 'iam-policy-service-wildcard',
  title: 'Customer policies avoid service-wide wildcards',
  on: 'AWS::IAM::ManagedPolicy',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 1,
  impact: 4,
  cost: { level: 1, note: 'Free; each action that is used has to be named.' },
  why: 'All actions of a service hold those that delete, share and change permissions too, and whatever AWS adds to the service next year.',
  fix: narrower,
  refs: { fsbp: ['IAM.21'], docs: [`${guide}/reference_policies_elements_action.html`, `${guide}/best-practices.html`] },
  test: (policy) => {
    const why = passedOver(policy)
    if (why) return notApplicable(why)
    const { statements } = policyOf(policy.base.Document)
    const wide = statements
      .filter(({ effect, actions, resources }) => effect === 'Allow' && !actions.not && isAll(resources))
      .flatMap(({ actions }) => actions.patterns.filter((pattern) => /^[^:*?]+:\*+$/.test(pattern)))
    if (wide.length > 0) return fail({ actions: few(wide) })
    readWhole(policy, policyOf(policy.base.Document))
    return pass({ statements: statements.length })
  },
})

export const policyNotAction = defineCheck({
  id: 'iam-policy-notaction-allow',
  title: 'No Allow statement is written with NotAction',
  on: 'AWS::IAM::ManagedPolicy',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Free; each action that is used has to be named.' },
  why: 'It gives every action of every service but the few that somebody thought of, those of services that do not exist yet included.',
  fix: narrower,
  refs: { docs: [`${guide}/reference_policies_elements_notaction.html`] },
  test: (policy) => {
    const why = passedOver(policy)
    if (why) return notApplicable(why)
    const { statements } = policyOf(policy.base.Document)
    const found = statements.filter(({ effect, actions, resources }) => effect === 'Allow' && actions.not && isAll(resources))
    if (found.length > 0) {
      return fail({
        statements: few(
          found.map(({ sid, index, actions }) => `statement ${sid || String(index + 1)}: all but ${few(actions.patterns).join(', ')}`),
        ),
      })
    }
    readWhole(policy, policyOf(policy.base.Document))
    return pass({ statements: statements.length })
  },
})
