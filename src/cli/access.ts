// `parapet access WHO|RESOURCE`: who can reach this, what can this reach, and by which statements.
import { resolve } from 'node:path'
import { Missing } from '../check/view.ts'
import { exitCodes } from '../gate.ts'
import { readSnapshot } from '../graph/snapshot.ts'
import type { Inventory } from '../graph/inventory.ts'
import { actionsIn, type Action } from '../iam/actions.ts'
import { sensitiveActions } from '../iam/access/sensitive-actions.ts'
import { kindsFor } from '../plan.ts'
import { hang } from '../report/terminal.ts'
import { printable } from '../report/text.ts'
import { count } from '../report/words.ts'
import { invalid, UserError } from '../user-error.ts'
import {
  answerForPrincipal,
  answerForResource,
  toldResources,
  type PrincipalAnswer,
  type Reason,
  type ResourceAnswer,
} from './access-answer.ts'
import { accessFactsOf, accessReads, type AccessFacts, type NamedResource } from './access-facts.ts'
import { print, printJson, tell, type Context, type Run } from './context.ts'
import { findResource } from './find-resource.ts'
import { credentialsFrom, readAccount } from './read-account.ts'
import { accessFlags, type AccessOptions } from './session.ts'

interface Options extends AccessOptions {
  readonly action?: readonly string[]
  readonly snapshot?: string
  readonly format: 'console' | 'json'
  readonly allowIncomplete?: boolean
}

const fresh = async (context: Context, options: Options): Promise<Inventory | undefined> => {
  const loaded = await context.config(accessFlags(options))
  const { collectors } = await import('../../collectors/index.ts')
  const kinds = kindsFor([{ on: [], needs: [], across: {}, reads: accessReads }], collectors)
  const read = await readAccount(context, loaded, {
    plan: { checks: [], ...kinds },
    sessionName: options.sessionName,
    announce: (aws, regions) =>
      tell(
        context,
        `Reading account ${aws.account} as ${printable(aws.caller, 200)} from ${printable(credentialsFrom(loaded), 60)}: ${count(regions.length, 'region')}, ${count(kinds.operations.length, 'operation')}, all read-only.`,
      ),
  })
  return read?.inventory
}

const factsIn = (inventory: Inventory): AccessFacts => {
  try {
    return accessFactsOf(inventory)
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    throw new UserError({
      message: 'users, groups, roles and policies were not read as a whole',
      exitCode: 4,
      details: error.gaps.map(({ message, operation }) => `${operation}: ${printable(message)}`),
      consequence: 'Who may do what cannot be told without them.',
      next: 'parapet doctor',
      cause: error,
    })
  }
}

const subjectOf = ({ resources }: AccessFacts, wanted: string): NamedResource =>
  findResource(resources, wanted, { what: 'user, role, queue, function, table or key', example: 'parapet access' })

const actionsFor = async (patterns: readonly string[] | undefined): Promise<readonly Action[]> => {
  const actions = await actionsIn({ not: false, patterns: patterns ?? sensitiveActions })
  if (actions.length > 0) return actions
  throw invalid(`AWS has no action that fits ${(patterns ?? []).map((pattern) => `'${printable(pattern)}'`).join(' or ')}`, {
    next: "actions are written as in policies, such as 'sqs:SendMessage' or 'sqs:*'",
  })
}

const shown = 5

const layout = (context: Context) => {
  const width = Math.min(context.io.out.columns, 110)
  const { paint } = context
  const item = (indent: number, text: string): readonly string[] => hang(' '.repeat(indent), printable(text, 4000), width)
  const reasons = ({ statements, conditions }: Reason, indent: number): readonly string[] => [
    ...statements.slice(0, shown).flatMap((text) => item(indent, `by ${text}`)),
    ...(statements.length > shown ? item(indent, `and ${count(statements.length - shown, 'more statement')}`) : []),
    ...conditions.slice(0, shown).flatMap((text) => item(indent, `if ${text}`)),
    ...(conditions.length > shown ? item(indent, `and ${count(conditions.length - shown, 'more condition')}`) : []),
  ]
  const heading = (text: string): readonly string[] => ['', paint('bold', text)]
  return { paint, item, reasons, heading }
}

const words = { allowed: 'allowed', conditional: 'under conditions', unknown: 'cannot be told' } as const

const showPrincipal = (context: Context, { administrator, route, reaches }: PrincipalAnswer): void => {
  const { paint, item, reasons, heading } = layout(context)
  if (administrator === 'yes') print(context, ...heading('Administrator'), ...item(2, 'It may do everything in the account.'))
  else if (route.length > 0) {
    print(context, ...heading(paint('bad', 'Can become administrator')))
    for (const step of route) {
      print(
        context,
        ...item(2, `${step.from} ${step.does}${step.to === null ? '' : `: ${step.to}`} (${words[step.access]}, ${step.step})`),
        ...reasons(step, 4),
        ...step.provided.flatMap((text) => item(4, `if ${text}`)),
      )
    }
  } else if (administrator !== 'no') print(context, ...heading(`Administrator: ${words[administrator]}`))
  print(context, ...heading('Can reach'))
  if (reaches.length === 0) print(context, ...item(2, 'nothing, by the actions that were asked about'))
  // Actions that reach the same by the same statements are told together.
  const alike = Map.groupBy(reaches, ({ action: _action, ...rest }) => JSON.stringify(rest))
  for (const group of alike.values()) {
    const [first] = group
    if (!first) continue
    print(
      context,
      ...item(2, `${group.map(({ action }) => action).join(', ')}  ${words[first.access]}: ${count(first.count, 'resource')}`),
      ...first.resources.slice(0, shown).flatMap((arn) => item(4, arn)),
      ...(first.count > shown ? item(4, `and ${first.count - Math.min(shown, first.resources.length)} more`) : []),
      ...reasons(first, 6),
    )
  }
}

const showResource = (context: Context, { reachedBy, admits, unreadable }: ResourceAnswer): void => {
  const { paint, item, reasons, heading } = layout(context)
  print(context, ...heading('Can be reached by'))
  if (reachedBy.length === 0) print(context, ...item(2, 'nobody in the account, by the actions that were asked about'))
  const byPrincipal = Map.groupBy(reachedBy, ({ principal }) => principal)
  for (const [principal, all] of byPrincipal) {
    print(context, ...item(2, principal))
    // Actions that are allowed alike are told together.
    const alike = Map.groupBy(all, ({ access, statements, conditions }) => JSON.stringify([access, statements, conditions]))
    for (const group of alike.values()) {
      const [first] = group
      if (!first) continue
      print(context, ...item(4, `${group.map(({ action }) => action).join(', ')}  ${words[first.access]}`), ...reasons(first, 6))
    }
  }
  if (admits.length > 0) print(context, ...heading('Lets in from elsewhere'), ...admits.flatMap((text) => item(2, text)))
  if (unreadable) print(context, '', ...item(0, paint('bad', 'Its policy, or a part of it, could not be read: others may be let in.')))
}

/** One row for each thing: who, what, how surely, on what. */
const plainRows = (
  subject: string,
  principal: PrincipalAnswer | undefined,
  { reachedBy }: ResourceAnswer,
): readonly (readonly string[])[] => [
  ...(principal?.route ?? []).map(({ from, step, access, to }) => [from, step, access, to ?? '']),
  ...(principal?.reaches ?? []).flatMap(({ action, access, resources }) => resources.map((arn) => [subject, action, access, arn])),
  ...reachedBy.map(({ principal: who, action, access }) => [who, action, access, subject]),
]

export const run: Run<Options> = async (context, options, [wanted = '']) => {
  const inventory =
    options.snapshot === undefined ? await fresh(context, options) : await readSnapshot(resolve(context.io.cwd, options.snapshot))
  if (!inventory) {
    tell(context, 'Stopped. Nothing was answered.')
    return exitCodes.interrupted
  }
  const facts = factsIn(inventory)
  const subject = subjectOf(facts, wanted)
  const actions = await actionsFor(options.action)
  const principal = facts.account.principals.find((each) => each.principal.arn === subject.arn)
  const asPrincipal = principal && answerForPrincipal(facts, principal, actions, inventory.scan.startedAt)
  const asResource = answerForResource(facts, subject, actions)

  if (options.format === 'json') {
    printJson(context, {
      account: facts.account.id,
      scan: inventory.scan.id,
      subject: { arn: subject.arn, kind: subject.kind, name: subject.name },
      actions: actions.map(({ name }) => name),
      ...(asPrincipal ? { principal: asPrincipal } : {}),
      resource: asResource,
      toldResources,
      missing: facts.missing,
    })
  } else if (context.plain) {
    for (const row of plainRows(subject.arn, asPrincipal, asResource)) print(context, row.map((cell) => printable(cell)).join('\t'))
  } else {
    print(
      context,
      context.paint('bold', printable(subject.arn)),
      `${subject.kind} in ${facts.account.id}, as of ${inventory.scan.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    )
    if (asPrincipal) showPrincipal(context, asPrincipal)
    showResource(context, asResource)
    print(
      context,
      '',
      ...hang('', 'Policies of an organization are not read: they can only take away from this.', Math.min(context.io.out.columns, 110)),
    )
  }
  for (const { kind, gaps } of facts.missing)
    tell(context, `${context.errPaint('bad', 'incomplete:')} not all of ${kind} were read: ${printable(gaps[0]?.message ?? 'not read')}`)
  const undecided =
    asResource.unreadable || [...asResource.reachedBy, ...(asPrincipal?.reaches ?? [])].some(({ access }) => access === 'unknown')
  return (facts.missing.length > 0 || undecided) && !options.allowIncomplete ? exitCodes.incomplete : exitCodes.ok
}
