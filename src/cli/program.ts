// The command line: every command, its options and its help. Their work is loaded when it is asked for, and not before.
import { Argument, Command, Option, type OutputConfiguration } from 'commander'
import { logLevels } from '../log-levels.ts'
import type { ExitCode } from '../gate.ts'
import type { Context, Run } from './context.ts'
import {
  access,
  account,
  asJson,
  choice,
  database,
  furtherParts,
  gate,
  graphFormats,
  output,
  pace,
  policyFormats,
  repeated,
  selection,
  shells,
  whole,
} from './options.ts'
import { severities } from '../risk/severity.ts'
import { version } from '../version.ts'

/** Options that every command knows. */
export interface GlobalOptions {
  readonly logLevel?: string
  readonly logFile?: string
  readonly plain?: boolean
  readonly color: boolean
}

export interface Work {
  /** The command as it was called, for logs: `findings list`. */
  readonly name: string
  readonly global: GlobalOptions
  readonly run: (context: Context) => Promise<ExitCode>
}

const nameOf = (command: Command): string => (command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name())

/** Builds the command tree. Parsing only notes the work to do in `found`. */
export const buildProgram = (found: (work: Work) => void, outputs: OutputConfiguration): Command => {
  // Each module states the type of its options; commander has parsed them as they are defined here.
  const does =
    (load: () => Promise<{ readonly run: Run<never> }>) =>
    (...given: readonly unknown[]): void => {
      const command = given.at(-1) as Command
      found({
        name: nameOf(command),
        global: command.optsWithGlobals<GlobalOptions>(),
        run: async (context) => (await load()).run(context, command.optsWithGlobals<never>(), command.args),
      })
    }

  const program = new Command('parapet')
    .description('Keeps a threat model true: reads a live AWS account, proves its mitigations, and follows the findings over time.')
    .usage('<command> [options]')
    .exitOverride()
    .configureOutput(outputs)
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .version(version, '-V, --version', 'print the version')
    .option('--plain', 'nothing drawn: one tab-separated row for each thing')
    .option('--no-color', 'no colours (NO_COLOR and TERM=dumb do the same)')
    .addOption(choice('--log-level <level>', 'write a structured log to stderr', logLevels))
    .option('--log-file <file>', 'write the log to a file')
    .addHelpText(
      'before',
      `Examples:
  parapet demo                          see it work, without an AWS account
  parapet doctor                        can I scan this account, and what is missing?
  parapet scan --region eu-west-1       audit it, read-only
  parapet report --format html -o report.html
`,
    )
    .addHelpText('after', '\nparapet help <command or topic> says more. Topics: configuration, exit-codes, waivers, privacy.')

  program.commandsGroup('Audit:')
  access(database(program.command('doctor')))
    .description('check identity, clock, regions, endpoint, database and permissions; changes nothing')
    .option('--fix-policy', 'print only the IAM statements that are missing')
    .option('--content', 'probe content reads too')
    .action(does(() => import('./doctor.ts')))
  pace(output(gate(selection(access(database(program.command('scan')))))))
    .description('read the account, evaluate the checks, remember the findings')
    .option('--resume', 'take up the last interrupted scan of the account')
    .option('--dry-run', 'print what would be called, and call nothing')
    .option('--confirm-disappearance', 'many resources really are gone: resolve what was found on them')
    .option('--no-save', 'keep nothing')
    .addHelpText(
      'before',
      `Examples:
  parapet scan --profile prod --region 'eu-*'
  parapet scan --fail-on high --fail-on-new medium --min-coverage 95
  parapet scan --service sqs,lambda --format json -o scan.json
`,
    )
    .action(does(() => import('./scan.ts')))
  program
    .command('demo')
    .description('replay a recorded account, two scans a week apart; needs no AWS account')
    .option('-o, --output <file>', 'where the HTML report goes', 'parapet-report.html')
    .option('--database <file>', 'a new file for the findings (default: demo.db in your data directory, made anew each time)')
    .action(does(() => import('./demo.ts')))

  program.commandsGroup('Findings:')
  const findings = program.command('findings').helpCommand(false).description('what was found')
  asJson(account(database(findings.command('list'))))
    .description('open findings, grouped by check')
    .addOption(choice('--status <status>', 'open, resolved or all', ['open', 'resolved', 'all']).default('open'))
    .addOption(repeated('--severity <severity>', 'only this severity; may be repeated', severities))
    .addOption(repeated('--check <id>', 'only this check; may be repeated'))
    .addOption(repeated('--service <name>', 'only this service; may be repeated'))
    .addOption(repeated('--region <region>', 'only this region; may be repeated'))
    .option('--resource <arn>', 'only this resource, * is a wildcard')
    .option('--since <when>', 'first seen since a day (2026-11-01) or for a time (7d)')
    .option('--waived', 'only waived ones')
    .addOption(choice('--group-by <what>', 'check, resource or none', ['check', 'resource', 'none']).default('check'))
    .action(does(() => import('./findings-list.ts')))
  asJson(database(findings.command('show')))
    .description('one finding: evidence, history, remedy')
    .argument('<id>', 'id of a finding, or the beginning of it')
    .action(does(() => import('./findings-show.ts')))
  asJson(account(database(program.command('diff'))))
    .description('what changed between two scans')
    .argument('[a]', 'id of the earlier scan, or a day (default: the one before B)')
    .argument('[b]', 'id of the later scan, or a day (default: the last one)')
    .action(does(() => import('./diff.ts')))
  asJson(account(database(program.command('trends'))))
    .description('open findings over time')
    .addOption(new Option('--days <n>', 'how far back').argParser(whole(1, 3650)).default(90))
    .action(does(() => import('./trends.ts')))
  output(account(database(program.command('report'))))
    .description('render a stored scan')
    .option('--scan <id>', 'the scan (default: the last one)')
    .action(does(() => import('./report.ts')))

  program.commandsGroup('Access:')
  access(program.command('access'))
    .description('who can reach a resource, what a user or role can reach, and by which statements')
    .argument('<who-or-resource>', 'name or ARN of a user, role, queue, function, table or key')
    .addOption(repeated('--action <action>', 'only this action, * is a wildcard (default: sensitive ones); may be repeated'))
    .option('--snapshot <file>', 'answer from a file made by parapet collect; without it the account is read now')
    .addOption(choice('--format <format>', 'console or json', ['console', 'json']).default('console'))
    .option('--allow-incomplete', 'do not exit 4 where facts are missing')
    .addHelpText(
      'before',
      `Examples:
  parapet access deploy-role --profile prod
  parapet access arn:aws:sqs:eu-west-1:111122223333:orders --action 'sqs:*'
  parapet collect -o account.ndjson; parapet access payments --snapshot account.ndjson

Scans are not kept with all that they read: to ask again without reading again, keep a snapshot.
`,
    )
    .action(does(() => import('./access.ts')))

  program.commandsGroup('Graph:')
  const graph = program.command('graph').helpCommand(false).description('what there is, what flows where, and what the internet reaches')
  const ofAccount = (command: Command): Command =>
    access(command)
      .option('--snapshot <file>', 'answer from a file made by parapet collect; without it the account is read now')
      .option('--allow-incomplete', 'do not exit 4 where facts are missing')
  asJson(ofAccount(graph.command('show')))
    .description('the whole account by groups, or one resource with all that it is connected with')
    .argument('[resource]', 'name, ARN or service:name of a resource')
    .action(does(() => import('./graph-show.ts')))
  asJson(ofAccount(graph.command('path')))
    .description('the shortest ways along which something flows from one resource to another')
    .requiredOption('--from <resource>', 'name, ARN or service:name, or internet')
    .requiredOption('--to <resource>', 'name, ARN or service:name')
    .action(does(() => import('./graph-path.ts')))
  ofAccount(graph.command('export'))
    .description('a picture of the system, grouped by account, VPC and subnet; or the graph as JSON')
    .addOption(choice('--format <format>', 'mermaid, dot, svg or json', graphFormats).default('mermaid'))
    .option('-o, --output <file>', 'where it goes; - is stdout', '-')
    .addOption(
      new Option('--boxes <n>', 'gather like resources until there are no more boxes than this').argParser(whole(1, 2000)).default(60),
    )
    .addOption(repeated('--expand <pattern>', 'never gather these: names, ARNs or kinds, * is a wildcard; may be repeated'))
    .addOption(repeated('--with <what>', 'draw identities, keys or logs too; may be repeated', furtherParts))
    .addHelpText(
      'before',
      `Examples:
  parapet graph export --profile prod --format svg -o system.svg
  parapet graph export --snapshot account.ndjson --expand 'AWS::SQS::Queue' --with keys
  parapet graph path --from internet --to s3:customer-data
`,
    )
    .action(does(() => import('./graph-export.ts')))

  program.commandsGroup('Exceptions:')
  const waiver = program.command('waiver').helpCommand(false).description('accepted risks: parapet.waivers.yaml')
  database(waiver.command('add'))
    .description('add a waiver to the file')
    .argument('[finding]', 'id of the finding to waive')
    .addOption(new Option('--check <id>', 'waive this check, * is a wildcard'))
    .addOption(new Option('--resource <arn>', 'on this resource, * is a wildcard'))
    .requiredOption('--reason <text>', 'why the risk is accepted')
    .requiredOption('--owner <who>', 'who answers for it')
    .requiredOption('--expires <when>', 'last day (2027-02-28) or a time from today (30d), at most 365 days')
    .option('--ticket <ticket>', 'ticket that records it')
    .option('--approved-by <who>', 'who approved it')
    .action(does(() => import('./waiver-add.ts')))
  asJson(waiver.command('list'))
    .description('all waivers, with their ends')
    .action(does(() => import('./waiver-list.ts')))
  asJson(database(waiver.command('check')))
    .description('check the file, and report expired and stale waivers')
    .action(does(() => import('./waiver-check.ts')))

  program.commandsGroup('Offline:')
  pace(selection(access(program.command('collect'))))
    .description('read the account into a snapshot file, without evaluating it')
    .requiredOption('-o, --output <file>', 'the snapshot file')
    .option('--allow-incomplete', 'do not exit 4 where facts are missing')
    .action(does(() => import('./collect.ts')))
  output(gate(selection(program.command('check'))))
    .description('evaluate a snapshot file; calls nothing and keeps nothing')
    .argument('<snapshot>', 'file made by parapet collect')
    .action(does(() => import('./check.ts')))

  program.commandsGroup('Reference:')
  const checks = program.command('checks').helpCommand(false).description('the catalogue of checks')
  asJson(checks.command('list'))
    .description('every check, with severity and threat')
    .addOption(repeated('--service <name>', 'only this service; may be repeated'))
    .addOption(repeated('--severity <severity>', 'only this severity; may be repeated', severities))
    .action(does(() => import('./checks-list.ts')))
  asJson(checks.command('show'))
    .description('one check: why, what it reads, how to mend')
    .argument('<id>', 'id of a check')
    .action(does(() => import('./checks-show.ts')))
  selection(program.command('iam-policy'))
    .description('the least-privilege policy: exactly the actions that are used')
    .addOption(choice('--format <format>', 'form in which it is deployed', policyFormats).default('json'))
    .action(does(() => import('./iam-policy.ts')))

  program.commandsGroup('Housekeeping:')
  const db = program.command('db').helpCommand(false).description('care of the database')
  database(db.command('migrate'))
    .description('bring the database up to this version')
    .action(does(() => import('./db-migrate.ts')))
  database(db.command('prune'))
    .description('remove old scans, events and resolved findings')
    .requiredOption('--keep <duration>', 'what is younger stays, such as 400d')
    .option('--yes', 'remove without asking')
    .action(does(() => import('./db-prune.ts')))
  database(db.command('backup'))
    .description('copy the database to a file while it is in use')
    .argument('<file>', 'the copy; must not exist yet')
    .action(does(() => import('./db-backup.ts')))
  const config = program.command('config').helpCommand(false).description('the configuration')
  asJson(config.command('show'))
    .description('every setting and its value')
    .option('--origin', 'and where it comes from')
    .action(does(() => import('./config-show.ts')))
  program
    .command('completion')
    .description('print a completion script')
    .addArgument(new Argument('<shell>', 'bash, zsh, fish or powershell').choices(shells))
    .action(does(() => import('./completion.ts')))
  asJson(program.command('version'))
    .description('versions of Parapet, Node and of its formats')
    .action(does(() => import('./version.ts')))
  program
    .command('help')
    .description('long help on a command or a topic')
    .argument('[words...]', 'a command or a topic')
    .action(does(() => import('./help.ts')))

  return program
}
