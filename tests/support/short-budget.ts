import type { Template } from '../../local/emulator/template/reader.ts';

/** Lets functions try for that long only, so that a test of what does not end is short. */
export function shortBudget(milliseconds: number): (template: Template) => void {
  return ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources)) {
      const variables = (Properties as { Environment?: { Variables?: Record<string, unknown> } } | undefined)?.Environment?.Variables;
      if (Type === 'AWS::Lambda::Function' && variables?.['BUDGET_MS'] !== undefined) variables['BUDGET_MS'] = String(milliseconds);
    }
  };
}
