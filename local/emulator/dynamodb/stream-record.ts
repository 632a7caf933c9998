/** A record as DynamoDB Streams answers it; of its content only what the stack looks at. */
export interface StreamRecord {
  eventName: string;
  dynamodb: { SequenceNumber: string; Keys: Readonly<Record<string, unknown>> };
  [field: string]: unknown;
}
