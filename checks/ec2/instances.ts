// Amazon EC2: how instances answer for themselves, what they run from and what they give away.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { Missing } from '../../src/check/view.ts'
import { numbersOf, templateReads, versionsOf } from './launches.ts'

const guide = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide'
const day = 86_400_000
/** Days after which an image lacks too many patches. */
const oldestImage = 180

export const instanceMetadata = defineCheck({
  id: 'ec2-instance-imdsv2',
  title: 'Instances require IMDSv2',
  on: 'AWS::EC2::Instance',
  needs: [],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 5,
  cost: {
    level: 1,
    note: 'Free; software that is older than 2019 may ask for credentials the old way. The CloudWatch metric MetadataNoToken counts it.',
  },
  why: 'With IMDSv1 one request that an attacker makes the server send (SSRF) brings back the credentials of its role. IMDSv2 wants a token first, which such a request cannot fetch.',
  fix: {
    cli: 'aws ec2 modify-instance-metadata-options --instance-id <instance> --http-tokens required --http-endpoint enabled',
    terraform: `resource "aws_instance" "<instance>" {
  metadata_options {
    http_tokens = "required"
  }
}`,
  },
  refs: {
    fsbp: ['EC2.8'],
    cis: ['v3.0:5.6', 'v5.0:5.7', 'v7.0:6.7'],
    docs: [`${guide}/configuring-instance-metadata-service.html`, `${guide}/instance-metadata-transition-to-version-2.html`],
  },
  test: ({ name, base: { MetadataOptions } }) => {
    const { HttpTokens, HttpEndpoint = null } = MetadataOptions
    if (HttpEndpoint === 'disabled') return pass({ HttpEndpoint })
    if (HttpTokens === undefined) {
      const operation = 'ec2:DescribeInstances'
      throw new Missing([{ reason: 'bad-response', operation, action: operation, message: `it has no HttpTokens of ${name}` }])
    }
    return (HttpTokens === 'required' ? pass : fail)({ HttpTokens, HttpEndpoint })
  },
})

export const instancePublicAddress = defineCheck({
  id: 'ec2-instance-public-ip',
  title: 'Instances have no public address of their own',
  on: ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'],
  needs: [],
  reads: templateReads,
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 2,
    note: 'A load balancer, a NAT gateway or Session Manager takes its place; balancer and gateway are charged by the hour, and so is every public IPv4 address.',
  },
  why: 'One careless rule in a security group is all that then stands between the internet and the machine.',
  fix: {
    cli: `# An address that was given at the start stays: start the instance anew in a private subnet, behind a load balancer.
aws ec2 disassociate-address --association-id <elastic-ip-association>
aws ec2 create-launch-template-version --launch-template-id <template> --source-version '$Latest' \\
  --launch-template-data '{"NetworkInterfaces":[{"DeviceIndex":0,"AssociatePublicIpAddress":false}]}'`,
    terraform: `resource "aws_launch_template" "<template>" {
  network_interfaces {
    associate_public_ip_address = false
  }
}`,
  },
  refs: { fsbp: ['EC2.9', 'EC2.25', 'AutoScaling.5'], docs: [`${guide}/using-instance-addressing.html`] },
  test: (subject, { graph }) => {
    if (subject.kind === 'AWS::EC2::Instance') {
      const { PublicIpAddress, NetworkInterfaces } = subject.base
      const addresses = new Set([...(PublicIpAddress ? [PublicIpAddress] : []), ...NetworkInterfaces.flatMap(({ PublicIps }) => PublicIps)])
      return (addresses.size === 0 ? pass : fail)({ publicAddresses: few([...addresses].sort()) })
    }
    if (subject.kind === 'AWS::AutoScaling::LaunchConfiguration') {
      const { AssociatePublicIpAddress = null } = subject.base
      return (AssociatePublicIpAddress ? fail : pass)({ AssociatePublicIpAddress })
    }
    const versions = numbersOf(versionsOf(subject.arn, graph).filter(({ PublicInterfaces }) => PublicInterfaces > 0))
    return versions.length > 0 ? fail({ AssociatePublicIpAddress: true, versions }) : pass({ AssociatePublicIpAddress: false })
  },
})

export const instanceProfile = defineCheck({
  id: 'ec2-instance-profile',
  title: 'Instances that call AWS use an instance role',
  on: 'AWS::EC2::Instance',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Roles are free, and their credentials come and go by themselves.' },
  why: 'Software that has to call AWS from an instance without a role is given access keys, which lie in a file, never expire and work from anywhere.',
  fix: {
    cli: 'aws ec2 associate-iam-instance-profile --instance-id <instance> --iam-instance-profile Name=<profile>',
    terraform: `resource "aws_instance" "<instance>" {
  iam_instance_profile = aws_iam_instance_profile.<profile>.name
}`,
  },
  refs: {
    cis: ['v3.0:1.18', 'v5.0:1.17', 'v7.0:2.16'],
    docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html'],
  },
  test: ({ base: { IamInstanceProfile = null } }) => (IamInstanceProfile ? pass : fail)({ IamInstanceProfile }),
})

export const userDataSecrets = defineCheck({
  id: 'ec2-user-data-secrets',
  title: 'User data holds no credentials',
  on: ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'],
  needs: ['userData'],
  content: true,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'secret-management',
  likelihood: 4,
  impact: 4,
  cost: {
    level: 1,
    note: 'Secrets Manager charges for each secret; the script fetches it at the start with the role of the instance, which takes a moment.',
  },
  why: 'Every program on the instance reads user data without logging in, and everybody who may describe instances or templates reads it from outside. Old versions of a template keep it.',
  fix: {
    cli: `# Change the credential first: it has to be taken for known. Then let the script fetch the new one, and delete the old versions.
aws secretsmanager create-secret --name <secret> --secret-string file://<file>
aws ec2 delete-launch-template-versions --launch-template-id <template> --versions <version>`,
    terraform: `resource "aws_launch_template" "<template>" {
  user_data = base64encode("#!/bin/bash\\nSECRET=$(aws secretsmanager get-secret-value --secret-id <secret> --query SecretString --output text)")
}`,
  },
  refs: { docs: [`${guide}/user-data.html`, 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets.html'] },
  test: ({ userData }) => {
    if (userData === null) return pass({ userData: false })
    if ('Secrets' in userData) {
      return userData.Secrets.length > 0 ? fail({ looksLike: userData.Secrets }) : pass({ userData: true })
    }
    const { VersionsRead, VersionsWithSecrets: found } = userData
    if (found.length === 0) return pass({ versions: VersionsRead })
    return fail({
      versions: few(found.map(({ VersionNumber }) => String(VersionNumber))),
      looksLike: [...new Set(found.flatMap(({ Secrets }) => Secrets))].sort(),
    })
  },
})

export const instanceImage = defineCheck({
  id: 'ec2-instance-image-current',
  title: 'Instances run from a supported, recent image',
  on: 'AWS::EC2::Instance',
  needs: ['image'],
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'EC2 Image Builder is free but for the machines it uses; instances have to be replaced from time to time.' },
  why: 'An old image starts with the holes that were mended since, and one that its owner withdrew cannot be started again when the machine is lost.',
  fix: {
    cli: `aws ssm get-parameters-by-path --path /aws/service/ami-amazon-linux-latest
aws ec2 create-launch-template-version --launch-template-id <template> --source-version '$Latest' --launch-template-data '{"ImageId":"<new-image>"}'
aws autoscaling start-instance-refresh --auto-scaling-group-name <group>`,
    terraform: `data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_launch_template" "<template>" {
  image_id = data.aws_ssm_parameter.image.value
}`,
  },
  refs: { docs: [`${guide}/ami-deprecate.html`, `${guide}/finding-an-ami.html`] },
  test: ({ base: { ImageId }, image }, { now }) => {
    if (image === null) return fail({ ImageId, available: false })
    const { CreationDate, DeprecationTime = null } = image
    const deprecated = DeprecationTime !== null && Date.parse(DeprecationTime) <= now.getTime()
    const old = now.getTime() - Date.parse(CreationDate) > oldestImage * day
    return (deprecated || old ? fail : pass)({ ImageId, CreationDate, DeprecationTime, oldestInDays: oldestImage })
  },
})
