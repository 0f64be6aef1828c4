// Reading web ACLs and what they guard.
import { ListResourcesForWebACLCommand, ListWebACLsCommand } from '@aws-sdk/client-wafv2'
import webAcls from '../../collectors/wafv2.ts'
import { collectorSuite, listing, on } from '../support/collector-suite.ts'
import { balancingArn } from '../support/elbv2.ts'
import { account, region } from '../support/nodes.ts'

const arnOf = (name: string): string => `arn:aws:wafv2:${region}:${account}:regional/webacl/${name}/1`
const shop = balancingArn('loadbalancer/app/shop/1')
const stage = `arn:aws:apigateway:${region}::/restapis/abc/stages/live`

collectorSuite(webAcls, {
  listing: listing(ListWebACLsCommand, {
    token: ['NextMarker', 'NextMarker'],
    pages: [
      { WebACLs: [{ Name: 'shop', Id: '1', ARN: arnOf('shop'), LockToken: 'changes' }] },
      { WebACLs: [{ Name: 'unused', Id: '2', ARN: arnOf('unused') }] },
    ],
    empty: { WebACLs: [] },
  }),
  answers: [
    on(ListResourcesForWebACLCommand, ({ WebACLArn, ResourceType }) => ({
      ResourceArns: WebACLArn === arnOf('shop') ? [ResourceType === 'API_GATEWAY' ? stage : shop] : [],
    })),
  ],
  resources: {
    shop: { base: { Id: '1' }, facets: { resources: [stage, shop] }, edges: { 'attached-to': [stage, shop] } },
    unused: { facets: { resources: [] }, edges: { 'attached-to': [] } },
  },
})
