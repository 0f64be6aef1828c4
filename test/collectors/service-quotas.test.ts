// Service quotas and how much of them is used, read through the real runner.
import { ListServiceQuotasCommand, type ServiceQuota } from '@aws-sdk/client-service-quotas'
import { serviceQuota } from '../../collectors/service-quotas.ts'
import { account, region } from '../support/nodes.ts'
import { cloudWatch } from '../support/cloudwatch.ts'
import { collectorSuite, listing } from '../support/collector-suite.ts'

const counted = (Service: string, Resource: string, Class = 'None') => ({ Type: 'Resource', Service, Resource, Class })
const quota = (QuotaCode: string, MetricDimensions?: Record<string, string>, more: Partial<ServiceQuota> = {}): ServiceQuota => ({
  ServiceCode: 'ec2',
  QuotaCode,
  QuotaArn: `arn:aws:servicequotas:${region}:${account}:ec2/${QuotaCode}`,
  QuotaName: `Quota ${QuotaCode}`,
  Value: 64,
  ...(MetricDimensions && { UsageMetric: { MetricNamespace: 'AWS/Usage', MetricName: 'ResourceCount', MetricDimensions } }),
  ...more,
})
const used = (Dimensions: Record<string, string>, Values: readonly number[]) => ({
  Namespace: 'AWS/Usage',
  MetricName: 'ResourceCount',
  Dimensions,
  Values,
})

collectorSuite(serviceQuota, {
  listing: listing(ListServiceQuotasCommand, {
    token: ['NextToken', 'NextToken'],
    pages: ({ ServiceCode }) =>
      ServiceCode === 'ec2'
        ? [
            {
              Quotas: [quota('L-VCPU', counted('EC2', 'vCPU', 'Standard/OnDemand')), quota('L-UNCOUNTED', undefined, { ErrorReason: {} })],
            },
            {
              Quotas: [
                quota('L-IDLE', counted('EC2', 'vCPU', 'P/OnDemand')),
                quota('L-CALLS', undefined, { UsageMetric: { MetricNamespace: 'AWS/Usage', MetricName: 'CallCount' } }),
              ],
            },
          ]
        : [{ Quotas: [] }],
    empty: { Quotas: [] },
  }),
  answers: [
    ...cloudWatch([
      // CloudWatch lists dimensions in an order of its own.
      used({ Class: 'Standard/OnDemand', Resource: 'vCPU', Service: 'EC2', Type: 'Resource' }, [4, 60, 8]),
      used(counted('DynamoDB', 'TableCount'), [9]),
    ]),
  ],
  resources: {
    'L-VCPU': {
      base: {
        ServiceCode: 'ec2',
        QuotaCode: 'L-VCPU',
        QuotaName: 'Quota L-VCPU',
        Value: 64,
        UsageMetric: 'Class=Standard/OnDemand,Resource=vCPU,Service=EC2,Type=Resource',
      },
      facets: { usage: { Maximum: 60 } },
    },
    'L-IDLE': { facets: { usage: null } },
  },
})
