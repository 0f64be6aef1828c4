// `parapet iam-policy`: the least-privilege policy of a scan, in the form that is deployed.
import { exitCodes } from '../gate.ts'
import { partitionOf } from '../graph/arn.ts'
import { planFor, selectChecks } from '../plan.ts'
import { actionsFor, allowing, policyDocument, type PolicyJson } from '../policy.ts'
import { loadCatalogue, selectionOf, type SelectionOptions } from './catalogue.ts'
import { print, tell, type Run } from './context.ts'
import { cloudformation, inPolicies, partitionIn, terraform } from './policy-formats.ts'

export const run: Run<SelectionOptions & { readonly format: 'json' | keyof typeof partitionIn }> = async (context, options) => {
  const { checks, collectors } = await loadCatalogue()
  const selection = selectionOf(options, checks)
  const posture = planFor(selectChecks(checks, { ...selection, content: false }), collectors).operations
  const all = planFor(selectChecks(checks, selection), collectors).operations
  const { AWS_REGION, AWS_DEFAULT_REGION } = context.io.env
  const partition = options.format === 'json' ? partitionOf(AWS_REGION ?? AWS_DEFAULT_REGION ?? '') : partitionIn[options.format]
  const base = policyDocument(posture, partition)
  // What looks inside of resources is granted apart, so that it can be left out.
  const known = new Set(actionsFor(posture))
  const content = actionsFor(all).filter((action) => !known.has(action))
  const policy: PolicyJson = { ...base, Statement: [...base.Statement, ...allowing('ParapetContent', content, all, partition)] }
  if (options.format === 'terraform') context.io.out.write(terraform(policy))
  else if (options.format === 'cloudformation') context.io.out.write(cloudformation(policy))
  else {
    print(context, JSON.stringify(policy, null, 2))
    const parts = inPolicies(policy).length
    if (parts > 1)
      tell(context, `This is more than one managed policy can hold; --format terraform and cloudformation make ${parts} of it.`)
  }
  return exitCodes.ok
}
