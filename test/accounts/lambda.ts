// Builds the functions of the reference account.
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type Runtime,
} from '@aws-sdk/client-lambda'
import { streamOf } from './dynamodb.ts'
import { functions, type Fn, type Permission } from './functions.ts'
import { account, arnOf, home, roleArn, type Ground } from './ground.ts'
import type { Network } from './network.ts'

/** An archive without entries: nothing of this is ever run. */
const emptyZip = Uint8Array.from([0x50, 0x4b, 0x05, 0x06, ...Array.from({ length: 18 }, () => 0)])

const grant = async (ground: Ground, FunctionName: string, permissions: readonly Permission[], Qualifier?: string): Promise<void> => {
  for (const { sid, principal, sourceArn, sourceAccount, urlAuth } of permissions) {
    await ground.in(home).lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: sid,
        Action: urlAuth ? 'lambda:InvokeFunctionUrl' : 'lambda:InvokeFunction',
        Principal: principal,
        ...(sourceArn && { SourceArn: sourceArn }),
        ...(sourceAccount && { SourceAccount: sourceAccount }),
        ...(urlAuth && { FunctionUrlAuthType: urlAuth }),
        ...(Qualifier && { Qualifier }),
      }),
    )
  }
}

/** Without a network, as on LocalStack, functions that run in one run outside. */
export const createFunction = async (ground: Ground, fn: Fn, network?: Network): Promise<void> => {
  const { lambda } = ground.in(home)
  const FunctionName = fn.name
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: roleArn(fn.role ?? fn.name),
      ...(fn.image
        ? { PackageType: 'Image', Code: { ImageUri: `${account}.dkr.ecr.${home}.amazonaws.com/${fn.image}` } }
        : // Runtimes that AWS no longer takes for new functions live on in old ones, and in the accounts of others.
          { Runtime: (fn.runtime ?? 'nodejs24.x') as Runtime, Handler: 'index.handler', Code: { ZipFile: emptyZip } }),
      Timeout: fn.timeout,
      MemorySize: 256,
      ...(fn.zones &&
        network && {
          VpcConfig: { SubnetIds: fn.zones.map((zone) => network.subnets.private[zone]), SecurityGroupIds: [network.groups.functions] },
        }),
      ...(fn.env && { Environment: { Variables: { ...fn.env } } }),
      ...(fn.layers && { Layers: fn.layers.map((name) => arnOf('lambda', `layer:${name}:1`)) }),
      ...(fn.deadLetter && { DeadLetterConfig: { TargetArn: fn.deadLetter } }),
      ...(fn.tags && { Tags: { ...fn.tags } }),
    }),
  )
  if (fn.alias) {
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }))
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: fn.alias.name, FunctionVersion: Version }))
    await grant(ground, FunctionName, fn.alias.permissions ?? [], fn.alias.name)
  }
  if (fn.url) {
    await lambda.send(
      new CreateFunctionUrlConfigCommand({
        FunctionName,
        AuthType: fn.url,
        ...(fn.origins && { Cors: { AllowOrigins: [...fn.origins] } }),
      }),
    )
  }
  await grant(ground, FunctionName, fn.permissions ?? [])
  if (fn.reserved) {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: fn.reserved }))
  }
  if (fn.invoke) await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...fn.invoke }))
  for (const source of fn.sources ?? []) {
    const EventSourceArn = 'queue' in source ? arnOf('sqs', source.queue) : await streamOf(ground, source.stream)
    await lambda.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, ...source.mapping }))
  }
}

export const deleteFunction = async (ground: Ground, FunctionName: string): Promise<void> => {
  await ground.in(home).lambda.send(new DeleteFunctionCommand({ FunctionName }))
}

/** All functions, or those that are wanted, with the layers that they use. */
export const buildFunctions = async (ground: Ground, wanted: readonly Fn[] = functions, network?: Network): Promise<void> => {
  for (const LayerName of new Set(wanted.flatMap(({ layers }) => layers ?? []))) {
    await ground.in(home).lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: emptyZip } }))
  }
  for (const fn of wanted) await createFunction(ground, fn, network)
}
