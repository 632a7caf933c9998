import { join } from 'node:path';
import { Duration, Expiration, Stack } from 'aws-cdk-lib';
import {
  AppsyncFunction,
  AuthorizationType,
  CfnApiKey,
  Code,
  Definition,
  FunctionRuntime,
  GraphqlApi,
  IntrospectionConfig,
  Resolver,
} from 'aws-cdk-lib/aws-appsync';
import type { CfnGraphQLApi } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { limits } from '../domain/limits.ts';
import { manifest, sourcesOf } from '../resolvers/manifest.ts';
import { acknowledge } from './acknowledge.ts';
import { bundleDirectory, schemaFile } from './build.ts';
import type { Staff } from './access.ts';
import { createDataSources } from './data-sources.ts';
import type { Data } from './data.ts';
import { lifetimeOf } from './lifetime.ts';
import type { Settings } from './settings.ts';
import type { Writers } from './writers.ts';

/**
 * Levels of fields in one query: the deepest useful one, productStock { levels { … } }, has three.
 */
const QUERY_DEPTH_LIMIT = 5;
/**
 * Resolvers of one request: enough for `availabilities` of as many products as it takes, which is
 * itself and one for each.
 */
const RESOLVER_COUNT_LIMIT = 1 + limits.keysPerCall;

interface ApiProps {
  settings: Settings;
  data: Data;
  staff: Staff;
  /** The one role that may publish changes. */
  publisher: IRole;
  /** The functions that answer for resolvers. */
  writers: Writers;
  /** The function that lists what others gave up. */
  deadLetters: IFunction;
}

/**
 * The GraphQL API: schema, three ways to be authorised, data sources, one resolver a field as the
 * manifest says.
 */
export class Api extends Construct {
  readonly graphql: GraphqlApi;
  /** Where the API writes its errors. */
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, { settings, data, staff, publisher, writers, deadLetters }: ApiProps) {
    super(scope, id);
    const expires = Expiration.after(Duration.days(settings.apiKeyDays));
    this.graphql = new GraphqlApi(this, 'GraphQL', {
      name: Stack.of(this).stackName,
      definition: Definition.fromFile(schemaFile),
      authorizationConfig: {
        defaultAuthorization: { authorizationType: AuthorizationType.IAM },
        additionalAuthorizationModes: [
          {
            authorizationType: AuthorizationType.API_KEY,
            apiKeyConfig: { name: apiKeyName(settings.apiKeyGeneration), description: 'storefront', expires },
          },
          {
            authorizationType: AuthorizationType.USER_POOL,
            userPoolConfig: { userPool: staff.userPool, appIdClientRegex: staff.client.userPoolClientId },
          },
        ],
      },
      xrayEnabled: true,
      queryDepthLimit: QUERY_DEPTH_LIMIT,
      resolverCountLimit: RESOLVER_COUNT_LIMIT,
      introspectionConfig: settings.publicSchema ? IntrospectionConfig.ENABLED : IntrospectionConfig.DISABLED,
      environmentVariables: {
        INVENTORY_TABLE: data.inventory.tableName,
        RESERVATIONS_TABLE: data.reservations.tableName,
        REQUESTS_TABLE: data.requests.tableName,
        MOVEMENTS_TABLE: data.movements.tableName,
        RESERVATION_TTL_SECONDS: String(settings.reservationTtlSeconds),
        LONGEST_RESERVATION_SECONDS: String(settings.longestReservationSeconds),
        // AppSync takes no empty value.
        ...(settings.sourcingOrder !== '' && { SOURCING_ORDER: settings.sourcingOrder }),
        PUBLIC_COUNT_CAP: String(settings.publicCountCap),
        PUBLISHER_ROLE: publisher.roleName,
      },
    });
    this.keepFormerKey(settings, expires);
    this.logs = this.logErrors(settings);
    acknowledge(
      this.graphql,
      'AwsSolutions-ASC3',
      'Errors are logged; headers and variables stay out of the log, as they hold tokens and data of customers.',
    );
    this.attachResolvers(createDataSources(this.graphql, { data, writers, deadLetters }));
  }

  /**
   * The key of the generation before goes on working. It is the same construct that the L2 made for
   * it while it was the present one, so that a deploy neither replaces nor removes it.
   */
  private keepFormerKey({ apiKeyGeneration }: Settings, expires: Expiration): void {
    if (apiKeyGeneration === 1) return;
    new CfnApiKey(this.graphql, `${apiKeyName(apiKeyGeneration - 1)}ApiKey`, {
      apiId: this.graphql.apiId,
      description: 'storefront, to be replaced',
      expires: expires.toEpoch(),
    });
  }

  // The L2's logConfig would add a custom resource with wide rights just to set the retention.
  // Headers and variables stay out of the log.
  private logErrors(settings: Settings): LogGroup {
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/appsync/apis/${this.graphql.apiId}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: lifetimeOf(settings),
    });
    const role = new Role(this, 'LogRole', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    // Also to make the group again, should somebody have deleted it: AppSync would go on without a
    // word, and with it the alarms that count its lines. The policy names the group, so it comes
    // after it, and AppSync cannot be first.
    const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
    role.addToPolicy(new PolicyStatement({ actions, resources: [logs.logGroupArn] }));
    (this.graphql.node.defaultChild as CfnGraphQLApi).logConfig = {
      cloudWatchLogsRoleArn: role.roleArn,
      fieldLogLevel: 'ERROR',
      excludeVerboseContent: true,
    };
    return logs;
  }

  private attachResolvers(dataSources: ReturnType<typeof createDataSources>): void {
    for (const [field, entry] of Object.entries(manifest)) {
      const [typeName = '', fieldName = ''] = field.split('.');
      const { code, steps } = sourcesOf(field);
      const runtime = FunctionRuntime.JS_1_0_0;
      const name = typeName + fieldName;
      const functions = steps.map(
        (step, index) =>
          new AppsyncFunction(this, `${name}${index}`, {
            api: this.graphql,
            name: `${name}_${index + 1}`,
            dataSource: dataSources[step.dataSource],
            code: bundle(step.path),
            runtime,
          }),
      );
      new Resolver(this, name, {
        api: this.graphql,
        typeName,
        fieldName,
        runtime,
        code: bundle(code.path),
        ...('steps' in entry ? { pipelineConfig: functions } : { dataSource: dataSources[entry.dataSource] }),
      });
    }
  }
}

function apiKeyName(generation: number): string {
  return `Generation${generation}`;
}

function bundle(source: string): Code {
  return Code.fromAsset(join(bundleDirectory, `${source}.js`));
}
