// Credentials for one AWS service alone (CodeCommit, Keyspaces, Bedrock), of all users in one listing.
import { IAMClient, ListServiceSpecificCredentialsCommand, type ServiceSpecificCredentialMetadata } from '@aws-sdk/client-iam'
import { pages } from '../../src/aws/pages.ts'
import { bulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

export type ServiceSpecificCredential = Pick<ServiceSpecificCredentialMetadata, 'ExpirationDate'> & {
  UserName: string
  ServiceSpecificCredentialId: string
  ServiceName: string
  Status: string
  CreateDate: Date
}

export const serviceSpecificCredentials = bulk({
  client: IAMClient,
  calls: ['iam:ListServiceSpecificCredentials'],
  run: (iam): Promise<readonly ServiceSpecificCredential[]> =>
    Array.fromAsync(
      pages(iam, ListServiceSpecificCredentialsCommand, { AllUsers: true, MaxItems: 1000 }, (page) =>
        page.ServiceSpecificCredentials?.map((credential) => ({
          UserName: member(credential.UserName, 'UserName'),
          ServiceSpecificCredentialId: member(credential.ServiceSpecificCredentialId, 'ServiceSpecificCredentialId'),
          ServiceName: member(credential.ServiceName, 'ServiceName'),
          Status: member(credential.Status, 'Status'),
          CreateDate: member(credential.CreateDate, 'CreateDate'),
          ExpirationDate: credential.ExpirationDate,
        })),
      ),
    ),
})
