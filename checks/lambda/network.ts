// AWS Lambda: functions in networks.
import { defineCheck, fail, notApplicable, pass, type GraphView } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'

const sourceReads = {
  'AWS::DynamoDB::Table': ['tags'],
  'AWS::Kinesis::Stream': ['tags'],
  'AWS::Lambda::EventSourceMapping': [],
  'AWS::Lambda::Function': [],
  'AWS::SQS::Queue': ['tags'],
} as const

/** What a function polls, as far as it is there to be seen. */
const polledBy = (arn: string, graph: GraphView<typeof sourceReads>) =>
  graph
    .into(arn, 'AWS::Lambda::EventSourceMapping', 'invokes')
    .filter(({ base }) => !['Disabled', 'Disabling', 'Deleting'].includes(base.State))
    // Tables and streams carry tags as queues do.
    .flatMap((mapping) => graph.out(mapping, 'reads-from', 'AWS::SQS::Queue'))
    .flatMap((source) => (source.found ? [source.node] : []))

export const functionInVpc = defineCheck({
  id: 'lambda-function-in-vpc',
  title: 'Functions that handle sensitive data run inside a VPC',
  on: 'AWS::Lambda::Function',
  needs: ['tags'],
  reads: sourceReads,
  walks: ['invokes', 'reads-from'],
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 1,
  impact: 4,
  cost: {
    level: 2,
    note: 'The VPC itself is free; a NAT gateway for the internet and endpoints for other AWS services are charged by the hour and by what goes through.',
  },
  why: 'Outside of a VPC nothing limits where a function connects to: code that was tampered with sends what it reads to any address, and no security group or flow log sees it.',
  fix: {
    cli: 'aws lambda update-function-configuration --function-name <function> --vpc-config SubnetIds=<subnet-a>,<subnet-b>,SecurityGroupIds=<group>',
    terraform: `resource "aws_lambda_function" "<function>" {
  vpc_config {
    subnet_ids         = [<subnet-a>, <subnet-b>]
    security_group_ids = [aws_security_group.<function>.id]
  }
}`,
  },
  refs: { fsbp: ['Lambda.3'], docs: [`${developerGuide}/configuration-vpc.html`] },
  test: (lambda, { graph, ...settings }) => {
    const { VpcId = '', SubnetIds = [], SecurityGroupIds = [] } = lambda.base.VpcConfig ?? {}
    const classes = [lambda, ...(sensitiveClassOf(lambda.tags, settings) === undefined ? polledBy(lambda.arn, graph) : [])].flatMap(
      ({ arn, tags }) => {
        const dataClass = sensitiveClassOf(tags, settings)
        return dataClass === undefined ? [] : [{ dataClass, of: arn }]
      },
    )
    const [first] = classes.toSorted((a, b) => (a.of < b.of ? -1 : 1))
    if (!first) return notApplicable({ dataClass: null })
    const evidence = { ...first, VpcId: VpcId || null, subnets: SubnetIds.length, securityGroups: SecurityGroupIds.length }
    return VpcId !== '' && SubnetIds.length > 0 && SecurityGroupIds.length > 0 ? pass(evidence) : fail(evidence)
  },
})

export const functionMultiAz = defineCheck({
  id: 'lambda-function-vpc-multi-az',
  title: 'VPC functions can start in at least two Availability Zones',
  on: 'AWS::Lambda::Function',
  needs: [],
  across: { 'in-subnet': [] },
  threats: ['denial-of-service'],
  mitigation: 'high-availability',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'A second subnet is free; data that crosses zones is charged by the gigabyte.' },
  why: 'A function whose subnets are all in one Availability Zone stands still with that zone, although Lambda itself runs in all of them.',
  fix: {
    cli: 'aws lambda update-function-configuration --function-name <function> --vpc-config SubnetIds=<subnet-in-zone-a>,<subnet-in-zone-b>,SecurityGroupIds=<group>',
    terraform: `resource "aws_lambda_function" "<function>" {
  vpc_config {
    subnet_ids         = [<subnet-in-zone-a>, <subnet-in-zone-b>]
    security_group_ids = [aws_security_group.<function>.id]
  }
}`,
  },
  refs: { fsbp: ['Lambda.5'], docs: [`${developerGuide}/configuration-vpc.html`] },
  test: (lambda) => {
    if (!lambda.base.VpcConfig?.VpcId) return notApplicable({ VpcId: null })
    const zones = lambda['in-subnet'].flatMap((subnet) => (subnet.found ? [subnet.node.base.AvailabilityZone] : []))
    const distinct = [...new Set(zones)].sort()
    return (distinct.length >= 2 ? pass : fail)({ AvailabilityZones: distinct })
  },
})
