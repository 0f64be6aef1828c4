// What the checks on versions of clusters, nodes and add-ons decide.
import { addonsHealthyCurrent, nodegroupAmiAge, nodegroupVersionSupported, versionSupported } from '../../../checks/eks/versions.ts'
import { addon, cluster, inDays, node, nodegroup, scalingGroup } from '../../support/eks.ts'
import { given, verify } from '../../support/verify.ts'

verify(versionSupported, {
  pass: [
    given(cluster('current'), {
      evidence: { version: '1.35', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: '2027-02-06' },
    }),
    cluster('no end yet', { version: '1.37' }, [
      { clusterVersion: '1.37', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: undefined },
    ]),
  ],
  fail: [
    given(cluster('extended', { version: '1.32' }), {
      evidence: { version: '1.32', versionStatus: 'EXTENDED_SUPPORT', endOfStandardSupportDate: '2026-04-02' },
    }),
    cluster('unsupported', { version: '1.29' }),
    given(cluster('forgotten by AWS', { version: '1.19' }), {
      evidence: { version: '1.19', versionStatus: null, endOfStandardSupportDate: null },
    }),
    cluster('ended yesterday', { version: '1.34' }, [
      { clusterVersion: '1.34', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: inDays(-1) },
    ]),
  ],
})

verify(nodegroupVersionSupported, {
  pass: [
    given(nodegroup('level'), { with: [cluster('shop')] }),
    given(nodegroup('one behind', { version: '1.34' }), {
      with: [cluster('shop')],
      evidence: { version: '1.34', versionStatus: 'STANDARD_SUPPORT', endOfStandardSupportDate: '2026-09-29', clusterVersion: '1.35' },
    }),
  ],
  fail: [
    given(nodegroup('two behind', { version: '1.34' }), { with: [cluster('shop', { version: '1.36' })] }),
    given(nodegroup('level, and both out of support', { version: '1.29' }), { with: [cluster('shop', { version: '1.29' })] }),
  ],
  notApplicable: [given(nodegroup('left over'), { evidence: { clusterFound: false } })],
})

const image = (CreationDate: string) => ({ CreationDate, DeprecationTime: undefined, OwnerId: undefined, ImageOwnerAlias: undefined })
const bottlerocket = { amiType: 'BOTTLEROCKET_x86_64', releaseVersion: '1.49.0-29cc92cc' } as const
const custom = { amiType: 'CUSTOM', releaseVersion: 'ami-0a1b2c3d-20260101' } as const

verify(nodegroupAmiAge, {
  pass: [
    given(nodegroup('three weeks'), {
      evidence: { amiType: 'AL2023_x86_64_STANDARD', releaseVersion: '1.35.2-20260510', released: '2026-05-10' },
    }),
    nodegroup('60 days', { releaseVersion: '1.35.2-20260403' }),
    nodegroup('Windows', { amiType: 'WINDOWS_CORE_2022_x86_64', releaseVersion: '1.35-2026.05.14' }),
    given(nodegroup('Bottlerocket', bottlerocket), {
      with: [...scalingGroup('eks-Bottlerocket'), node('i-1', 'eks-Bottlerocket', {}, image('2026-05-01T00:00:00.000Z'))],
      evidence: { ...bottlerocket, released: '2026-05-01' },
    }),
  ],
  fail: [
    given(nodegroup('half a year', { releaseVersion: '1.35.1-20251201' }), {
      evidence: { amiType: 'AL2023_x86_64_STANDARD', releaseVersion: '1.35.1-20251201', released: '2025-12-01' },
    }),
    nodegroup('old Windows', { amiType: 'WINDOWS_CORE_2022_x86_64', releaseVersion: '1.33-2025.05.14' }),
    given(nodegroup('mixed', custom), {
      with: [
        ...scalingGroup('eks-mixed'),
        node('i-1', 'eks-mixed', {}, image('2026-05-01T00:00:00.000Z')),
        node('i-2', 'eks-mixed', {}, image('2026-01-01T00:00:00.000Z')),
      ],
      evidence: { ...custom, released: '2026-01-01' },
    }),
    given(nodegroup('gone', custom), {
      with: [...scalingGroup('eks-gone'), node('i-1', 'eks-gone', {}, null)],
      evidence: { ...custom, image: 'does not exist any more' },
    }),
  ],
  notApplicable: [
    given(nodegroup('scaled to nothing', custom), {
      with: [...scalingGroup('eks-scaled to nothing'), node('i-1', 'another', {}, image('2020-01-01T00:00:00.000Z'))],
      evidence: { ...custom, nodes: 0 },
    }),
  ],
})

const fitting = [
  { addonVersion: 'v1.21.0-eksbuild.1', defaultVersion: false },
  { addonVersion: 'v1.20.10-eksbuild.1', defaultVersion: false },
  { addonVersion: 'v1.20.1-eksbuild.3', defaultVersion: true },
  { addonVersion: 'v1.20.1-eksbuild.1', defaultVersion: false },
]

verify(addonsHealthyCurrent, {
  pass: [
    given(addon('the default', {}, fitting), {
      evidence: {
        status: 'ACTIVE',
        addonVersion: 'v1.20.1-eksbuild.3',
        compatible: true,
        defaultVersion: 'v1.20.1-eksbuild.3',
        issues: [],
      },
    }),
    addon('newer', { addonVersion: 'v1.21.0-eksbuild.1' }, fitting),
    addon('newer in the third place', { addonVersion: 'v1.20.10-eksbuild.1' }, fitting),
    addon('none is the default', { addonVersion: 'v2' }, [{ addonVersion: 'v2', defaultVersion: false }]),
  ],
  fail: [
    addon('older', { addonVersion: 'v1.20.1-eksbuild.1' }, fitting),
    addon('does not fit', { addonVersion: 'v1.99.0-eksbuild.1' }, fitting),
    addon('unknown to EKS'),
    addon('degraded', { status: 'DEGRADED' }, fitting),
    given(addon('ill', { health: { issues: ['AccessDenied', undefined, 'AccessDenied'] } }, fitting), {
      evidence: {
        status: 'ACTIVE',
        addonVersion: 'v1.20.1-eksbuild.3',
        compatible: true,
        defaultVersion: 'v1.20.1-eksbuild.3',
        issues: ['AccessDenied', 'unnamed'],
      },
    }),
  ],
  notApplicable: [given(addon('on its way', { status: 'UPDATING' }, fitting), { evidence: { status: 'UPDATING' } })],
})
