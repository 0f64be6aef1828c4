// EC2's instances, images and disks as AWS answers for them.
import { daysBefore, home } from '../ground.ts'
import { amazonLinux, publicDump } from '../instances.ts'
import { rewritten, type Override, type Overrides } from './override.ts'

const answer = (operation: string, members: string) => ({
  status: 200,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': '7a62c49f-347e-4fc4-9331-6e8e7a96aa73' },
  body:
    `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
    `<requestId>7a62c49f-347e-4fc4-9331-6e8e7a96aa73</requestId>${members}</${operation}Response>`,
})
const setting =
  (operation: string, atHome: string, elsewhere: string): Override =>
  ({ region }) =>
    answer(operation, region === home ? atHome : elsewhere)

/** moto does not know who may restore a snapshot, and gives all of them. */
const snapshots: Override = async ({ input }, ask) => {
  const { status, headers, text } = await ask()
  if (status !== 200 || input['RestorableBy.1'] === undefined) return { status, headers, body: text }
  return {
    status,
    headers,
    body: text.replaceAll(/<item>(?:(?!<item>)[^])*?<\/item>/g, (item) =>
      item.includes(`<description>${publicDump}</description>`) ? item : '',
    ),
  }
}

export const instances: Overrides = {
  // moto takes AWS's images for as old as itself.
  'ec2:DescribeImages': rewritten((text, { now }) =>
    text.replaceAll(/<item>(?:(?!<\/?item>)[^]|<item>(?:(?!<item>)[^])*?<\/item>)*<\/item>/g, (item) =>
      item.includes(`<imageId>${amazonLinux}</imageId>`)
        ? item.replace(
            /<creationDate>[^<]*<\/creationDate>/,
            `<creationDate>${daysBefore(now, 460).toISOString()}</creationDate><deprecationTime>${daysBefore(now, -270).toISOString()}</deprecationTime>`,
          )
        : item,
    ),
  ),
  'ec2:DescribeSnapshots': snapshots,
  // moto forgets that volumes go with their instance.
  'ec2:DescribeVolumes': rewritten((text) =>
    text.replaceAll('<attachmentSet><item>', '<attachmentSet><item><deleteOnTermination>true</deleteOnTermination>'),
  ),
  'ec2:GetImageBlockPublicAccessState': setting(
    'GetImageBlockPublicAccessState',
    '<imageBlockPublicAccessState>unblocked</imageBlockPublicAccessState><managedBy>account</managedBy>',
    '<imageBlockPublicAccessState>block-new-sharing</imageBlockPublicAccessState><managedBy>account</managedBy>',
  ),
  'ec2:GetInstanceMetadataDefaults': setting(
    'GetInstanceMetadataDefaults',
    '<accountLevel/>',
    '<accountLevel><httpTokens>required</httpTokens></accountLevel>',
  ),
  'ec2:GetSnapshotBlockPublicAccessState': setting(
    'GetSnapshotBlockPublicAccessState',
    '<state>unblocked</state><managedBy>account</managedBy>',
    '<state>block-all-sharing</state><managedBy>account</managedBy>',
  ),
}
