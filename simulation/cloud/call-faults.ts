import { RequestError } from '../../local/emulator/appsync/http.ts';
import { AwsError } from '../../local/emulator/gateway/gateway.ts';
import { LATEST_DATABASE_MS } from '../faults.ts';
import type { CallFaults } from './hops.ts';

// What each service does to a call, and what it says then.

const TOO_MUCH = 'The level of configured provisioned throughput for the table was exceeded.';

export const DATABASE_FAULTS: CallFaults = {
  refused: [
    ['database throttles', () => new AwsError('ProvisionedThroughputExceededException', TOO_MUCH)],
    ['database fails', () => new AwsError('InternalServerError', 'Internal server error', 500)],
  ],
  slow: { kind: 'database is slow', leastMs: 1_000, mostMs: LATEST_DATABASE_MS },
  lost: 'database answer lost',
};

export const SNS_FAULTS: CallFaults = {
  refused: [['SNS refuses', () => new AwsError('InternalError', 'Internal error', 500)]],
  lost: 'SNS answer lost',
};

export const BUS_FAULTS: CallFaults = {
  refused: [['bus refuses', () => new AwsError('ThrottlingException', 'Rate exceeded')]],
  lost: 'bus answer lost',
};

export const API_FAULTS: CallFaults = {
  refused: [
    ['API throttles', () => new RequestError(429, 'ThrottlingException', 'Rate exceeded')],
    ['API fails', () => new RequestError(500, 'InternalFailure', 'An internal failure occurred.')],
  ],
  slow: { kind: 'API is slow', leastMs: 2_000, mostMs: 40_000 },
  lost: 'API answer lost',
};
