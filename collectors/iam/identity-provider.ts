// Identity providers that the account trusts: OpenID Connect and SAML.
import {
  GetOpenIDConnectProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
} from '@aws-sdk/client-iam'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** `name` is the issuer without `https://`. */
    'AWS::IAM::OIDCProvider': {
      base: {}
      facets: { provider: { Url: string; ClientIDList: readonly string[]; CreateDate: Date | undefined } }
      edges: {}
    }
    'AWS::IAM::SAMLProvider': {
      base: { CreateDate: Date | undefined; ValidUntil: Date | undefined }
      facets: {}
      edges: {}
    }
  }
}

/** What follows the first slash: `arn:aws:iam::<account>:saml-provider/<name>`. */
const nameOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1)

const oidcProvider = defineCollector({
  kind: 'AWS::IAM::OIDCProvider',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:ListOpenIDConnectProviders'],
    run: (iam) =>
      pages(iam, ListOpenIDConnectProvidersCommand, {}, (page) =>
        page.OpenIDConnectProviderList?.map(({ Arn }) => ({ arn: member(Arn, 'Arn'), name: nameOf(member(Arn, 'Arn')) })),
      ),
  },
  facets: {
    provider: {
      calls: ['iam:GetOpenIDConnectProvider'],
      async read(iam, { arn }) {
        const { Url, ClientIDList, CreateDate } = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }))
        return { Url: member(Url, 'Url'), ClientIDList: member(ClientIDList, 'ClientIDList'), CreateDate }
      },
    },
  },
  edges: {},
  gone: ['NoSuchEntity', 'NoSuchEntityException'],
})

const samlProvider = defineCollector({
  kind: 'AWS::IAM::SAMLProvider',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:ListSAMLProviders'],
    run: (iam) =>
      pages(iam, ListSAMLProvidersCommand, {}, (page) =>
        page.SAMLProviderList?.map(({ Arn, CreateDate, ValidUntil }) => ({
          arn: member(Arn, 'Arn'),
          name: nameOf(member(Arn, 'Arn')),
          CreateDate,
          ValidUntil,
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [oidcProvider, samlProvider]
