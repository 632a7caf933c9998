import type { Principal } from '../iam/principal.ts';
import type { AwsError } from './gateway.ts';

/** A call of an AWS service at the gateway's address, its caller known. */
export interface ServiceCall {
  method: string;
  /** As it was sent, with the query string. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
  principal: Principal;
}

/** What goes back, without the headers that every answer has. */
export interface ServiceAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** One service's wire protocol. */
export interface ServiceProtocol {
  /** Rejects with an `AwsError` for what the service would refuse. */
  answer(call: ServiceCall): Promise<ServiceAnswer>;
  /** The refusal as this service writes it. */
  refuse(error: AwsError): ServiceAnswer;
}
