// Amazon machine images of the account: whom they are shared with.
import { defineCheck, fail, pass } from '../../src/check/check.ts'

export const imagePublic = defineCheck({
  id: 'ec2-ami-public',
  title: 'Own images are not public',
  on: 'AWS::EC2::Image',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Share with single accounts or with the organization what has to be shared.' },
  why: 'Everybody with an AWS account starts a machine from it and looks around in it: code, configuration, keys that were left behind.',
  fix: {
    cli: `aws ec2 modify-image-attribute --image-id <image> --launch-permission 'Remove=[{Group=all}]'
aws ec2 enable-image-block-public-access --image-block-public-access-state block-new-sharing`,
    terraform: `resource "aws_ec2_image_block_public_access" "this" {
  state = "block-new-sharing"
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html'] },
  test: ({ base: { Public } }) => (Public ? fail : pass)({ Public }),
})
