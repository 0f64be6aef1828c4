// The AWS account: whether its data stores say what they hold.
import { defineCheck, fail, notApplicable, pass, type Subject } from '../../src/check/check.ts'
import { storeKinds, storeReads } from '../../src/check/stores.ts'

type Store = Subject<(typeof storeKinds)[number], 'tags'>

/** Log groups that AWS's services make by themselves, and instances whose data is their cluster's. */
const isPartOfAnother = (store: Store): boolean =>
  (store.kind === 'AWS::Logs::LogGroup' && store.name.startsWith('/aws/')) ||
  (store.kind === 'AWS::RDS::DBInstance' && store.base.DBClusterIdentifier !== undefined)

export const dataClassificationTags = defineCheck({
  id: 'account-data-classification-tags',
  title: 'Every data store carries owner, environment and data-classification tags',
  on: 'AWS::Account',
  needs: [],
  reads: storeReads,
  // Each store is looked at by itself.
  walks: [],
  uses: ['requiredTags'],
  threats: ['data-exfiltration', 'detection-and-recovery'],
  mitigation: 'data-classification',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Tags are free. Deciding on the class of each store is the work.' },
  why: 'Data whose class nobody wrote down is protected like data that does not matter, and in an incident nobody knows whom to call. Parapet weighs risks by these tags, too.',
  fix: {
    cli: 'aws resourcegroupstaggingapi tag-resources --resource-arn-list <arn> --tags owner=<team>,environment=<stage>,data-classification=<class>',
    terraform: `provider "aws" {
  default_tags {
    tags = {
      owner               = "<team>"
      environment         = "<stage>"
      data-classification = "<class>"
    }
  }
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html'] },
  test: (_account, { graph, requiredTags }) => {
    const stores = storeKinds
      .flatMap((kind) => graph.all(kind))
      .filter((store) => !isPartOfAnother(store))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
    if (stores.length === 0) return notApplicable({ dataStores: 0 })
    const bare = stores.flatMap(({ arn, tags }) => {
      // People spell keys freely: case does not matter. A tag without a value says nothing.
      const carried = new Set(Object.entries(tags).flatMap(([key, value]) => (value.trim() === '' ? [] : [key.toLowerCase()])))
      const missing = requiredTags.filter((key) => !carried.has(key.toLowerCase()))
      return missing.length === 0 ? [] : [fail({ store: arn, missing }, arn)]
    })
    return bare.length === 0 ? pass({ requiredTags }) : bare
  },
})
