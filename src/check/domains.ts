// Whether a host is one that data may be sent to.
import type { Settings } from './check.ts'

/** A trusted domain itself, or a name below it; case does not matter. */
export const isTrustedHost = (host: string, { trustedDomains }: Pick<Settings, 'trustedDomains'>): boolean => {
  const name = host.toLowerCase().replace(/\.$/, '')
  return trustedDomains.map((domain) => domain.toLowerCase()).some((domain) => name === domain || name.endsWith(`.${domain}`))
}
