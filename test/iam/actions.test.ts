// Action knowledge: wildcards mean the actions that AWS has, NotAction all but these, and actions apply to the resources that the reference names.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionOf, actionsIn, appliesTo, servicePrefixes } from '../../src/iam/actions.ts'

const names = async (not: boolean, ...patterns: readonly string[]): Promise<readonly string[]> =>
  (await actionsIn({ not, patterns })).map(({ name }) => name)

describe('actions', () => {
  it('expands wildcards to the actions that there are, without regard to case', async () => {
    assert.deepEqual(await names(false, 'SQS:send*'), ['sqs:SendMessage'])
    assert.deepEqual(await names(false, 'sqs:?endMessage', 'sqs:SendMessage'), ['sqs:SendMessage'])
    assert.deepEqual(await names(false, 'sqs:Nonsense', 'nonsense:*', 'sqs'), [])
  })

  it('expands over services', async () => {
    const create = await names(false, 's?s:CreateTopic', 'sn*:CreateTopic')
    assert.deepEqual(create, ['sns:CreateTopic'])
    const all = await names(false, '*')
    assert.ok(all.includes('iam:PassRole') && all.includes('sqs:SendMessage'))
    assert.deepEqual(await names(false, '*:*'), all)
    assert.ok((await servicePrefixes()).length > 300)
  })

  it('means by NotAction everything else, in every service', async () => {
    const all = await names(false, '*')
    const others = await names(true, 'iam:*', 'sts:AssumeRole')
    assert.ok(!others.some((name) => name.startsWith('iam:')) && !others.includes('sts:AssumeRole'))
    assert.ok(others.includes('sts:GetSessionToken'))
    assert.equal(others.length + (await names(false, 'iam:*', 'sts:AssumeRole')).length, all.length)
  })

  it('knows access levels, resource types, condition keys and dependent actions', async () => {
    const send = await actionOf('sqs:sendmessage')
    assert.deepEqual(send?.levels, ['Write'])
    assert.deepEqual(
      send.resources.map(({ name, required, pattern }) => ({ name, required, pattern })),
      [{ name: 'queue', required: true, pattern: 'arn:*:sqs:*:*:*' }],
    )
    const pass = await actionOf('iam:PassRole')
    assert.ok(pass?.conditionKeys.includes('iam:PassedToService'))
    const permission = await actionOf('lambda:AddPermission')
    assert.ok(permission?.levels.includes('Permissions management'))
    assert.equal(await actionOf('sqs:Nonsense'), undefined)
    assert.equal(await actionOf('nonsense'), undefined)
    assert.equal(await actionOf(''), undefined)
    assert.equal(await actionOf('constructor:toString'), undefined)
  })

  it('says which resources an action can be asked for', async () => {
    const applies = async (name: string, arn: string): Promise<boolean> => {
      const action = await actionOf(name)
      assert.ok(action, name)
      return appliesTo(action, arn)
    }
    assert.ok(await applies('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:orders'))
    assert.ok(!(await applies('sqs:SendMessage', 'arn:aws:sns:eu-west-1:111122223333:orders')))
    assert.ok(!(await applies('sqs:SendMessage', '*')))
    assert.ok(await applies('ec2:DescribeInstances', '*'))
    assert.ok(!(await applies('ec2:DescribeInstances', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1')))
    assert.ok(await applies('iam:PassRole', 'arn:aws-cn:iam::111122223333:role/team/worker'))
    assert.ok(!(await applies('iam:PassRole', 'arn:aws:iam::111122223333:user/worker')))
    assert.ok(await applies('dynamodb:Query', 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-day'))
  })
})
