import { util } from '@aws-appsync/utils';
import { patternOf, ruleOf, textFields } from '../../domain/level-fields.ts';
import type { FieldInput } from '../../domain/level-fields.ts';
import { isNil } from '../../domain/nil.ts';
import { invalid } from './errors.ts';

/**
 * Refuses a text of a level that breaks the rule of its field; what is null or left out passes.
 * `path` is what the field's name follows where it does not stand in the input itself.
 */
export function checkFields(input: FieldInput, path?: string): void {
  textFields.forEach((each) => {
    const text = input[each.field];
    if (!isNil(text) && !util.matches(patternOf(each), text)) {
      invalid(`${path ?? ''}${each.field}`, ruleOf(each), each.limit);
    }
  });
}
