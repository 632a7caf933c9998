import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AuditAnswer, AuditEvent } from '../../functions/audit-stock/handler.ts';
import type { Drift } from '../../functions/audit-stock/audit.ts';
import type { Report } from '../../functions/audit-stock/report.ts';
import type { Template } from '../../local/emulator/template/reader.ts';
import type { StackDescription } from './stack.ts';
import { pause } from './wait.ts';
import { withoutSchedules } from './without-schedules.ts';

/** How long what is found must last in the stacks of these tests, seconds. */
const settleSeconds = 1;

/** Audits that run only by hand, and wait as little as they may. */
export function quickAudits(template: Template): void {
  withoutSchedules(template);
  for (const { Type, Properties } of Object.values(template.Resources)) {
    const { Variables } = (Properties?.['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
    if (Type === 'AWS::Lambda::Function' && Variables?.['SETTLE_SECONDS'] !== undefined)
      Variables['SETTLE_SECONDS'] = String(settleSeconds);
  }
}

/** One invocation of the auditor. Rejects when it failed. */
export async function invokeAudit(stack: StackDescription, event: AuditEvent): Promise<AuditAnswer> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const lambda = new LambdaClient({ region: stack.region, endpoint: stack.dynamodbEndpoint, credentials, maxAttempts: 1 });
  const answer = await lambda.send(new InvokeCommand({ FunctionName: stack.functions.audit, Payload: JSON.stringify(event) }));
  const payload = answer.Payload?.transformToString() ?? 'null';
  if (answer.FunctionError !== undefined) throw new Error(`The auditor failed: ${payload}`);
  return JSON.parse(payload) as AuditAnswer;
}

/** A whole audit: goes on until it is at its end. */
export async function auditAll(stack: StackDescription, { repair = false } = {}): Promise<Report> {
  for (let answer = await invokeAudit(stack, { task: 'start', repair }); ; answer = await invokeAudit(stack, { task: 'continue' })) {
    if (answer.finished && answer.report) return answer.report;
    await pause(200);
  }
}

/** What a report has about one product or id, or both. */
export function driftOf({ drift }: Report, what: { productId?: string; id?: string }): Drift[] {
  const isIt = (one: string | undefined, other: string | undefined) => one !== undefined && one === other;
  return drift.filter(({ level, id }) => isIt(what.productId, level?.productId) || isIt(what.id, id));
}
