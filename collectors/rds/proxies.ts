// Amazon RDS Proxy: proxies and the databases behind them.
import { DescribeDBProxiesCommand, DescribeDBProxyTargetsCommand, RDSClient, type DBProxy, type DBProxyTarget } from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { rdsArn } from './shape.ts'

type Target = Pick<DBProxyTarget, 'Type' | 'TrackedClusterId'> & { RdsResourceId: string }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::DBProxy': {
      base: Pick<DBProxy, 'EngineFamily' | 'RoleArn' | 'VpcId'> & {
        RequireTLS: boolean
        VpcSubnetIds: readonly string[]
        VpcSecurityGroupIds: readonly string[]
        Auth: readonly {
          readonly AuthScheme: string | undefined
          readonly IAMAuth: string | undefined
          readonly SecretArn: string | undefined
        }[]
      }
      facets: { targets: readonly Target[] }
      edges: {
        assumes: 'AWS::IAM::Role'
        'uses-secret': 'AWS::SecretsManager::Secret'
        'routes-to': 'AWS::RDS::DBInstance' | 'AWS::RDS::DBCluster'
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
      }
    }
  }
}

export default defineCollector({
  kind: 'AWS::RDS::DBProxy',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBProxies'],
    run: (rds) =>
      pages(rds, DescribeDBProxiesCommand, { MaxRecords: 100 }, (page) =>
        page.DBProxies?.map((one) => ({
          arn: member(one.DBProxyArn, 'DBProxyArn'),
          name: member(one.DBProxyName, 'DBProxyName'),
          EngineFamily: one.EngineFamily,
          RoleArn: one.RoleArn,
          VpcId: one.VpcId,
          RequireTLS: member(one.RequireTLS, 'RequireTLS'),
          VpcSubnetIds: member(one.VpcSubnetIds, 'VpcSubnetIds'),
          VpcSecurityGroupIds: member(one.VpcSecurityGroupIds, 'VpcSecurityGroupIds'),
          // Left out where the proxy authenticates with IAM alone (DefaultAuthScheme).
          Auth: (one.Auth ?? []).map(({ AuthScheme, IAMAuth, SecretArn }) => ({ AuthScheme, IAMAuth, SecretArn })),
        })),
      ),
  },
  facets: {
    targets: {
      calls: ['rds:DescribeDBProxyTargets'],
      read: (rds, { name }) =>
        Array.fromAsync(
          pages(rds, DescribeDBProxyTargetsCommand, { DBProxyName: name, MaxRecords: 100 }, (page) =>
            page.Targets?.map(({ Type, TrackedClusterId, RdsResourceId }) => ({
              Type,
              TrackedClusterId,
              RdsResourceId: member(RdsResourceId, 'RdsResourceId'),
            })),
          ),
        ),
    },
  },
  edges: {
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ RoleArn }) => RoleArn },
    'uses-secret': {
      to: 'AWS::SecretsManager::Secret',
      from: 'base',
      ref: ({ Auth }) => Auth.flatMap(({ SecretArn }) => SecretArn ?? []),
    },
    'routes-to': {
      to: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
      from: 'targets',
      ref: (targets, item) =>
        targets.map(({ Type, RdsResourceId }) => rdsArn(Type === 'RDS_INSTANCE' ? 'db' : 'cluster', RdsResourceId, item)),
    },
    'in-vpc': { to: 'AWS::EC2::VPC', from: 'base', ref: ({ VpcId }, item) => VpcId && ec2Arn('vpc', VpcId, item) },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'base',
      ref: ({ VpcSubnetIds }, item) => VpcSubnetIds.map((id) => ec2Arn('subnet', id, item)),
    },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'base',
      ref: ({ VpcSecurityGroupIds }, item) => VpcSecurityGroupIds.map((id) => ec2Arn('security-group', id, item)),
    },
  },
  gone: ['DBProxyNotFoundFault'],
})
