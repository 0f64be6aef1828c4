// Tags of every service in one read: the Resource Groups Tagging API answers for a whole region.
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api'
import { pages } from '../src/aws/pages.ts'
import { bulk, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

/** Tags by the ARN of the resource that carries them. */
const taggedResources = bulk({
  client: ResourceGroupsTaggingAPIClient,
  calls: ['tag:GetResources'],
  run: async (client) => {
    const resources = pages(client, GetResourcesCommand, { ResourcesPerPage: 100 }, (page) =>
      page.ResourceTagMappingList?.map(({ ResourceARN, Tags = [] }): readonly [string, Record<string, string>] => [
        member(ResourceARN, 'ResourceARN'),
        Object.fromEntries(Tags.map(({ Key, Value }) => [member(Key, 'Key'), Value ?? ''])),
      ]),
    )
    return new Map(await Array.fromAsync(resources))
  },
})

/**
 * The facet `tags` of any kind that the tagging API covers. It names only resources that are or were tagged, so one that it leaves out has no tags:
 * https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export const tags = fromBulk(taggedResources, (byArn, { arn }): Record<string, string> => byArn.get(arn) ?? {})
