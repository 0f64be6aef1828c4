// Launch templates and configurations: whether the instances to come demand IMDSv2.
import { defineCheck, fail, pass, type Outcome } from '../../src/check/check.ts'
import { numbersOf, templateReads, versionsOf } from './launches.ts'

const guide = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide'

interface Options {
  readonly HttpTokens?: string | undefined
  readonly HttpEndpoint?: string | undefined
}

/** `open` where nothing is said: the default of the account decides, and without one the image. */
const demandOf = ({ HttpTokens, HttpEndpoint }: Options = {}): 'yes' | 'no' | 'open' =>
  HttpTokens === 'required' || HttpEndpoint === 'disabled' ? 'yes' : HttpTokens === undefined ? 'open' : 'no'

export const launchMetadata = defineCheck({
  id: 'ec2-launch-template-imdsv2',
  title: 'Launch templates and configurations demand IMDSv2 with hop limit 1',
  on: ['AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'],
  needs: [],
  reads: { ...templateReads, 'AWS::EC2::RegionDefaults': ['instanceMetadata'] },
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'Free. Containers that need the role of their instance need a hop limit of 2; give them roles of their own instead.',
  },
  why: 'Whatever is mended on running instances comes back with the next one that the template starts. A hop limit above 1 hands the credentials of the instance on to its containers.',
  fix: {
    cli: `aws ec2 create-launch-template-version --launch-template-id <template> --source-version '$Latest' \\
  --launch-template-data '{"MetadataOptions":{"HttpTokens":"required","HttpPutResponseHopLimit":1}}'
aws ec2 modify-launch-template --launch-template-id <template> --default-version <new-version>`,
    terraform: `resource "aws_launch_template" "<template>" {
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}`,
  },
  refs: {
    fsbp: ['EC2.170', 'AutoScaling.3', 'AutoScaling.4'],
    docs: [
      `${guide}/configuring-IMDS-new-instances.html`,
      'https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-template.html',
    ],
  },
  test: (subject, { graph }) => {
    const byDefault = (): Outcome => {
      const own = graph.all('AWS::EC2::RegionDefaults').find(({ region }) => region === subject.region)
      const HttpTokens = own?.instanceMetadata.HttpTokens ?? null
      return (HttpTokens === 'required' ? pass : fail)({ HttpTokens: null, defaultHttpTokens: HttpTokens })
    }
    if (subject.kind === 'AWS::AutoScaling::LaunchConfiguration') {
      const { MetadataOptions: options } = subject.base
      const { HttpTokens = null, HttpPutResponseHopLimit = 1 } = options ?? {}
      const demand = demandOf(options)
      if (options?.HttpEndpoint === 'disabled') return pass({ HttpEndpoint: 'disabled' })
      if (demand === 'no' || HttpPutResponseHopLimit > 1) return fail({ HttpTokens, HttpPutResponseHopLimit })
      return demand === 'yes' ? pass({ HttpTokens, HttpPutResponseHopLimit }) : byDefault()
    }
    const versions = versionsOf(subject.arn, graph)
    const saying = (demand: 'no' | 'open') => versions.filter(({ MetadataOptions }) => demandOf(MetadataOptions) === demand)
    if (saying('no').length > 0) return fail({ HttpTokens: 'optional', versions: numbersOf(saying('no')) })
    return saying('open').length > 0 ? byDefault() : pass({ HttpTokens: 'required', versions: numbersOf(versions) })
  },
})
