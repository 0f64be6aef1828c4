// VPC endpoints: whether traffic to AWS stays inside, and what it may carry where.
import { defineCheck, fail, notApplicable, pass, type Outcome } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { cannotTell, few, policyOf } from '../../src/check/policies.ts'
import { internetRoutes } from '../../src/check/subnets.ts'
import { partitionOf } from '../../src/graph/arn.ts'
import { evaluate } from '../../src/iam/evaluate.ts'
import { noPolicies } from '../../src/iam/request.ts'
import { isShared } from './shared.ts'
import { isWorkload } from './workloads.ts'

const guide = 'https://docs.aws.amazon.com/vpc/latest/privatelink'

/** `com.amazonaws.eu-west-1.ecr.api`, or in China `cn.com.amazonaws.cn-north-1.ecr.api` → `ecr.api`. A FIPS endpoint is one of its service. */
const serviceOf = (ServiceName: string | undefined): string =>
  (ServiceName ?? '')
    .replace(/^cn\./, '')
    .split('.')
    .slice(3)
    .join('.')
    .replace(/-fips$/, '')

export const gatewayEndpoints = defineCheck({
  id: 'ec2-vpc-endpoint-gateway-stores',
  title: 'Traffic to S3 and DynamoDB stays on gateway endpoints',
  on: 'AWS::EC2::VPC',
  needs: [],
  reads: {
    'AWS::DynamoDB::Table': [],
    'AWS::EC2::NetworkInterface': [],
    'AWS::EC2::Subnet': ['routing'],
    'AWS::EC2::VPCEndpoint': [],
  },
  threats: ['data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 3,
  cost: { level: 0, note: 'Free, and it saves what a NAT gateway charges by the gigabyte.' },
  why: 'Data on its way to S3 or DynamoDB leaves the network by the internet gateway. The way has to be open to everything, and no policy can say which buckets and tables it may go to.',
  fix: {
    cli: 'aws ec2 create-vpc-endpoint --vpc-id <vpc-id> --service-name com.amazonaws.<region>.<s3-or-dynamodb> --vpc-endpoint-type Gateway --route-table-ids <table-ids>',
    terraform: `resource "aws_vpc_endpoint" "<name>" {
  vpc_id            = aws_vpc.<vpc>.id
  service_name      = "com.amazonaws.<region>.<s3-or-dynamodb>"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.<table>.id]
}`,
  },
  refs: { cis: ['v7.0:6.8'], docs: [`${guide}/gateway-endpoints.html`] },
  test: (vpc, { graph }) => {
    const { arn, region } = vpc
    if (isShared(vpc)) return notApplicable({ OwnerId: vpc.base.OwnerId ?? null })
    const workloads = graph.into(arn, 'AWS::EC2::NetworkInterface', 'in-vpc').filter(isWorkload)
    if (workloads.length === 0) return notApplicable({ workloads: false })
    const used = new Set(workloads.map(({ base }) => base.SubnetId))
    const subnets = graph.into(arn, 'AWS::EC2::Subnet', 'in-vpc').filter(({ name }) => used.has(name))
    const endpoints = graph
      .into(arn, 'AWS::EC2::VPCEndpoint', 'in-vpc')
      .filter(({ base }) => base.VpcEndpointType === 'Gateway' && base.State === 'available')
    const hasTables = graph.all('AWS::DynamoDB::Table').some((table) => table.region === region)
    const failures = ['s3', ...(hasTables ? ['dynamodb'] : [])].flatMap((service): readonly Outcome[] => {
      const tables = new Set(
        endpoints.filter(({ base }) => serviceOf(base.ServiceName) === service).flatMap(({ base }) => base.RouteTableIds),
      )
      const without = subnets.filter(({ routing }) => !tables.has(routing.RouteTableId)).map(({ name }) => name)
      return without.length > 0 ? [fail({ service, subnetsWithout: few(without.sort()) }, service)] : []
    })
    return failures.length > 0 ? failures : pass({ services: hasTables ? ['s3', 'dynamodb'] : ['s3'] })
  },
})

/** The endpoints that whoever uses such resources needs. Every workload asks for credentials and writes logs. */
const always = ['sts', 'logs'] as const
const needed = {
  'AWS::ECR::Repository': ['ecr.api', 'ecr.dkr'],
  'AWS::EKS::Cluster': ['eks'],
  'AWS::Kinesis::Stream': ['kinesis-streams'],
  'AWS::Lambda::Function': ['lambda'],
  'AWS::SecretsManager::Secret': ['secretsmanager'],
  'AWS::SQS::Queue': ['sqs'],
} as const

export const interfaceEndpoints = defineCheck({
  id: 'ec2-vpc-endpoint-interface-services',
  title: 'Private workloads reach AWS APIs through interface endpoints',
  on: 'AWS::EC2::VPC',
  needs: [],
  reads: {
    'AWS::EC2::NetworkInterface': [],
    'AWS::EC2::Subnet': ['routing'],
    'AWS::EC2::VPCEndpoint': [],
    'AWS::ECR::Repository': [],
    'AWS::EKS::Cluster': [],
    'AWS::Kinesis::Stream': [],
    'AWS::Lambda::Function': [],
    'AWS::SecretsManager::Secret': [],
    'AWS::SQS::Queue': [],
  },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 2,
  cost: {
    level: 2,
    note: 'Charged by the hour for each endpoint and zone, and by the gigabyte; answers come as fast as through a NAT gateway or faster.',
  },
  why: 'Calls to AWS go over the internet, so the way to the internet has to stay open to the very workloads that should have none.',
  fix: {
    cli: 'aws ec2 create-vpc-endpoint --vpc-id <vpc-id> --service-name com.amazonaws.<region>.<service> --vpc-endpoint-type Interface --subnet-ids <subnet-ids> --security-group-ids <group-id> --private-dns-enabled',
    terraform: `resource "aws_vpc_endpoint" "<name>" {
  vpc_id              = aws_vpc.<vpc>.id
  service_name        = "com.amazonaws.<region>.<service>"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [<subnet-ids>]
  security_group_ids  = [aws_security_group.<endpoints>.id]
  private_dns_enabled = true
}`,
  },
  refs: {
    fsbp: ['EC2.10', 'EC2.55', 'EC2.56', 'EC2.57', 'EC2.58', 'EC2.60'],
    docs: [`${guide}/create-interface-endpoint.html`, `${guide}/aws-services-privatelink-support.html`],
  },
  test: (vpc, { graph, ...settings }) => {
    const { arn, region } = vpc
    if (isShared(vpc)) return notApplicable({ OwnerId: vpc.base.OwnerId ?? null })
    const workloads = graph.into(arn, 'AWS::EC2::NetworkInterface', 'in-vpc').filter(isWorkload)
    if (workloads.length === 0) return notApplicable({ workloads: false })
    const used = new Set(workloads.map(({ base }) => base.SubnetId))
    const subnets = graph.into(arn, 'AWS::EC2::Subnet', 'in-vpc').filter(({ name }) => used.has(name))
    const dataClass = sensitiveClassOf(vpc.base.Tags, settings) ?? null
    const closed = subnets.some(({ routing }) => internetRoutes(routing).length === 0)
    if (dataClass === null && !closed) return notApplicable({ dataClass, withoutInternet: false })
    const present = new Set(
      graph
        .into(arn, 'AWS::EC2::VPCEndpoint', 'in-vpc')
        .filter(({ base }) => base.VpcEndpointType === 'Interface' && base.State === 'available')
        .map(({ base }) => serviceOf(base.ServiceName)),
    )
    const inUse = (kind: keyof typeof needed): boolean => graph.all(kind).some((one) => one.region === region)
    const wanted = (Object.keys(needed) as (keyof typeof needed)[]).flatMap((kind) => (inUse(kind) ? needed[kind] : []))
    const missing = [...always, ...wanted].filter((service) => !present.has(service)).sort()
    const evidence = { dataClass, withoutInternet: closed }
    return missing.length === 0 ? pass(evidence) : fail({ ...evidence, missing })
  },
})

/** For each service, what would carry data out. */
const exfiltration: Readonly<Record<string, { readonly action: string; readonly resource: string }>> = {
  s3: { action: 's3:PutObject', resource: 'arn:{partition}:s3:::7q0-bucket-of-a-stranger/loot' },
  dynamodb: { action: 'dynamodb:PutItem', resource: 'arn:{partition}:dynamodb:{region}:000000000000:table/7q0-loot' },
  sqs: { action: 'sqs:SendMessage', resource: 'arn:{partition}:sqs:{region}:000000000000:7q0-loot' },
  'kinesis-streams': { action: 'kinesis:PutRecord', resource: 'arn:{partition}:kinesis:{region}:000000000000:stream/7q0-loot' },
  secretsmanager: {
    action: 'secretsmanager:PutSecretValue',
    resource: 'arn:{partition}:secretsmanager:{region}:000000000000:secret:7q0-loot',
  },
  kms: { action: 'kms:Encrypt', resource: 'arn:{partition}:kms:{region}:000000000000:key/7q000000-0000-0000-0000-000000000000' },
}
/** An endpoint that nothing goes through, or not any more. */
const shut: ReadonlySet<string> = new Set(['deleted', 'deleting', 'expired', 'failed', 'rejected'])
/** Nothing but the endpoint is in the stranger's way. */
const everything = policyOf('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}')
const stranger = { type: 'role', account: '000000000000', arn: 'arn:aws:iam::000000000000:role/7q0-stranger' } as const

export const endpointPolicyTrust = defineCheck({
  id: 'ec2-vpc-endpoint-policy-trust',
  title: 'Endpoint policies keep data inside trusted accounts',
  on: 'AWS::EC2::VPCEndpoint',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'Free. What AWS itself keeps in buckets of its own (packages, images) has to stay allowed.' },
  why: 'Whoever runs code in the network can bring credentials of an account of theirs, and carry data through the endpoint into a bucket or queue of theirs.',
  fix: {
    cli: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id <endpoint-id> --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"<organization>","aws:ResourceOrgID":"<organization>"}}}]}'`,
    terraform: `resource "aws_vpc_endpoint_policy" "<name>" {
  vpc_endpoint_id = aws_vpc_endpoint.<endpoint>.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "<organization>", "aws:ResourceOrgID" = "<organization>" } }
    }]
  })
}`,
  },
  refs: {
    docs: [
      `${guide}/vpc-endpoints-access.html`,
      'https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html',
    ],
  },
  test: (endpoint) => {
    const service = serviceOf(endpoint.base.ServiceName)
    const loot = exfiltration[service]
    if (!loot || endpoint.base.PolicyDocument === undefined) return notApplicable({ service })
    if (shut.has(endpoint.base.State)) return notApplicable({ service, State: endpoint.base.State })
    const { decision } = evaluate(
      {
        principal: stranger,
        action: loot.action,
        resource: loot.resource.replace('{region}', endpoint.region).replace('{partition}', partitionOf(endpoint.region)),
        resourceAccount: stranger.account,
        context: {
          'aws:principalorgid': ['o-7q0stranger'],
          'aws:principalorgpaths': ['o-7q0stranger/r-7q00/ou-7q00-stranger/'],
          'aws:resourceorgid': ['o-7q0stranger'],
          'aws:resourceorgpaths': ['o-7q0stranger/r-7q00/ou-7q00-stranger/'],
          'aws:securetransport': ['true'],
          // Both are the same, and S3's own is the older one.
          's3:resourceaccount': [stranger.account],
          // Nothing comes this way but through the endpoint.
          'aws:sourcevpc': [endpoint.base.VpcId],
          'aws:sourcevpce': [endpoint.name],
        },
      },
      {
        ...noPolicies,
        identity: [{ name: 'stranger', policy: everything }],
        resource: { name: 'loot', policy: everything },
        endpoint: { name: endpoint.arn, policy: policyOf(endpoint.base.PolicyDocument) },
      },
    )
    if (decision === 'denied') return pass({ service })
    if (decision === 'allowed') return fail({ service, lets: `a stranger: ${loot.action} on what is theirs` })
    throw cannotTell(endpoint, `it cannot be told whether a stranger may ${loot.action} through it`)
  },
})
