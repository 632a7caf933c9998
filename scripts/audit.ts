import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { orNearest } from '../tools/nearest.ts';
import type { AuditAnswer, AuditEvent } from '../functions/audit-stock/handler.ts';
import type { Report } from '../functions/audit-stock/report.ts';
import type { StockKeyInput } from '../schema/types.ts';
import { beginCommand, stackOption, UsageError } from '../tools/command-line.ts';
import { deployedOperator, operatorOf, readStage } from './stage.ts';

// `npm run audit`: see --help.

const { values, positionals } = beginCommand({
  usage: 'npm run audit -- [options] [PRODUCT WAREHOUSE]',
  about: 'Proves the invariants now, or goes on with the audit that is under way, and says what has drifted.',
  takes: ['PRODUCT', 'WAREHOUSE'],
  options: {
    ...stackOption,
    function: { type: 'string', value: 'NAME', help: "a deployed stage without its file: the stack's output AuditFunction" },
    region: { type: 'string', value: 'REGION', help: 'where that function is (default AWS_REGION)' },
    level: { type: 'boolean', help: 'only the level PRODUCT WAREHOUSE, at once' },
    repair: { type: 'boolean', help: 'mends what has drifted, each by a change that says so' },
  },
  more:
    "A deployed stage takes the credentials of the AWS SDK's usual places, which need lambda:InvokeFunction.\n" +
    'May be stopped and run again at any time. Ends with 1 when something has drifted and was not repaired.',
});

/** How long one invocation works before it tells how far it is, seconds. */
const SECONDS = 60;
const PAUSE_MS = 3_000;

const { repair = false } = values;
const level = levelOf(values.level, positionals);
const auditor = values.function === undefined ? auditorOfStage(values.stack) : auditorCalled(values.function, values.region);
const report = level ? await auditLevel(auditor, level, repair) : await auditAll(auditor, repair);
print(report);
const isOpen = ({ kind, repaired }: Report['drift'][number]) => repaired !== true && kind !== 'DESCRIPTION';
if (report.drift.some(isOpen) || report.drifted > report.drift.length) process.exitCode = 1;

type Auditor = (event: AuditEvent) => Promise<AuditAnswer>;

/** The level that is asked for; undefined for all. */
function levelOf(asked: boolean | undefined, [productId, warehouseId]: readonly string[]): StockKeyInput | undefined {
  if (asked === true && (productId === undefined || warehouseId === undefined))
    throw new UsageError('--level needs a product and a warehouse: npm run audit -- --level 85123A LONDON');
  if (asked !== true && productId !== undefined)
    throw new UsageError(`"${productId}" is no option. A stage is named by --stack FILE, a level by --level PRODUCT WAREHOUSE.`);
  return productId === undefined || warehouseId === undefined ? undefined : { productId, warehouseId };
}

function auditorOfStage(file: string): Auditor {
  const stage = readStage(file);
  return auditorOf(new LambdaClient({ ...operatorOf(stage), maxAttempts: 1 }), stage.functions.audit);
}

function auditorCalled(functionName: string, region: string | undefined): Auditor {
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

async function auditLevel(auditor: Auditor, level: StockKeyInput, repair: boolean): Promise<Report> {
  const answer = await auditor({ task: 'level', ...level, repair });
  if (!answer.finished || !answer.report) throw new Error('The auditor gave no report; its log says why.');
  const { neighbours } = answer.report;
  if (neighbours) throw new Error(`There is no level ${nameOf(level)}.${orNearest(nameOf(level), neighbours.map(nameOf))}`);
  return answer.report;
}

/** As a command line names it. */
function nameOf({ productId, warehouseId }: StockKeyInput): string {
  return `${productId} ${warehouseId}`;
}

/**
 * The audit that was under way may have been too far for repairs when it was asked for them; then
 * there is another one.
 */
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
      phase && checked ? `${phase}: ${checked.levels} levels, ${checked.holds} reservations\n` : 'Another invocation is at work\n',
    );
    await pause(PAUSE_MS);
  }
}

function print({ run, checked, drift, drifted, undecided, lateMarks, broughtUp }: Report): void {
  process.stdout.write(
    `Audit of ${run}: ${checked.levels} levels and ${checked.holds} reservations, ${drifted} drifted, ${undecided} undecided\n`,
  );
  if (lateMarks > 0) process.stdout.write(`${lateMarks} levels had no status of now yet, and have it now\n`);
  if (broughtUp > 0) process.stdout.write(`${broughtUp} levels were as the release before left them, and were brought up\n`);
  for (const { kind, level, product, id, expected, found, repaired } of drift) {
    const what = level ? `${level.productId} in ${level.warehouseId}` : (product ?? id?.replaceAll('\u0001', '/') ?? 'summary');
    const end = repaired === undefined ? '' : repaired ? ', repaired' : ', NOT repaired';
    process.stdout.write(`${kind} ${what}: ${found}, should be ${expected.replaceAll('\u0001', '/')}${end}\n`);
  }
  if (drifted > drift.length) process.stdout.write(`and ${drifted - drift.length} more\n`);
}
