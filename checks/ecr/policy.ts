// Amazon ECR: whom the policies of repositories and of the registry let in, and where the registry sends images.
import { defineCheck, fail, type Outcome } from '../../src/check/check.ts'
import { isForeign, isOpen, judge } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide'

const setPolicy = (principal: string) => {
  const statement = `{"Effect": "Allow", "Principal": {"AWS": "${principal}"}, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}`
  return {
    cli: `aws ecr set-repository-policy --repository-name <repository> --policy-text file://<policy.json>
# <policy.json> is the whole policy; the statement that is meant:
${statement}`,
    terraform: `resource "aws_ecr_repository_policy" "<repository>" {
  repository = aws_ecr_repository.<repository>.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement}]
  })
}`,
  }
}

export const policyPublic = defineCheck({
  id: 'ecr-policy-public',
  title: 'Repositories are not public',
  on: 'AWS::ECR::Repository',
  needs: ['policy'],
  threats: ['data-exfiltration', 'insecure-dependencies'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. What is meant for everybody belongs into ECR Public.' },
  why: 'Anybody with an AWS account pulls the images, with the code and whatever was left in them; and where pushing is allowed too, puts code of their own in their place.',
  fix: setPolicy('<role-arn>'),
  refs: { docs: [`${guide}/repository-policies.html`, `${guide}/repository-policy-examples.html`] },
  test: (repository) => judge(repository, repository.policy, isOpen),
})

export const policyCrossAccount = defineCheck({
  id: 'ecr-policy-cross-account',
  title: 'Only trusted accounts push or pull',
  on: ['AWS::ECR::Repository', 'AWS::ECR::RegistryPolicy'],
  needs: ['policy'],
  reads: { 'AWS::ECR::RegistryPolicy': ['replication'] },
  uses: ['trustedAccounts'],
  threats: ['insecure-dependencies', 'data-tampering'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Accounts that are meant are entered as trusted accounts, once.' },
  why: 'Who may push from another account decides what runs here; who may pull, or is sent copies, has the code. Nobody here sees who they are tomorrow.',
  fix: setPolicy('arn:aws:iam::<trusted-account>:role/<role>'),
  refs: { docs: [`${guide}/repository-policy-examples.html`, `${guide}/registry-permissions.html`, `${guide}/replication.html`] },
  test: (subject, { graph, trustedAccounts }): Outcome => {
    if (subject.kind === 'AWS::ECR::RegistryPolicy') {
      const own = graph.all('AWS::ECR::RegistryPolicy').find(({ arn }) => arn === subject.arn)
      if (!own) throw new Error(`${subject.arn} is not among the registries`)
      const foreign = own.replication.destinations.filter(
        ({ registryId }) => registryId !== subject.account && !trustedAccounts.includes(registryId),
      )
      const sends = [...new Set(foreign.map(({ registryId, region }) => `${registryId} in ${region}`))].sort()
      if (sends.length > 0) return fail({ replicatesTo: sends })
    }
    // The policy of the registry is about all its repositories, each a part of it.
    const owner = subject.kind === 'AWS::ECR::RegistryPolicy' ? { ...subject, arn: subject.arn.replace(/:registry-policy$/, '') } : subject
    return judge(owner, subject.policy, isForeign(owner, trustedAccounts))
  },
})
