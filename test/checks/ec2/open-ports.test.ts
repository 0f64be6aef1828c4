// What security groups open to the internet.
import {
  allPortsOpen,
  dataStorePortsOpen,
  infrastructurePortsOpen,
  mysqlOpen,
  remoteAdministrationOpen,
  unapprovedPortOpen,
} from '../../../checks/ec2/open-ports.ts'
import type { Check } from '../../../src/check/check.ts'
import { group, networkInterface, open } from '../../support/network.ts'
import { given, verify } from '../../support/verify.ts'

const anywhere = '0.0.0.0/0'
const of = (GroupName: string, more: Partial<Parameters<typeof networkInterface>[1]> = {}) =>
  networkInterface('eni-1', { GroupIds: [`sg-${GroupName}`], ...more })

verify(allPortsOpen, {
  pass: [
    group('no rule'),
    group('one port', [open(anywhere, 'tcp', 443)]),
    group('all ports of the network', [open('10.0.0.0/8')]),
    group('all ports of itself', [open('sg-1')]),
    group('all of ping', [open(anywhere, 'icmp', -1)]),
    group('nearly all ports', [open(anywhere, 'tcp', 1024, 65_535)]),
    group('a list of partners', [open('pl-1')], { prefixLists: { 'pl-1': ['198.51.100.0/24'] } }),
  ],
  fail: [
    given(group('everything', [open(anywhere)]), {
      evidence: { GroupName: 'everything', opens: ['all from 0.0.0.0/0'], attachedTo: 'nothing' },
    }),
    given(group('of IPv6', [open('::/0')]), { evidence: { GroupName: 'of IPv6', opens: ['all from ::/0'], attachedTo: 'nothing' } }),
    given(group('in use', [open(anywhere, 'tcp', 0, 65_535)]), {
      with: [of('in use')],
      evidence: { GroupName: 'in use', opens: ['tcp from 0.0.0.0/0'], attachedTo: 'private addresses' },
    }),
    given(group('exposed', [open(anywhere, 'udp', 0, 65_535)]), {
      with: [of('exposed', { PublicIp: '203.0.113.9' })],
      evidence: { GroupName: 'exposed', opens: ['udp from 0.0.0.0/0'], attachedTo: 'a public address' },
    }),
    given(group('exposed by IPv6', [open(anywhere)]), {
      with: [of('exposed by IPv6', { Ipv6: true })],
      evidence: { GroupName: 'exposed by IPv6', opens: ['all from 0.0.0.0/0'], attachedTo: 'a public address' },
    }),
    group('all but port 0', [open(anywhere, 'tcp', 1, 65_535)]),
    given(group('two halves', [open('0.0.0.0/1'), open('128.0.0.0/1')]), {
      evidence: { GroupName: 'two halves', opens: ['all from 0.0.0.0/1', 'all from 128.0.0.0/1'], attachedTo: 'nothing' },
    }),
    given(group('a list of everything', [open('pl-1')], { prefixLists: { 'pl-1': ['10.0.0.0/8', '0.0.0.0/0'] } }), {
      evidence: { GroupName: 'a list of everything', opens: ['all from 0.0.0.0/0 (pl-1)'], attachedTo: 'nothing' },
    }),
  ],
  unknown: [group('a list that was not read', [open('pl-1')], { prefixLists: {} }), group('no block of addresses', [open('1.2.3/0')])],
})

/** A check on ports: these fail, these do not, alone and in a range around them. */
const verifyPorts = (check: Check, good: readonly number[], bad: readonly number[]): void =>
  verify(check, {
    pass: [
      group('closed', [open('10.0.0.0/16', 'tcp', 0, 65_535)]),
      group('other protocol', [open(anywhere, 'icmp', 8, 0)]),
      ...good.map((port) => group(`port ${port}`, [open(anywhere, 'tcp', port)])),
    ],
    fail: [
      group('everything', [open(anywhere)]),
      group('all of TCP', [open('::/0', 'tcp', 0, 65_535)]),
      group('a range', [open(anywhere, '6', Math.min(...bad) - 1, Math.min(...bad) + 1)]),
      ...bad.map((port) => group(`port ${port}`, [open(anywhere, 'tcp', port)])),
    ],
  })

verifyPorts(remoteAdministrationOpen, [443, 21, 3388, 5984], [22, 23, 3389, 5985, 5986, 5500, 5900])
verifyPorts(mysqlOpen, [443, 3305, 3307, 5432], [3306, 4333, 33_060])
verifyPorts(
  dataStorePortsOpen,
  [443, 3306, 1435, 27_020],
  [5432, 1433, 1434, 1521, 1522, 2483, 2484, 27_017, 27_019, 6379, 11_211, 7000, 7001, 7199, 9042, 9160, 8888, 9092, 9200, 9300, 5601],
)
verifyPorts(
  infrastructurePortsOpen,
  [443, 22, 3306, 8081],
  [
    20, 21, 25, 53, 88, 110, 135, 137, 139, 143, 161, 389, 445, 464, 636, 749, 750, 2375, 2376, 3000, 4505, 5000, 8020, 8080, 8088, 50_070,
    50_470,
  ],
)

verify(dataStorePortsOpen, {
  pass: [group('UDP of a port that only TCP has', [open(anywhere, 'udp', 5432)])],
  fail: [group('memcached over UDP', [open(anywhere, 'udp', 11_211)])],
})

verify(unapprovedPortOpen, {
  pass: [
    group('HTTPS', [open(anywhere, 'tcp', 443), open('::/0', 'tcp', 80)]),
    group('ping', [open(anywhere, 'icmp', 8, 0), open('::/0', 'icmpv6', -1)]),
    group('the network', [open('10.0.0.0/8', 'tcp', 9999)]),
    given(group('a port that is declared', [open(anywhere, 'tcp', 8443)]), { settings: { publicPorts: [443, 8443] } }),
    given(group('a range that is declared', [open(anywhere, 'tcp', 8443, 8444)]), { settings: { publicPorts: [8443, 8444] } }),
    given(group('game-servers', [open(anywhere, 'udp', 7777)]), {
      settings: { publicEntryPoints: ['game-*'] },
      evidence: { GroupName: 'game-servers', declared: true },
    }),
    given(group('tagged', [open(anywhere, 'udp', 7777)], { Tags: { Name: 'game' } }), { settings: { publicEntryPoints: ['game'] } }),
    given(group('by id', [open(anywhere, 'udp', 7777)], { id: 'sg-7' }), { settings: { publicEntryPoints: ['sg-7'] } }),
  ],
  fail: [
    given(group('another port', [open(anywhere, 'tcp', 8443), open(anywhere, 'tcp', 443)]), {
      evidence: { GroupName: 'another port', opens: ['tcp 8443 from 0.0.0.0/0'], attachedTo: 'nothing' },
    }),
    group('everything', [open(anywhere)]),
    group('a range over both', [open(anywhere, 'tcp', 80, 443)]),
    group('UDP', [open(anywhere, 'udp', 443)]),
    group('a protocol without ports', [open(anywhere, '47')]),
    given(group('no port is declared', [open(anywhere, 'tcp', 443)]), { settings: { publicPorts: [] } }),
    given(group('another name', [open(anywhere, 'udp', 7777)]), { settings: { publicEntryPoints: ['game-*'] } }),
  ],
})
