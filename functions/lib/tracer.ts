import { Tracer } from '@aws-lambda-powertools/tracer';

// Off outside of Lambda, by itself.
const tracer = new Tracer({ captureHTTPsRequests: false });

/** The same client of AWS, whose calls show in X-Ray below the function that made them. */
export function traced<Client>(client: Client): Client {
  return tracer.captureAWSv3Client(client);
}
