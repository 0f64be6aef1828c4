// Athena, Glue and Lake Formation, as AWS answers them.
import { awsError } from '../../support/answers.ts'
import { connections } from '../analytics.ts'
import { corrected, listOf, type Json, type Overrides } from './override.ts'

/** moto forgets them. */
const types = new Map(connections.map(({ Name, ConnectionType }) => [Name, ConnectionType]))

const withoutTime = ({ CreationTime: _time, ...rest }: Json): Json => rest

export const analytics: Overrides = {
  'athena:GetWorkGroup': corrected((body) => ({ ...body, WorkGroup: withoutTime(body['WorkGroup'] as Json) })),
  'athena:ListDataCatalogs': corrected((body) => ({
    ...body,
    DataCatalogsSummary: [{ CatalogName: 'AwsDataCatalog', Type: 'GLUE' }, ...listOf(body, 'DataCatalogsSummary')],
  })),
  'athena:ListWorkGroups': corrected((body) => ({ ...body, WorkGroups: listOf(body, 'WorkGroups').map(withoutTime) })),
  // moto hands out passwords whether they are asked for or not.
  'glue:GetConnections': corrected((body) => ({
    ...body,
    ConnectionList: listOf(body, 'ConnectionList').map(({ Connection: _input, ...connection }) => {
      const { PASSWORD: _password, ...properties } = connection['ConnectionProperties'] as Json
      return { ...connection, ConnectionType: types.get(String(connection['Name'])), ConnectionProperties: properties }
    }),
  })),
  'glue:GetResourcePolicy': async (seen, ask) => {
    const { status, headers, text } = await ask()
    if (status === 200 && !('PolicyInJson' in (JSON.parse(text) as Json)))
      return awsError(seen.protocol, 'EntityNotFoundException', 'Policy not found')
    return { status, headers, body: text }
  },
}
