// Encryption on the way into load balancers.
import { listenerEncrypted, listenerTlsPolicy } from '../../../checks/elbv2/listeners.ts'
import { action, listener } from '../../support/elbv2.ts'
import { given, verify } from '../../support/verify.ts'

const redirect = action('redirect', 'HTTPS')
const http = { Protocol: 'HTTP', Port: 80, SslPolicy: undefined } as const
const tcp = (Port: number) => ({ Protocol: 'TCP', Port, SslPolicy: undefined }) as const

verify(listenerEncrypted, {
  pass: [
    given(listener('shop:443'), { evidence: { Protocol: 'HTTPS', Port: 443 } }),
    listener('tls:443', { Protocol: 'TLS' }),
    given(listener('shop:80', { ...http, DefaultActions: [redirect] }, [redirect]), {
      evidence: { Protocol: 'HTTP', Port: 80, redirects: true },
    }),
    listener('a fixed answer to some:80', { ...http, DefaultActions: [redirect] }, [redirect, action('fixed-response')]),
    given(listener('through:443', tcp(443)), { evidence: { Protocol: 'TCP', Port: 443, passThrough: true } }),
  ],
  fail: [
    given(listener('plain:80', http), { evidence: { Protocol: 'HTTP', Port: 80, redirects: false } }),
    listener('to itself:80', { ...http, DefaultActions: [action('redirect', '#{protocol}')] }),
    listener('to plain:80', { ...http, DefaultActions: [action('redirect', 'HTTP')] }),
    listener('a fixed answer:80', { ...http, DefaultActions: [action('fixed-response')] }),
    given(listener('one rule forwards:80', { ...http, DefaultActions: [redirect] }, [redirect, action('forward')]), {
      evidence: { Protocol: 'HTTP', Port: 80, redirects: true, rulesThatDoNot: true },
    }),
    listener('one rule leads elsewhere:80', { ...http, DefaultActions: [redirect] }, [action('redirect', 'HTTP')]),
    given(listener('database:3306', tcp(3306)), { evidence: { Protocol: 'TCP', Port: 3306, redirects: false } }),
  ],
  notApplicable: [
    listener('firewalls', { Protocol: undefined, Port: undefined, SslPolicy: undefined }),
    listener('dns:53', { Protocol: 'UDP', Port: 53, SslPolicy: undefined }),
  ],
})

const named = (SslPolicy: string | undefined, Protocol: 'HTTPS' | 'TLS' = 'HTTPS') => listener(SslPolicy ?? 'none', { SslPolicy, Protocol })
const policies = (...names: readonly string[]) => names.map((name) => named(`ELBSecurityPolicy-${name}`))

verify(listenerTlsPolicy, {
  pass: [
    ...policies(
      'TLS13-1-2-2021-06',
      'TLS13-1-3-2021-06',
      'TLS13-1-2-Res-2021-06',
      'TLS13-1-2-Ext2-2021-06',
      'TLS13-1-2-FIPS-2023-04',
      'TLS13-1-2-Res-PQ-2025-09',
      'TLS-1-2-2017-01',
      'TLS-1-2-Ext-2018-06',
      'FS-1-2-Res-2020-10',
    ),
    given(named('ELBSecurityPolicy-TLS13-1-2-2021-06', 'TLS'), { evidence: { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' } }),
  ],
  fail: [
    ...policies(
      '2016-08',
      '2015-05',
      'TLS-1-0-2015-04',
      'TLS-1-1-2017-01',
      'FS-2018-06',
      'FS-1-1-2019-08',
      'TLS13-1-0-2021-06',
      'TLS13-1-1-2021-06',
      'TLS13-1-0-FIPS-2023-04',
    ),
    given(named(undefined), { evidence: { SslPolicy: null } }),
  ],
  notApplicable: [listener('shop:80', { Protocol: 'HTTP', SslPolicy: undefined })],
})
