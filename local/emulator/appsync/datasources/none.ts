import { asObject, onlyKeys } from './request-object.ts';
import type { DataSource } from './data-source.ts';

/** The NONE data source: the payload of the request is the result. */
export const noneDataSource: DataSource = {
  invoke: (request) => {
    const object = asObject(request, '$');
    onlyKeys(object, ['payload', 'version'], '$');
    return Promise.resolve({ result: object['payload'] ?? null });
  },
};
