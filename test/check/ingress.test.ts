// What a security group lets in and out, and what counts as the internet.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contains, isWorld, parseCidr, type Cidr } from '../../src/check/cidr.ts'
import { admits, admitsAll, egressOf, ingressOf, openToWorld, ruleWords, type Group, type Rule } from '../../src/check/ingress.ts'
import { internetRoutes, isPublic, isReachable } from '../../src/check/subnets.ts'
import { Missing } from '../../src/check/view.ts'
import { byInternetGateway, byNat, local, open, route } from '../support/network.ts'

const cidr = (text: string): Cidr => parseCidr(text) ?? assert.fail(`${text} is a block`)

test('takes blocks of addresses apart', () => {
  assert.deepEqual(parseCidr('10.1.2.3/8'), { family: 4, first: 167_772_160n, prefix: 8 })
  assert.deepEqual(parseCidr('192.0.2.1'), { family: 4, first: 3_221_225_985n, prefix: 32 })
  assert.deepEqual(parseCidr('::/0'), { family: 6, first: 0n, prefix: 0 })
  assert.deepEqual(parseCidr('2001:db8::/32'), { family: 6, first: 0x2001_0db8n << 96n, prefix: 32 })
  assert.deepEqual(parseCidr('::1'), { family: 6, first: 1n, prefix: 128 })
  assert.deepEqual(parseCidr('1:2:3:4:5:6:7:8'), { family: 6, first: 0x0001_0002_0003_0004_0005_0006_0007_0008n, prefix: 128 })
  assert.deepEqual(parseCidr('::ffff:192.0.2.1'), { family: 6, first: (0xffffn << 32n) + 3_221_225_985n, prefix: 128 })
  for (const text of ['', '10.0.0.0/33', '::/129', '10.0.0/8', '10.0.0.0/', 'x/0', '1.2.3.4.5/8', '0.0.0.0/0 ', '-1', '1::2::3/8'])
    assert.equal(parseCidr(text), undefined, text)
})

test('one block contains another of its family', () => {
  assert.ok(contains(cidr('10.0.0.0/8'), cidr('10.1.0.0/16')))
  assert.ok(contains(cidr('10.0.0.0/8'), cidr('10.0.0.0/8')))
  assert.ok(contains(cidr('::/0'), cidr('2001:db8::/32')))
  assert.ok(!contains(cidr('10.1.0.0/16'), cidr('10.0.0.0/8')))
  assert.ok(!contains(cidr('10.0.0.0/8'), cidr('11.0.0.0/16')))
  assert.ok(!contains(cidr('0.0.0.0/0'), cidr('::/0')))
})

test('the internet is everything, halves of it, and public blocks that nobody owns alone', () => {
  for (const text of [
    '0.0.0.0/0',
    '::/0',
    '0.0.0.0/1',
    '128.0.0.0/1',
    '3.0.0.0/8',
    '8.0.0.0/5',
    '172.0.0.0/8',
    '2000::/3',
    '::/1',
    '8000::/1',
    '2600::/12',
  ])
    assert.ok(isWorld(cidr(text)), text)
  for (const text of [
    '10.0.0.0/8',
    '10.128.0.0/9',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '127.0.0.0/8',
    '240.0.0.0/4',
    '3.0.0.0/9',
    '203.0.113.0/24',
    'fc00::/7',
    'fe80::/10',
    '2001:db8::/32',
    '2a05:d018::/25',
  ])
    assert.ok(!isWorld(cidr(text)), text)
})

const group = (IpPermissions: Group['base']['IpPermissions'], prefixLists: Group['prefixLists'] = null): Group => ({
  name: 'sg-1',
  base: { IpPermissions, IpPermissionsEgress: [open('0.0.0.0/0')] },
  prefixLists,
})
const words = (rules: readonly Rule[]): readonly string[] => rules.map((rule) => ruleWords(rule))

test('one rule for each block, list entry and group', () => {
  const rules = ingressOf(
    group(
      [
        { ...open('10.0.0.0/8', 'tcp', 443), Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
        open('pl-1', '17', 53),
        open('sg-2', 'tcp', 8000, 8080),
        {
          ...open('', '-1'),
          UserIdGroupPairs: [{ GroupId: 'sg-3', UserId: '222222222222', VpcId: 'vpc-2', VpcPeeringConnectionId: 'pcx-1' }],
        },
        open('0.0.0.0/0', '50'),
      ],
      { 'pl-1': ['192.0.2.0/24', '198.51.100.0/24'] },
    ),
  )
  assert.deepEqual(words(rules), [
    'tcp 443 from 10.0.0.0/8',
    'tcp 443 from ::/0',
    'udp 53 from 192.0.2.0/24 (pl-1)',
    'udp 53 from 198.51.100.0/24 (pl-1)',
    'tcp 8000-8080 from sg-2',
    'all from sg-3',
    '50 from 0.0.0.0/0',
  ])
  assert.deepEqual(
    rules.flatMap(({ peer }) => (peer.type === 'group' ? [peer.account] : [])),
    ['111122223333', '222222222222'],
  )
  assert.deepEqual(words(egressOf(group([]))), ['all from 0.0.0.0/0'])
  assert.equal(ruleWords(egressOf(group([]))[0] ?? assert.fail(), 'to'), 'all to 0.0.0.0/0')
})

test('an empty list of prefixes lets nobody in', () => {
  assert.deepEqual(ingressOf(group([open('pl-1', 'tcp', 22)], { 'pl-1': [] })), [])
})

test('what was not read, or cannot be, is not closed', () => {
  assert.throws(() => openToWorld(group([open('pl-1', 'tcp', 22)])), Missing)
  assert.throws(() => openToWorld(group([open('10.0.0.256/8')])), Missing)
})

test('which ports a rule lets through', () => {
  const [web, all, ping, tcp] = ingressOf(
    group([open('0.0.0.0/0', 'tcp', 80, 443), open('0.0.0.0/0'), open('0.0.0.0/0', 'icmp', 8, 0), open('0.0.0.0/0', '6', -1)]),
  )
  assert.ok(web && all && ping && tcp)
  assert.ok(admits(web, 'tcp', 80) && admits(web, 'tcp', 443) && admits(web, 'tcp', [443, 500]))
  assert.ok(!admits(web, 'tcp', 79) && !admits(web, 'udp', 80) && !admits(web, 'tcp', [444, 500]))
  assert.ok(admits(all, 'udp', 1) && admits(all, 'tcp', 65_535))
  assert.ok(!admits(ping, 'tcp', 8))
  assert.deepEqual([web, all, ping, tcp].map(admitsAll), [false, true, false, true])
})

test('a subnet is public by a working route to an internet gateway', () => {
  assert.ok(isPublic({ Routes: byInternetGateway }))
  assert.ok(isPublic({ Routes: [route({ DestinationCidrBlock: undefined, DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1' })] }))
  assert.ok(isPublic({ Routes: [route({ DestinationCidrBlock: '128.0.0.0/1', GatewayId: 'igw-1' })] }))
  assert.ok(!isPublic({ Routes: byNat }))
  assert.ok(!isPublic({ Routes: [local] }))
  assert.ok(!isPublic({ Routes: [route({ GatewayId: 'igw-1', State: 'blackhole' })] }))
  assert.ok(!isPublic({ Routes: [route({ GatewayId: 'igw-1', DestinationCidrBlock: '198.51.100.0/24' })] }))
  assert.ok(!isPublic({ Routes: [route({ GatewayId: 'vgw-1' })] }))
  assert.ok(isPublic({ Routes: [route({ DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-1', GatewayId: 'igw-1' })] }))
  assert.equal(internetRoutes({ Routes: byNat }).length, 1)
  assert.equal(
    internetRoutes({ Routes: [route({ DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' })] }).length,
    0,
  )
})

test('what has a public address is reached through a firewall before the gateway as well, and not through NAT', () => {
  for (const Routes of [byInternetGateway, [route({ GatewayId: 'vpce-1' })], [route({ NetworkInterfaceId: 'eni-1' })]])
    assert.ok(isReachable({ Routes }))
  for (const Routes of [
    byNat,
    [local],
    [route({ TransitGatewayId: 'tgw-1' })],
    [route({ GatewayId: 'vgw-1' })],
    [route({ GatewayId: 'vpce-1', State: 'blackhole' })],
    [route({ DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' })],
  ])
    assert.ok(!isReachable({ Routes }))
  assert.ok(!isPublic({ Routes: [route({ GatewayId: 'vpce-1' })] }))
})
