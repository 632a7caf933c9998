import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type DEAD_LETTER_KINDS, functionVariable } from '../domain/dead-letters.ts';
import { acknowledge, logicalIdOf } from './acknowledge.ts';
import { functionRole, lambdaFunction } from './function.ts';
import type { Settings } from './settings.ts';

/** What shows staff what functions gave up. */
export class DeadLetters extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, failures }: { settings: Settings; failures: Bucket }) {
    super(scope, id);
    const role = functionRole(this, 'list-dead-letters');
    role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [failures.bucketArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [failures.arnForObjects('aws/lambda/*')] }));
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::<${logicalIdOf(failures)}.Arn>/aws/lambda/*]`,
      'Lambda chooses the names of the objects in which it keeps what failed.',
    );
    this.function = lambdaFunction(this, 'list-dead-letters', settings, {
      role,
      description: 'Onhand: lists what functions gave up',
      // AppSync waits 30 seconds for a field.
      timeout: Duration.seconds(28),
      environment: { FAILURES_BUCKET: failures.bucketName },
    });
  }

  /** Which function leaves dead letters of a kind: it comes after the API, which lists them. */
  of(kind: (typeof DEAD_LETTER_KINDS)[number], target: IFunction): void {
    this.function.addEnvironment(functionVariable(kind), target.functionArn);
  }
}
