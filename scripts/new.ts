// Scaffolds a collector or a check: `npm run new collector NAME`, `npm run new check SERVICE`. Overwrites nothing.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [what, name] = process.argv.slice(2)

const put = (file: string, text: string): void => {
  // `wx` refuses a file that is there.
  writeFileSync(join(root, file), text, { flag: 'wx' })
  console.log(`made ${file}`)
}

const collector = (service: string): void => {
  put(
    `collectors/${service}.ts`,
    `// Amazon ${service}: what it reads.
import { ${service.toUpperCase()}Client, ListThingsCommand } from '@aws-sdk/client-${service}'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::${service}::Thing': {
      base: { Name: string }
      facets: {}
      edges: {}
    }
  }
}

export default defineCollector({
  kind: 'AWS::${service}::Thing',
  client: ${service.toUpperCase()}Client,
  list: {
    calls: ['${service}:ListThings'],
    run: (client, at) =>
      pages(client, ListThingsCommand, {}, (page) => page.Things?.map(({ Name }) => ({ arn: at.arn('${service}', Name), name: Name, Name }))),
  },
  facets: {},
  edges: {},
})
`,
  )
  put(
    `test/collectors/${service}.test.ts`,
    `// The ${service} collector against the shared suite.
import { ListThingsCommand } from '@aws-sdk/client-${service}'
import collector from '../../collectors/${service}.ts'
import { collectorSuite, listing } from '../support/collector-suite.ts'

collectorSuite(collector, {
  list: listing(ListThingsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [{ Things: [{ Name: 'a' }] }, { Things: [{ Name: 'b' }] }],
    empty: { Things: [] },
  }),
  answers: [],
  resources: { a: {}, b: {} },
})
`,
  )
}

const check = (service: string): void => {
  put(
    `checks/${service}.ts`,
    `// Checks on ${service}.
import { defineCheck, fail, pass } from '../src/check/check.ts'

export const thingProperty = defineCheck({
  id: '${service}-thing-property',
  title: 'The property that holds when the check passes',
  on: 'AWS::${service}::Thing',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'What the mitigation costs in money and latency.' },
  why: 'What can happen while the check fails.',
  fix: { cli: 'aws ${service} …', terraform: '…' },
  refs: { docs: ['https://docs.aws.amazon.com/…'] },
  test: ({ base }) => (base.Name ? pass({ Name: base.Name }) : fail({ Name: null })),
})
`,
  )
  put(
    `test/checks/${service}.test.ts`,
    `// Tables of the checks on ${service}; the unknown cases write themselves.
import { thingProperty } from '../../checks/${service}.ts'
import { resource } from '../support/nodes.ts'
import { verify } from '../support/verify.ts'

verify(thingProperty, {
  pass: [resource('AWS::${service}::Thing', { name: 'good', base: { Name: 'good' } })],
  fail: [resource('AWS::${service}::Thing', { name: 'bad', base: { Name: '' } })],
})
`,
  )
}

const usage = 'usage: npm run new -- collector|check NAME, where NAME is a service in lower case (sqs)'
if (!name || !/^[a-z][a-z0-9-]*$/.test(name) || (what !== 'collector' && what !== 'check')) {
  console.error(usage)
  process.exit(2)
}
try {
  if (what === 'collector') collector(name)
  else check(name)
  console.log('fill it in, then: npm run gen && npm test')
} catch (error) {
  console.error(`nothing was overwritten: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(2)
}
