// Kinesis as AWS answers it, and the tags of its streams.
import { arnOf, home } from '../ground.ts'
import { streams, weekTwoStream } from '../streams.ts'
import { corrected, listOf, type Json, type Overrides } from './override.ts'

export const messaging: Overrides = {
  'kinesis:DescribeStreamSummary': corrected(({ StreamDescriptionSummary, ...body }) => {
    const summary = StreamDescriptionSummary as Json
    const consumers = streams.filter(({ name, consumer }) => consumer !== undefined && name === summary['StreamName'])
    return { ...body, StreamDescriptionSummary: { ...summary, ConsumerCount: consumers.length } }
  }),
  // moto's tagging API leaves streams out.
  'tag:GetResources': corrected((body, { region }) => ({
    ...body,
    ResourceTagMappingList: [
      ...listOf(body, 'ResourceTagMappingList'),
      ...(region === home ? [...streams, weekTwoStream] : []).map(({ name, tags = {} }) => ({
        ResourceARN: arnOf('kinesis', `stream/${name}`),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    ],
  })),
}
