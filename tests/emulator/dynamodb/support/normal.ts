import type { Body, Request } from './parts.ts';
import type { Outcome } from './outcome.ts';

/** JSON that is the same for what means the same: names in one order, sets sorted. */
export function text(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(normal(value));
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, each]) => [name, isSet(name, each) ? [...each].sort() : normal(each)]);
}

function isSet(name: string, value: unknown): value is string[] {
  return ['SS', 'NS', 'BS'].includes(name) && Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The parts of an outcome that are compared, each as a text. */
export function partsOf(request: Request, { answer, error }: Outcome): Record<string, string> {
  if (error) {
    const reasons = error.reasons as { Code: string; Message?: string; Item?: unknown }[] | undefined;
    return {
      code: error.code,
      ...(error.code === 'TransactionCanceledException' ? {} : { message: error.message }),
      item: text(error.item),
      ...(reasons && { reasons: text(reasons.map(({ Code, Item }) => [Code, Item])) }),
      ...(reasons && { 'reason messages': text(reasons.map(({ Message }) => Message)) }),
    };
  }
  const { ConsumedCapacity, ...rest } = answer ?? {};
  const parts = request.paged ? pagedParts(request, rest['Pages'] as Body[]) : { answer: text(unordered(rest)) };
  return {
    code: 'none',
    ...parts,
    capacity: text(capacityOf(ConsumedCapacity ?? (rest['Pages'] as Body[] | undefined)?.map((page) => page['ConsumedCapacity']))),
  };
}

/** Items of a batch come in any order. */
function unordered(answer: Body): Body {
  const { Responses } = answer;
  if (typeof Responses !== 'object' || Responses === null || Array.isArray(Responses)) return answer;
  return {
    ...answer,
    Responses: Object.fromEntries(Object.entries(Responses as Record<string, unknown[]>).map(([table, items]) => [table, sorted(items)])),
  };
}

function sorted(values: readonly unknown[]): string[] {
  return values.map(text).sort();
}

/**
 * Nothing says in which order the items of a scan come, nor those of an index with the same key, so
 * that only all pages together can be compared there. A filter or a projection hides the keys, so
 * that the order is looked at where there is neither.
 */
function pagedParts({ operation, body }: Request, pages: readonly Body[]): Record<string, string> {
  const items = pages.flatMap((page) => (page['Items'] ?? []) as Body[]);
  const isLoose = operation === 'Scan' || body['IndexName'] !== undefined;
  const total = (name: string) => pages.reduce((sum, page) => sum + Number(page[name]), 0);
  if (!isLoose)
    return {
      answer: text(pages.map(({ Items, Count, ScannedCount, LastEvaluatedKey }) => ({ Items, Count, ScannedCount, LastEvaluatedKey }))),
    };
  return {
    items: text(sorted(items)),
    count: text([total('Count'), total('ScannedCount'), operation === 'Scan' || pages.map((page) => page['ScannedCount'])]),
  };
}

function capacityOf(consumed: unknown): unknown {
  if (!Array.isArray(consumed)) return consumed;
  return sorted(consumed.filter((each) => each !== undefined));
}
