// A session with AWS as the configuration says.
import { randomBytes } from 'node:crypto'
import type { Session } from '../aws/clients.ts'
import type { Transport } from '../aws/transport.ts'
import type { LoadedConfig } from '../config.ts'
import type { Operation } from '../graph/fact.ts'
import { version } from '../version.ts'
import type { Context } from './context.ts'

/** Options of commands that talk to AWS, as they are called on the command line. */
export interface AccessOptions {
  readonly profile?: string
  readonly roleArn?: string
  readonly externalId?: string
  readonly sessionName?: string
  readonly region?: readonly string[]
  readonly endpointUrl?: string
  readonly maxShare?: string
  readonly timeout?: string
  readonly database?: string
}

export const accessFlags = (options: AccessOptions) => ({
  profile: options.profile,
  roleArn: options.roleArn,
  externalId: options.externalId,
  regions: options.region,
  endpointUrl: options.endpointUrl,
  maxShare: options.maxShare,
  timeout: options.timeout,
  database: options.database,
})

/** `2026-11-23T10-02-17Z-4f2a`: sortable, and fit for file names, user agents and role session names. */
export const newScanId = (now: Date): string => `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${randomBytes(2).toString('hex')}`

export interface SessionRequest {
  readonly scanId: string
  readonly allowed: readonly Operation[]
  readonly sessionName?: string | undefined
  /** A person stopped the work. */
  readonly signal?: AbortSignal
  /** Answers in place of the network. */
  readonly transport?: Transport
}

/** Opens a session. With a time limit in the configuration it asks nothing more once that is over, but who it is. */
export const openSession = async (context: Context, { config }: LoadedConfig, request: SessionRequest): Promise<Session> => {
  const { connect } = await import('../aws/clients.ts')
  const { scanId, allowed, sessionName, signal, transport } = request
  const open = (until: readonly AbortSignal[]): Promise<Session> =>
    connect({
      scanId,
      allowed,
      version,
      share: config.maxShare,
      environment: context.io.env,
      ...(transport === undefined ? {} : { transport }),
      ...(config.endpointUrl === undefined ? {} : { endpoint: config.endpointUrl }),
      ...(until.length > 0 ? { signal: AbortSignal.any([...until]) } : {}),
      credentials: {
        ...(config.profile === undefined ? {} : { profile: config.profile }),
        ...(config.roleArn === undefined ? {} : { roleArn: config.roleArn }),
        ...(config.externalId === undefined ? {} : { externalId: config.externalId }),
        ...(sessionName === undefined ? {} : { sessionName }),
      },
      log: ({ event, operation, region, code, milliseconds }) =>
        context.log?.write(event === 'failed' || event === 'outage' ? 'warn' : 'debug', event, {
          operation,
          region,
          code,
          ...(milliseconds === undefined ? {} : { milliseconds }),
        }),
    })
  const person = signal ? [signal] : []
  if (config.timeout === undefined) return open(person)
  const deadline = AbortSignal.timeout(config.timeout)
  const session = await open([...person, deadline])
  return {
    ...session,
    // What was learned in time may only be kept if it is still the same account: that one question is asked after the deadline, too.
    async verifyIdentity() {
      if (!deadline.aborted) return session.verifyIdentity()
      const { sameAccount } = await import('../aws/identity.ts')
      const again = await open(person)
      again.close()
      return sameAccount(session, again)
    },
  }
}
