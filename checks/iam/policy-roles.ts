// Policies that let their holders become any role, or switch off what records them.
import { defineCheck, fail, notApplicable, pass, type GraphView } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { heldBroadly, statementWords } from '../../src/check/rights.ts'
import { nobodys, type Ask } from '../../src/iam/breadth.ts'
import type { Source } from '../../src/iam/request.ts'
import { parseArn } from '../../src/graph/arn.ts'
import { isIntended } from './administrator.ts'
import { policiesOf } from './policy-subjects.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

const anyRole = (account?: string): Ask => ({
  action: 'sts:AssumeRole',
  on: (at) => `arn:${at.partition}:iam::${account ?? at.account}:role/${nobodys}`,
})

export const policyAssumeAny = defineCheck({
  id: 'iam-policy-assume-any-role',
  title: 'Policies name the roles that may be assumed',
  on: 'AWS::IAM::ManagedPolicy',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free; each role that is assumed has to be named.' },
  why: 'Every role whose trust policy leaves the choice to this account is theirs: of all the rights in it, they may take the most.',
  fix: {
    cli: `aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default
# The statement that is meant:
{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "<role-arn>"}`,
    terraform: `resource "aws_iam_policy" "<policy>" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.<role>.arn }]
  })
}`,
  },
  refs: { docs: [`${guide}/id_roles_use_permissions-to-switch.html`, `${guide}/best-practices.html`] },
  test: (policy) => {
    const { sources, why } = policiesOf(policy)
    if (!sources) return notApplicable(why)
    const held = heldBroadly(policy, sources, [anyRole(), anyRole('000000000000')])
    return held.length > 0 ? fail({ statements: statementWords(held.flatMap(({ by }) => by)) }) : pass()
  },
})

const silencing = ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:UpdateTrail']

/** Trails that a policy names, with whatever its wildcards leave open filled in, and one that nobody named. */
const trailsOf = (sources: readonly Source[]): readonly string[] => {
  const named = sources.flatMap(({ policy }) =>
    policy.statements.flatMap(({ resources }) => (resources && !resources.not ? resources.patterns : [])),
  )
  return [...new Set(named.filter((pattern) => parseArn(pattern)?.service === 'cloudtrail'))].map((pattern) =>
    pattern.replaceAll('*', nobodys).replaceAll('?', '7'),
  )
}

const asksOf = (sources: readonly Source[]): readonly Ask[] =>
  silencing.flatMap((action) => [
    { action, on: ({ partition, region, account }) => `arn:${partition}:cloudtrail:${region}:${account}:trail/${nobodys}` } satisfies Ask,
    ...trailsOf(sources).map((trail): Ask => ({ action, on: () => trail })),
  ])

const principals = { 'AWS::IAM::Role': [], 'AWS::IAM::User': [], 'AWS::IAM::Group': [] } as const

/** Whether all who have a policy attached are meant to be administrators; groups are never. */
const onlyIntended = (arn: string, graph: GraphView<typeof principals>, administrators: readonly string[]): boolean => {
  const holders = [
    ...graph.into(arn, 'AWS::IAM::Role', 'has-policy'),
    ...graph.into(arn, 'AWS::IAM::User', 'has-policy'),
    ...graph.into(arn, 'AWS::IAM::Group', 'has-policy'),
  ]
  return holders.length > 0 && holders.every(({ name, kind }) => kind === 'AWS::IAM::Role' && isIntended(name, { administrators }))
}

export const policyCloudTrailFull = defineCheck({
  id: 'iam-policy-cloudtrail-full',
  title: 'Nobody outside security may switch CloudTrail off',
  on: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'],
  needs: [],
  reads: principals,
  uses: ['administrators'],
  threats: ['detection-and-recovery', 'data-tampering'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Trails are set up once, by a role that does nothing else.' },
  why: 'The first thing an intruder does is to stop being recorded. Afterwards nobody can tell what was read, changed or left behind.',
  fix: {
    cli: `aws iam create-policy-version --policy-arn <policy-arn> --policy-document file://<policy.json> --set-as-default
# or forbid it, here or in a service control policy:
{"Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:UpdateTrail"], "Resource": "*"}`,
    terraform: `resource "aws_organizations_policy" "keep_trails" {
  name = "keep-trails"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Deny"
      Action   = ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:UpdateTrail"]
      Resource = "*"
    }]
  })
}`,
  },
  refs: {
    docs: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html', `${guide}/best-practices.html`],
  },
  test: (subject, { graph, administrators }) => {
    const { sources, why } = policiesOf(subject)
    if (!sources) return notApplicable(why)
    const held = heldBroadly(subject, sources, asksOf(sources))
    if (held.length === 0) return pass({ policies: sources.length })
    const intended =
      subject.kind === 'AWS::IAM::ManagedPolicy'
        ? onlyIntended(subject.arn, graph, administrators)
        : subject.kind === 'AWS::IAM::Role' && isIntended(subject.name, { administrators })
    const actions = [...new Set(held.map(({ action }) => action))].sort()
    return (intended ? pass : fail)({ actions: few(actions), statements: statementWords(held.flatMap(({ by }) => by)), intended })
  },
})
