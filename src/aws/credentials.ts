// Where credentials come from and how they are kept fresh: the default chain, a profile, or a role assumed with either.
import type { AwsCredentialIdentity } from '@smithy/types'
import { failureOf, troubleOf } from './errors.ts'
import { NoAccess, noCredentials } from './no-access.ts'
import type { Time } from './time.ts'

export interface CredentialsChoice {
  readonly profile?: string
  /** Role to assume with the credentials of the profile or the default chain. */
  readonly roleArn?: string
  readonly externalId?: string
  /** Default: `parapet-<scan id>`. */
  readonly sessionName?: string
}

export interface CredentialSource {
  /** Good credentials; loads them first, or again when they are about to expire. Many callers share one load. */
  readonly provide: () => Promise<AwsCredentialIdentity>
  /** Counts loads: hand back what was current when a call began. */
  readonly generation: () => number
  /** After AWS said that those of `generation` expired. False where no newer ones are to be had. */
  readonly renew: (generation: number) => Promise<boolean>
}

/** Credentials that end sooner are loaded again, in milliseconds. */
const margin = 5 * 60_000

/** Keeps what `load` gives. */
export const credentialSource = (load: () => Promise<AwsCredentialIdentity>, time: Time): CredentialSource => {
  let current: AwsCredentialIdentity | undefined
  let loading: Promise<AwsCredentialIdentity> | undefined
  let generation = 0
  let exhausted = false

  const reload = (): Promise<AwsCredentialIdentity> => {
    loading ??= load()
      .then((loaded) => {
        if (loaded.accessKeyId !== current?.accessKeyId || loaded.sessionToken !== current.sessionToken) generation += 1
        current = loaded
        return loaded
      })
      .finally(() => {
        loading = undefined
      })
    return loading
  }
  const left = (): number => (current?.expiration ? current.expiration.getTime() - time.now() : Number.POSITIVE_INFINITY)

  return {
    generation: () => generation,
    provide: async () => {
      if (!current) return reload()
      if (left() > margin || exhausted) return current
      // While the old ones still work, a failed refresh is no reason to stop.
      const held = current
      return reload().catch((error: unknown) => {
        if (left() > 0) return held
        throw error
      })
    },
    renew: async (failed) => {
      if (exhausted) return false
      if (failed === generation) await reload().catch(() => {})
      exhausted = failed === generation
      return !exhausted
    },
  }
}

/**
 * The SDK's default chain; where a profile is named that profile and nothing else, since the chain would go on to the machine's own role.
 * Built anew for each load: the chain itself remembers expired credentials.
 */
export const loadChain =
  ({ profile }: CredentialsChoice, region: string, endpoint: string | undefined): (() => Promise<AwsCredentialIdentity>) =>
  async () => {
    const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    const shared = { ignoreCache: true, clientConfig: { region, ...(endpoint === undefined ? {} : { endpoint }) } }
    try {
      return await (
        profile === undefined ? fromNodeProviderChain({ ...shared, maxRetries: 0, timeout: 1000 }) : fromIni({ ...shared, profile })
      )()
    } catch (error) {
      throw noCredentials(error, profile)
    }
  }

/** Role session names admit few characters and at most 64 of them. */
export const roleSessionName = (name: string): string => name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64)

interface AssumingClient {
  send(command: object): Promise<unknown>
}

/** Assumes a role through a guarded client. */
export const loadRole =
  (
    sts: () => Promise<AssumingClient>,
    { roleArn, externalId, sessionName }: CredentialsChoice & { readonly roleArn: string },
  ): (() => Promise<AwsCredentialIdentity>) =>
  async () => {
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts')
    const client = await sts()
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: roleSessionName(sessionName ?? 'parapet'),
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    })
    const answer = (await client.send(command).catch((error: unknown) => {
      throw error instanceof NoAccess ? error : NoAccess.of(failureOf(error, 'sts:AssumeRole'), troubleOf(error))
    })) as {
      readonly Credentials?: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string; Expiration?: Date }
    }
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
      throw new NoAccess('sts:AssumeRole answered without credentials', 'check the endpoint: this is not how AWS answers')
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration ? { expiration: Expiration } : {}),
    }
  }
