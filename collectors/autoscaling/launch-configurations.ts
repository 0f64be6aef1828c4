// Amazon EC2 Auto Scaling: launch configurations, which came before launch templates and still start instances.
import {
  AutoScalingClient,
  DescribeLaunchConfigurationsCommand,
  type InstanceMetadataOptions,
  type LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import type { SecretPattern } from '../../src/collect/secrets.ts'
import { userDataOf } from '../ec2/user-data.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::AutoScaling::LaunchConfiguration': {
      base: Pick<LaunchConfiguration, 'AssociatePublicIpAddress'> & {
        /** Undefined where nothing was set: IMDSv1 is then allowed, with a hop limit of 1. */
        MetadataOptions: Pick<InstanceMetadataOptions, 'HttpTokens' | 'HttpEndpoint' | 'HttpPutResponseHopLimit'> | undefined
      }
      facets: {
        /** Content: what kinds of credentials the script that starts instances holds; `null` where there is none. */
        userData: { Secrets: readonly SecretPattern[] } | null
      }
      edges: {}
    }
  }
}

export const launchConfiguration = defineCollector({
  kind: 'AWS::AutoScaling::LaunchConfiguration',
  client: AutoScalingClient,
  list: {
    calls: ['autoscaling:DescribeLaunchConfigurations'],
    run: (scaling) =>
      pages(scaling, DescribeLaunchConfigurationsCommand, { MaxRecords: 100 }, (page) =>
        page.LaunchConfigurations?.map(
          ({ LaunchConfigurationARN, LaunchConfigurationName, AssociatePublicIpAddress, MetadataOptions: m }) => ({
            arn: member(LaunchConfigurationARN, 'LaunchConfigurationARN'),
            name: member(LaunchConfigurationName, 'LaunchConfigurationName'),
            AssociatePublicIpAddress,
            MetadataOptions: m && {
              HttpTokens: m.HttpTokens,
              HttpEndpoint: m.HttpEndpoint,
              HttpPutResponseHopLimit: m.HttpPutResponseHopLimit,
            },
          }),
        ),
      ),
  },
  facets: {
    userData: {
      calls: ['autoscaling:DescribeLaunchConfigurations'],
      async read(scaling, { name }) {
        const { LaunchConfigurations } = await scaling.send(new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: [name] }))
        const [found] = member(LaunchConfigurations, 'LaunchConfigurations')
        if (found && found.LaunchConfigurationName !== name) throw new TypeError('the answer is about another launch configuration')
        return userDataOf(member(found, 'LaunchConfigurations').UserData)
      },
    },
  },
  edges: {},
})

export default [launchConfiguration]
