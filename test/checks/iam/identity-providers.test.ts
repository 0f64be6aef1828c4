// What the check on OpenID Connect providers decides.
import { oidcProviderKnown } from '../../../checks/iam/identity-providers.ts'
import { cluster, issuer } from '../../support/eks.ts'
import { account, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const provider = (Url: string, ...ClientIDList: readonly string[]) =>
  resource('AWS::IAM::OIDCProvider', {
    name: Url,
    arn: `arn:aws:iam::${account}:oidc-provider/${Url}`,
    facets: { provider: { Url, ClientIDList, CreateDate: undefined } },
  })
const sts = 'sts.amazonaws.com'
const other = cluster('batch', { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/FFFF' })
const onOutpost = cluster('factory', { issuer: undefined })

verify(oidcProviderKnown, {
  pass: [
    given(provider(issuer, sts), {
      with: [other, onOutpost, cluster('shop')],
      evidence: { issuer, audiences: [sts], cluster: 'shop' },
    }),
    given(provider('token.actions.githubusercontent.com', sts), {
      evidence: { issuer: 'token.actions.githubusercontent.com', audiences: [sts] },
    }),
    provider('https://oidc.circleci.com/org/5e1b', '5e1b'),
  ],
  fail: [
    given(provider(issuer, sts), { title: 'its cluster is gone', with: [other], evidence: { issuer, audiences: [sts], cluster: null } }),
    given(provider(issuer, sts, 'kubernetes'), { title: 'an audience too many', with: [cluster('shop')] }),
    given(provider('login.example.com', sts), { evidence: { issuer: 'login.example.com', audiences: [sts] } }),
    provider('gitlab.example.com', 'https://gitlab.example.com'),
    provider('token.actions.githubusercontent.com.example.net', sts),
  ],
  unknown: [
    given(provider('oidc.eks.us-east-1.amazonaws.com/id/0A1B', sts), { title: 'a region that was not read', with: [cluster('shop')] }),
  ],
})
