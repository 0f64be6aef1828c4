// TLS certificates kept in IAM, from before there was AWS Certificate Manager.
import { IAMClient, ListServerCertificatesCommand } from '@aws-sdk/client-iam'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::IAM::ServerCertificate': {
      base: { Path: string; UploadDate: Date | undefined; Expiration: Date }
      facets: {}
      edges: {}
    }
  }
}

export default defineCollector({
  kind: 'AWS::IAM::ServerCertificate',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: ['iam:ListServerCertificates'],
    run: (iam) =>
      pages(iam, ListServerCertificatesCommand, { MaxItems: 1000 }, (page) =>
        page.ServerCertificateMetadataList?.map((certificate) => ({
          arn: member(certificate.Arn, 'Arn'),
          name: member(certificate.ServerCertificateName, 'ServerCertificateName'),
          Path: member(certificate.Path, 'Path'),
          UploadDate: certificate.UploadDate,
          Expiration: member(certificate.Expiration, 'Expiration'),
        })),
      ),
  },
  facets: {},
  edges: {},
})
