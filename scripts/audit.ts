import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AuditAnswer, AuditEvent } from '../functions/audit-stock/handler.ts';
import type { Report } from '../functions/audit-stock/report.ts';
import type { StackDescription } from '../local/description.ts';

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

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stack: { type: 'string' },
    function: { type: 'string' },
    region: { type: 'string' },
    level: { type: 'boolean', default: false },
    repair: { type: 'boolean', default: false },
  },
});
const { repair } = options;
const { name, client } =
  options.function === undefined ? localStage(options.stack ?? '.local/stack.json') : deployedStage(options.function);
const lambda = new LambdaClient({ ...client, maxAttempts: 1 });

const report = options.level ? await auditLevel() : await auditAll();
print(report);
process.exitCode = report.drift.some(({ repaired }) => repaired !== true) || report.drifted > report.drift.length ? 1 : 0;

function localStage(file: string) {
  const { region, dynamodbEndpoint, functions } = JSON.parse(readFileSync(file, 'utf8')) as StackDescription;
  // The local stack answers for every service at one address and takes any key as the operator's.
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  return { name: functions.audit, client: { region, endpoint: dynamodbEndpoint, credentials } };
}

function deployedStage(functionName: string) {
  return { name: functionName, client: options.region === undefined ? {} : { region: options.region } };
}

async function auditLevel(): Promise<Report> {
  const [productId, warehouseId, ...more] = positionals;
  if (productId === undefined || warehouseId === undefined || more.length > 0) {
    throw new Error('--level needs a product and a warehouse: npm run audit -- --level 85123A LONDON');
  }
  const answer = await invoke({ task: 'level', productId, warehouseId, repair });
  if (!answer.finished || !answer.report) throw new Error('The auditor gave no report; its log says why.');
  return answer.report;
}

/** The audit that was under way may have been too far for repairs when it was asked for them; then there is another one. */
async function auditAll(): Promise<Report> {
  const first = await followAudit();
  return repair && first.drift.some(({ repaired }) => repaired === undefined) ? followAudit() : first;
}

async function followAudit(): Promise<Report> {
  for (
    let answer = await invoke({ task: 'start', repair, seconds: SECONDS });
    ;
    answer = await invoke({ task: 'continue', seconds: SECONDS })
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

async function invoke(event: AuditEvent): Promise<AuditAnswer> {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }));
  const text = Payload?.transformToString() ?? 'null';
  if (FunctionError === undefined) return JSON.parse(text) as AuditAnswer;
  throw new Error(`The auditor failed: ${(JSON.parse(text) as { errorMessage?: string }).errorMessage ?? FunctionError}`);
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
