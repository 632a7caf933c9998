import { Kind, type DirectiveNode, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { isAllowed } from '../iam/principal.ts';
import { groupsOf, type AuthMode, type Caller } from './caller.ts';

/**
 * One way to be allowed: a mode, for user pools perhaps with groups of which the caller needs one.
 */
export interface AuthRule {
  mode: AuthMode;
  groups?: readonly string[];
}

const DIRECTIVES: Readonly<Record<string, AuthMode>> = {
  aws_api_key: 'API_KEY',
  aws_iam: 'AWS_IAM',
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS',
};

/**
 * Who may see a field: its own directives, else those of its type, else the default mode alone.
 * Several mean any of them.
 */
export function authRulesOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, defaultMode: AuthMode): AuthRule[] {
  const onField = rulesIn(field.astNode?.directives);
  if (onField.length > 0) return onField;
  const onType = rulesIn([...(type.astNode?.directives ?? []), ...type.extensionASTNodes.flatMap((each) => each.directives ?? [])]);
  return onType.length > 0 ? onType : [{ mode: defaultMode }];
}

/** Whether the caller's mode and groups satisfy one of the rules. */
export function satisfies(rules: readonly AuthRule[], caller: Caller): boolean {
  return rules.some(({ mode, groups }) => {
    if (mode !== caller.mode) return false;
    if (!groups || caller.mode !== 'AMAZON_COGNITO_USER_POOLS') return true;
    const own = groupsOf(caller.claims) ?? [];
    return groups.some((group) => own.includes(group));
  });
}

/** Whether a signed caller's policies allow a root field; other modes are not asked. */
export function policyAllows(caller: Caller, apiArn: string, typeName: string, fieldName: string): boolean {
  if (caller.mode !== 'AWS_IAM') return true;
  return isAllowed(caller.principal, 'appsync:GraphQL', `${apiArn}/types/${typeName}/fields/${fieldName}`);
}

function rulesIn(directives: readonly DirectiveNode[] = []): AuthRule[] {
  return directives.flatMap((directive) => {
    const mode = DIRECTIVES[directive.name.value];
    if (!mode) return [];
    const groups = groupsIn(directive);
    return [groups ? { mode, groups } : { mode }];
  });
}

function groupsIn(directive: DirectiveNode): string[] | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === 'cognito_groups')?.value;
  if (value?.kind !== Kind.LIST) return undefined;
  return value.values.flatMap((each) => (each.kind === Kind.STRING ? [each.value] : []));
}
