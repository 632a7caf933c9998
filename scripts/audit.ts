import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AuditAnswer, AuditEvent } from '../functions/audit-stock/handler.ts';
import type { Report } from '../functions/audit-stock/report.ts';
import { main } from './deploy/run.ts';
import { deployedOperator, LOCAL_STACK, localOperator, readStage } from './stage.ts';

// `npm run audit`: proves the invariants now, or goes on with the audit that is under way, and says what has drifted. May be stopped and run again at any time.
//   npm run audit                                        the local stack of .local/stack.json
//   npm run audit -- --stack FILE                        another local stack
//   npm run audit -- --function NAME [--region REGION]   a deployed stage: the output AuditFunction, with the credentials of the AWS SDK's usual places,
//                                                        which need lambda:InvokeFunction
//   ... --level PRODUCT WAREHOUSE                        this level alone, at once
//   ... --repair                                         mends what has drifted, each by a change that says so
// Ends with 1 when something has drifted and was not repaired.

/** How long one invocation works before it tells how far it is, seconds. */
const SECONDS = 60;
const PAUSE_MS = 3_000;

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stack: { type: 'string', default: LOCAL_STACK },
      function: { type: 'string' },
      region: { type: 'string' },
      level: { type: 'boolean', default: false },
      repair: { type: 'boolean', default: false },
    },
  });
  const { level, repair } = values;
  const auditor = values.function === undefined ? localAuditor(values.stack) : deployedAuditor(values.function, values.region);
  const report = level ? await auditLevel(auditor, positionals, repair) : await auditAll(auditor, repair);
  print(report);
  if (report.drift.some(({ repaired }) => repaired !== true) || report.drifted > report.drift.length) process.exitCode = 1;
});

type Auditor = (event: AuditEvent) => Promise<AuditAnswer>;

function localAuditor(file: string): Auditor {
  const stack = readStage(file);
  return auditorOf(new LambdaClient({ ...localOperator(stack), maxAttempts: 1 }), stack.functions.audit);
}

function deployedAuditor(functionName: string, region: string | undefined): Auditor {
  return auditorOf(new LambdaClient({ ...deployedOperator(region), maxAttempts: 1 }), functionName);
}

function auditorOf(lambda: LambdaClient, functionName: string): Auditor {
  return async (event) => {
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
    const text = Payload?.transformToString() ?? 'null';
    if (FunctionError === undefined) return JSON.parse(text) as AuditAnswer;
    throw new Error(`The auditor failed: ${(JSON.parse(text) as { errorMessage?: string }).errorMessage ?? FunctionError}`);
  };
}

async function auditLevel(auditor: Auditor, key: readonly string[], repair: boolean): Promise<Report> {
  const [productId, warehouseId, ...more] = key;
  if (productId === undefined || warehouseId === undefined || more.length > 0) {
    throw new Error('--level needs a product and a warehouse: npm run audit -- --level 85123A LONDON');
  }
  const answer = await auditor({ task: 'level', productId, warehouseId, repair });
  if (!answer.finished || !answer.report) throw new Error('The auditor gave no report; its log says why.');
  return answer.report;
}

/** The audit that was under way may have been too far for repairs when it was asked for them; then there is another one. */
async function auditAll(auditor: Auditor, repair: boolean): Promise<Report> {
  const first = await followAudit(auditor, repair);
  return repair && first.drift.some(({ repaired }) => repaired === undefined) ? followAudit(auditor, repair) : first;
}

async function followAudit(auditor: Auditor, repair: boolean): Promise<Report> {
  for (
    let answer = await auditor({ task: 'start', repair, seconds: SECONDS });
    ;
    answer = await auditor({ task: 'continue', seconds: SECONDS })
  ) {
    if (answer.finished) {
      if (answer.report) return answer.report;
      throw new Error('The auditor gave no report; its log says why.');
    }
    const { phase, checked } = answer.interim ?? {};
    process.stdout.write(
      phase && checked ? `${phase}: ${checked.levels} levels, ${checked.holds} holds\n` : 'Another invocation is at work\n',
    );
    await pause(PAUSE_MS);
  }
}

function print({ run, checked, drift, drifted, undecided, lateMarks }: Report): void {
  process.stdout.write(
    `Audit of ${run}: ${checked.levels} levels and ${checked.holds} holds, ${drifted} drifted, ${undecided} undecided\n`,
  );
  if (lateMarks > 0) process.stdout.write(`${lateMarks} levels had no status of now yet, and have it now\n`);
  for (const { kind, level, id, expected, found, repaired } of drift) {
    const what = level ? `${level.productId} in ${level.warehouseId}` : (id?.replaceAll('\u0001', '/') ?? 'summary');
    const end = repaired === undefined ? '' : repaired ? ', repaired' : ', NOT repaired';
    process.stdout.write(`${kind} ${what}: ${found}, should be ${expected.replaceAll('\u0001', '/')}${end}\n`);
  }
  if (drifted > drift.length) process.stdout.write(`and ${drifted - drift.length} more\n`);
}
