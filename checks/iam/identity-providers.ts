// Who may vouch for identities: the OpenID Connect providers that the account trusts.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { clusterAudiences, isPublicBuildService, regionOfCluster } from './web-identity.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

const nameOf = (issuer: string): string => issuer.replace(/^https:\/\//, '').replace(/\/$/, '')

export const oidcProviderKnown = defineCheck({
  id: 'iam-oidc-provider-known',
  title: 'Identity providers belong to known issuers',
  on: 'AWS::IAM::OIDCProvider',
  needs: ['provider'],
  reads: { 'AWS::EKS::Cluster': ['description'] },
  threats: ['unauthorized-access'],
  mitigation: 'trust-boundary-policy',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Providers of clusters that are gone are deleted with the cluster.' },
  why: 'Whoever holds the signing key of a provider makes tokens for any identity that roles trust it with. One that nobody here knows may be a way back in that somebody left.',
  fix: {
    cli: `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn <provider-arn>
# or, where only an audience is too much
aws iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn <provider-arn> --client-id <audience>`,
    terraform: `resource "aws_iam_openid_connect_provider" "<cluster>" {
  url            = aws_eks_cluster.<cluster>.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}`,
  },
  refs: {
    docs: [
      `${guide}/id_roles_providers_create_oidc.html`,
      'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
    ],
  },
  test: ({ provider }, { graph }) => {
    const issuer = nameOf(provider.Url)
    const audiences = few([...provider.ClientIDList].sort())
    const region = regionOfCluster(issuer)
    if (region === undefined) return (isPublicBuildService(issuer.toLowerCase()) ? pass : fail)({ issuer, audiences })
    const clusters = graph.all('AWS::EKS::Cluster', region)
    const cluster = clusters.find(({ description }) => description.issuer !== undefined && nameOf(description.issuer) === issuer)
    if (!cluster) return fail({ issuer, audiences, cluster: null })
    const evidence = { issuer, audiences, cluster: cluster.name }
    return provider.ClientIDList.every((audience) => clusterAudiences.has(audience)) ? pass(evidence) : fail(evidence)
  },
})
