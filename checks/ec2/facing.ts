// Instances that the internet reaches, and what whoever breaks in may do with their roles.
import { defineCheck, fail, notApplicable, pass, type GraphView, type Settings } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { few } from '../../src/check/policies.ts'
import { boundaryOf, heldBroadly, inlineSources, managedSources, statementWords, type Held } from '../../src/check/rights.ts'
import { hasPublicAddress } from '../../src/flow/exposure/addresses.ts'
import { networkAcross, networkReads, openings, rulesIn } from '../../src/flow/exposure/network.ts'
import type { Ask } from '../../src/iam/breadth.ts'
import { commonText } from '../../src/iam/escalation/witness.ts'
import { patternOf } from '../../src/iam/match.ts'
import type { Source } from '../../src/iam/request.ts'
import { accountReads, escalationsAt, isOpen, undecided } from '../iam/account-view.ts'
import { evidenceOf } from '../iam/escalation-evidence.ts'

const stores = {
  'AWS::DynamoDB::Table': ['tags'],
  'AWS::Kinesis::Stream': ['tags'],
  'AWS::S3::Bucket': ['tags'],
  'AWS::SQS::Queue': ['tags'],
  'AWS::SecretsManager::Secret': ['tags'],
} as const
const reads = { ...accountReads, ...networkReads, ...stores } as const

const asks = (resource: string, ...actions: readonly string[]): readonly Ask[] => actions.map((action) => ({ action, on: () => resource }))

/** Names below a place, such as a bucket: any, and one for each pattern by which policies give a part of it, such as a folder. */
const within = (place: string, sources: readonly Source[]): readonly string[] => {
  const all = patternOf(`${place}?*`, undefined)
  const patterns = sources.flatMap(({ policy }) =>
    policy.statements.flatMap(({ resources }) => (resources?.not ? [] : (resources?.patterns ?? []))),
  )
  const named = patterns.filter((text) => !text.includes('${')).flatMap((text) => commonText([patternOf(text, undefined), all]) ?? [])
  return [...new Set([`${place}any`, ...named])]
}

/** How each kind of store is read. */
const readingOf = (kind: keyof typeof stores, arn: string, sources: readonly Source[]): readonly Ask[] => {
  switch (kind) {
    case 'AWS::DynamoDB::Table':
      return [
        ...asks(arn, ...['GetItem', 'Query', 'Scan', 'BatchGetItem', 'PartiQLSelect'].map((name) => `dynamodb:${name}`)),
        ...within(`${arn}/index/`, sources).flatMap((index) => asks(index, 'dynamodb:Query', 'dynamodb:Scan')),
      ]
    case 'AWS::Kinesis::Stream':
      return asks(arn, 'kinesis:GetRecords')
    case 'AWS::S3::Bucket':
      return within(`${arn}/`, sources).flatMap((object) => asks(object, 's3:GetObject'))
    case 'AWS::SQS::Queue':
      return asks(arn, 'sqs:ReceiveMessage')
    case 'AWS::SecretsManager::Secret':
      return asks(arn, 'secretsmanager:GetSecretValue')
    default:
      return kind satisfies never
  }
}

/** Stores of sensitive data whose content a role may read, as far as its own policies decide. */
const storesReadBy = (
  arn: string,
  graph: GraphView<typeof reads>,
  settings: Pick<Settings, 'dataClassTags' | 'sensitiveClasses'>,
): readonly { readonly store: string; readonly held: readonly Held[] }[] => {
  const role = graph.all('AWS::IAM::Role').find((each) => each.arn === arn)
  if (!role) throw new Error(`${arn} is not among the roles of the account`)
  const sources = [
    ...inlineSources(role.base.RolePolicyList),
    ...managedSources(role, graph.out(role, 'has-policy', 'AWS::IAM::ManagedPolicy')),
  ]
  const boundary = boundaryOf(role, graph.out(role, 'bounded-by', 'AWS::IAM::ManagedPolicy'))
  const all = [
    ...graph.all('AWS::DynamoDB::Table'),
    ...graph.all('AWS::Kinesis::Stream'),
    ...graph.all('AWS::S3::Bucket'),
    ...graph.all('AWS::SQS::Queue'),
    ...graph.all('AWS::SecretsManager::Secret'),
  ]
  return all
    .filter(({ tags }) => sensitiveClassOf(tags, settings) !== undefined)
    .map((store) => ({ store: store.arn, held: heldBroadly(role, sources, readingOf(store.kind, store.arn, sources), boundary) }))
    .filter(({ held }) => held.length > 0)
}

export const internetFacingRole = defineCheck({
  id: 'ec2-instance-internet-facing-role',
  title: 'Internet-facing instances do not carry powerful roles',
  on: 'AWS::EC2::Instance',
  needs: [],
  across: { ...networkAcross, assumes: [] },
  reads,
  walks: ['bounded-by', 'has-policy', 'protected-by'],
  uses: ['now', 'dataClassTags', 'sensitiveClasses'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: {
    level: 1,
    note: 'Roles are free. Let what faces the internet ask a service behind it, which has the rights and checks the question.',
  },
  why: 'Who breaks into the machine has its role within seconds, and with it the data or the account: the hole in one web server becomes the hole in everything.',
  fix: {
    cli: `# Give it a role of its own that may do only what it does, or take its public address away.
aws ec2 replace-iam-instance-profile-association --association-id <association> --iam-instance-profile Name=<narrower-profile>
aws ec2 disassociate-address --association-id <elastic-ip-association>`,
    terraform: `resource "aws_instance" "<instance>" {
  iam_instance_profile        = aws_iam_instance_profile.<narrower>.name
  associate_public_ip_address = false
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
    ],
  },
  test: (instance, { graph, now, ...settings }) => {
    if (!hasPublicAddress(instance.base)) return notApplicable({ publicAddress: false })
    const rules = openings(instance, graph)
    if (rules.length === 0) return notApplicable({ publicAddress: true, opens: [] })
    const opens = rulesIn(rules)
    const [role] = instance.assumes
    if (!role?.found) return pass({ role: null, opens })
    const standing = escalationsAt(graph, now).standings.get(role.node.arn)
    if (!standing) throw new Error(`${role.node.arn} is not among the roles of the account`)
    const { administrator } = standing
    if (administrator === 'yes' || administrator === 'maybe')
      return fail({ role: role.node.arn, opens, administrator: true, certain: administrator === 'yes' })
    const steps = standing.steps.filter(({ path }) => path.family !== 'boundary-removal')
    if (steps.some(isOpen)) return fail({ role: role.node.arn, opens, administrator: false, ...evidenceOf(steps.filter(isOpen)) })
    if (steps.length > 0 || administrator === 'unknown') throw undecided(instance, standing.principal)
    const found = storesReadBy(role.node.arn, graph, settings)
    if (found.length === 0) return pass({ role: role.node.arn, opens })
    return fail({
      role: role.node.arn,
      opens,
      reads: few(found.map(({ store }) => store).sort()),
      statements: statementWords(found.flatMap(({ held }) => held.flatMap(({ by }) => by))),
    })
  },
})
