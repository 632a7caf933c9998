import type { Principal } from '../iam/principal.ts';

/**
 * The one way in for all AWS calls: IAM check, injected faults, limits that DynamoDB Local lacks,
 * then DynamoDB Local.
 */
export interface Gateway {
  /**
   * One DynamoDB call in the low-level JSON shapes of the wire (`{"S":"x"}`, `{"N":"5"}`).
   * Rejects with an `AwsError` for everything the service would refuse.
   */
  dynamodb(principal: Principal, operation: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** The gateway with what only SDK clients use. */
export interface FullGateway extends Gateway {
  /** One DynamoDB Streams call, as `dynamodb`. */
  streams(principal: Principal, operation: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** An error as an AWS service sends it over the JSON protocol. */
export class AwsError extends Error {
  /**
   * Short name, e.g. `ConditionalCheckFailedException`; `ConnectionLost` when no answer arrived.
   */
  readonly code: string;
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  /** The body as on the wire: `__type`, `message` or `Message`, `CancellationReasons`, `Item`. */
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * What a refused call took all the same, where the database says so: as `ConsumedCapacity` has
   * it.
   */
  consumed?: readonly Readonly<{ TableName: string; CapacityUnits: number; Table?: { CapacityUnits: number } }>[] | undefined;

  constructor(code: string, message: string, status = 400, body: Record<string, unknown> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.body = { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message, ...body };
  }
}
