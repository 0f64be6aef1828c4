// What the checks on clusters decide.
import {
  authenticationModeApi,
  controlPlaneLogging,
  deletionProtection,
  networkPolicyEnforced,
  secretsKms,
} from '../../../checks/eks/clusters.ts'
import { addon, cluster } from '../../support/eks.ts'
import { key, keyArnOf } from '../../support/kms.ts'
import { foreignAccount } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const logging = (...clusterLogging: readonly { readonly types: ('api' | 'audit' | 'authenticator')[]; readonly enabled: boolean }[]) => ({
  logging: { clusterLogging },
})

verify(controlPlaneLogging, {
  pass: [
    given(cluster('all that matter'), { evidence: { enabled: ['api', 'audit', 'authenticator'] } }),
    cluster('without the API log', logging({ types: ['audit', 'authenticator'], enabled: true })),
    cluster('in two parts', logging({ types: ['authenticator'], enabled: true }, { types: ['audit', 'api'], enabled: true })),
  ],
  fail: [
    given(cluster('off', logging({ types: ['api', 'audit', 'authenticator'], enabled: false })), {
      evidence: { enabled: [], missing: ['audit', 'authenticator'] },
    }),
    given(cluster('half', logging({ types: ['api', 'audit'], enabled: true }, { types: ['authenticator'], enabled: false })), {
      evidence: { enabled: ['api', 'audit'], missing: ['authenticator'] },
    }),
    cluster('nothing said', { logging: { clusterLogging: [] } }),
  ],
})

const encrypted = (name: string, resources: string[] = ['secrets'], arn = keyArnOf('secrets')) =>
  cluster(name, { encryptionConfig: [{ resources, provider: { keyArn: arn } }] })

verify(secretsKms, {
  pass: [
    given(encrypted('customer key'), {
      with: [key('secrets')],
      evidence: { version: '1.35', key: keyArnOf('secrets'), KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    }),
    encrypted('key of another account', ['secrets'], keyArnOf('theirs', foreignAccount)),
  ],
  fail: [
    given(cluster('no key'), { evidence: { version: '1.35', key: null } }),
    given(encrypted('disabled key'), { with: [key('secrets', { KeyState: 'Disabled', Enabled: false })] }),
    given(encrypted('key that is gone')),
    given(encrypted('a key for something else', ['configmaps']), { with: [key('secrets')] }),
  ],
})

verify(deletionProtection, {
  pass: [cluster('protected')],
  fail: [given(cluster('unprotected', { deletionProtection: false }), { evidence: { deletionProtection: false } })],
})

verify(authenticationModeApi, {
  pass: [cluster('API'), cluster('both', { accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } })],
  fail: [
    given(cluster('aws-auth alone', { accessConfig: { authenticationMode: 'CONFIG_MAP' } }), {
      evidence: { authenticationMode: 'CONFIG_MAP' },
    }),
  ],
})

verify(networkPolicyEnforced, {
  pass: [
    given(cluster('shop'), {
      with: [addon('coredns'), addon('vpc-cni', { enableNetworkPolicy: true })],
      evidence: { enableNetworkPolicy: true },
    }),
  ],
  fail: [
    given(cluster('shop'), { title: 'switched off', with: [addon('vpc-cni')] }),
    given(cluster('shop', { computeConfig: { enabled: true } }), { title: 'Auto Mode beside nodes of its own', with: [addon('vpc-cni')] }),
  ],
  notApplicable: [
    given(cluster('shop', { computeConfig: { enabled: true } }), {
      title: 'Auto Mode',
      with: [addon('coredns')],
      evidence: { autoMode: true },
    }),
  ],
  unknown: [
    given(cluster('shop'), { title: 'a network that EKS does not know', with: [addon('coredns')] }),
    given(cluster('shop'), {
      title: 'no add-on at all',
      with: [addon('vpc-cni', { enableNetworkPolicy: true }, [], 'batch'), cluster('batch')],
    }),
  ],
})
