import { AwsError } from '../../gateway/gateway.ts';
import { mappingError } from '../errors.ts';
import { toDataSourceError, withRetries, type Call } from './backend.ts';
import { batchGetItem } from './batch-get.ts';
import type { DataSource } from './data-source.ts';
import type { Operation } from './operation.ts';
import { queryItems } from './query.ts';
import { asObject, asText } from './request-object.ts';
import { deleteItem, getItem, putItem, updateItem } from './single-item.ts';
import { transactGetItems, transactWriteItems } from './transactions.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetItem: getItem,
  PutItem: putItem,
  UpdateItem: updateItem,
  DeleteItem: deleteItem,
  Query: queryItems,
  BatchGetItem: batchGetItem,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
};
const NOT_BUILT = ['Scan', 'Sync', 'BatchPutItem', 'BatchDeleteItem'];

/**
 * An AMAZON_DYNAMODB data source. `call` runs under the role of the data source; its failures
 * become `ctx.error`.
 */
export function dynamodbDataSource(table: string, call: Call): DataSource {
  const patient = withRetries(call);
  return {
    invoke: async (request, owner) => {
      const object = asObject(request, '$');
      const name = asText(object['operation'], '$[operation]');
      const operation = OPERATIONS[name];
      if (!operation) {
        throw mappingError(NOT_BUILT.includes(name) ? `${name} is not built in the local stack.` : `Unsupported operation '${name}'.`);
      }
      try {
        return await operation(object, { table, owner, call: patient });
      } catch (error) {
        if (error instanceof AwsError) return { error: toDataSourceError(error) };
        throw error;
      }
    },
  };
}
