import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ALARM_METRICS, COSTS, costTable, monthlyCost } from '../../scripts/costs.ts';
import { generateSettingsDocs } from '../../scripts/generate/settings.ts';
import { resourcesOf, templateOf } from '../infra/template.ts';

const operations = () => readFileSync('docs/operations.md', 'utf8');
const cells = (table: string) => table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));

describe('docs/operations.md', () => {
  test('has the settings that infra/settings.ts says; `npm run generate` brings them', async () => {
    expect(operations()).toBe(await generateSettingsDocs());
  });

  test('has the costs that scripts/costs.ts reckons', () => {
    const shown = operations()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()));
    expect(shown).toEqual(expect.arrayContaining(cells(costTable()).filter((row) => row[2] !== '---')));
  });
});

test('the costs of alarms are of as many metrics as the alarms of production look at', () => {
  const alarms = Object.values(resourcesOf(templateOf({ stage: 'live' }), 'AWS::CloudWatch::Alarm'));
  const metrics = alarms.flatMap(({ Properties }) => {
    const { Metrics } = Properties as { Metrics?: { MetricStat?: object }[] };
    return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined) ?? [Properties];
  });
  expect(COSTS.find(({ name }) => name === ALARM_METRICS)?.perMonth).toBe(metrics.length);
});

test('a cost is what stands still and what each order of 730 hours adds', () => {
  expect(monthlyCost({ name: 'pieces', unit: 'piece', price: 2, perMonth: 3, perOrder: 0.5 }, 10)).toBe(2 * (3 + 0.5 * 10 * 730));
});
