// What AWS Backup keeps of resources of other services: one read answers for a whole region.
import { BackupClient, ListBackupVaultsCommand, ListProtectedResourcesCommand, type ProtectedResource } from '@aws-sdk/client-backup'
import { pages } from '../src/aws/pages.ts'
import { bulk, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { once } from '../src/collect/once.ts'

export type Protection = Pick<ProtectedResource, 'LastBackupTime' | 'LastBackupVaultArn'>

/** By ARN. */
const protections = once(async (backup: BackupClient) => {
  const byArn = new Map<string, Protection>()
  for await (const resource of pages(backup, ListProtectedResourcesCommand, { MaxResults: 1000 }, (page) => page.Results)) {
    const { ResourceArn, LastBackupTime, LastBackupVaultArn } = resource
    byArn.set(member(ResourceArn, 'ResourceArn'), { LastBackupTime, LastBackupVaultArn })
  }
  return byArn
})

const protectedResources = bulk({
  client: BackupClient,
  calls: ['backup:ListProtectedResources'],
  run: (backup) => protections(backup, ''),
})

const protectedInVaults = bulk({
  client: BackupClient,
  calls: ['backup:ListProtectedResources', 'backup:ListBackupVaults'],
  run: async (backup) => {
    const byArn = await protections(backup, '')
    const locked = new Map<string, boolean>()
    for await (const vault of pages(backup, ListBackupVaultsCommand, { MaxResults: 1000 }, (page) => page.BackupVaultList)) {
      // AWS leaves it out for vaults that never had a lock.
      locked.set(member(vault.BackupVaultArn, 'BackupVaultArn'), vault.Locked ?? false)
    }
    return { byArn, locked }
  },
})

/** The facet `protectedResource` of a kind that AWS Backup covers; `null` where it keeps nothing. */
export const protectedResource = fromBulk(protectedResources, (byArn, { arn }): Protection | null => byArn.get(arn) ?? null)

export type LockedProtection = Protection & {
  /** Whether the last backup lies in a vault with Vault Lock; undefined for a vault that is not listed here, such as one of another account. */
  Locked: boolean | undefined
}

/** The same with what protects the backup itself. */
export const protectedInVault = fromBulk(protectedInVaults, ({ byArn, locked }, { arn }): LockedProtection | null => {
  const found = byArn.get(arn)
  return found ? { ...found, Locked: locked.get(found.LastBackupVaultArn ?? '') } : null
})
