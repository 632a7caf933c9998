import { OnhandError } from './errors.ts';

/**
 * Fields that name something, and the places of a list of them: `productId`, `productIds[3]`,
 * `sourcing.warehouses[0]`.
 */
const ID = /(Ids?|\bwarehouses)(\[\d+\])?$/;

/**
 * What is wrong with the variables of a call that the API would take for something else, or answer
 * with a sentence about its parser: ids that are no text, and numbers that are not whole.
 * INVALID_INPUT naming the field, as the API says it of what it finds itself; undefined when there
 * is nothing.
 */
export function inputProblem(value: unknown, field = ''): OnhandError | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'object') {
    const parts = Array.isArray(value)
      ? value.map((each: unknown, place) => [`${field}[${place}]`, each] as const)
      : Object.entries(value).map(
          ([name, each]: [string, unknown]) => [field === '' || field === 'input' ? name : `${field}.${name}`, each] as const,
        );
    for (const [name, each] of parts) {
      const problem = inputProblem(each, name);
      if (problem) return problem;
    }
    return undefined;
  }
  if (ID.test(field) && typeof value !== 'string')
    return invalid(field, 'has to be a string: JSON numbers above 2^53 lose digits, and two ids become one');
  if (typeof value === 'number' && !Number.isInteger(value))
    return invalid(field, 'has to be a whole number: of goods by length or weight count the smallest unit that is sold (cm, g)');
  return undefined;
}

function invalid(field: string, rule: string): OnhandError {
  return new OnhandError('INVALID_INPUT', `${field} ${rule}.`, { errorInfo: { field } });
}
