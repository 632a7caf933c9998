import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeBuild } from '../../local/built.ts';
import { readFilters } from '../../local/emulator/lambda/filter.ts';
import { readStored, type StoredTemplate, withExpiries, withLifetimes } from '../../local/template/stored.ts';
import { COMMITTED, synthesise } from '../../local/template/synthesise.ts';

beforeAll(makeBuild);

function aCopy(change: (stored: StoredTemplate) => string): string {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-stored-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'local.json');
  writeFileSync(file, change(JSON.parse(readFileSync(COMMITTED, 'utf8')) as StoredTemplate));
  return file;
}

test('the template in the repository is taken as long as what it is made of is as it was', () => {
  const file = aCopy((stored) => JSON.stringify(stored));
  expect(readStored(file)?.stackName).toBe('Onhand-local');
});

test.each([
  ['of other sources', (stored: StoredTemplate) => JSON.stringify({ ...stored, fingerprint: 'other' })],
  ['that names a source which is gone', (stored: StoredTemplate) => JSON.stringify({ ...stored, sources: ['infra/gone.ts'] })],
  ['that is damaged', (stored: StoredTemplate) => JSON.stringify(stored).slice(0, 1_000)],
])('a template %s is none', (_kind, change) => {
  expect(readStored(aCopy(change))).toBeUndefined();
});

test('code is named by its path, so that a resolver that changes does not change the template', async () => {
  const { template, assets, directories } = await synthesise();
  expect(JSON.stringify(template)).not.toMatch(/[0-9a-f]{64}/);
  expect(assets.get('resolvers/Query.stock.js')).toContain('request');
  expect(directories.get('functions/change-feed.zip')?.has('index.mjs')).toBe(true);
});

test('a start renews API keys, whenever the template was made', () => {
  const made = { Resources: { Key: { Type: 'AWS::AppSync::ApiKey', Properties: { Expires: 1_000_000 + 365 * 86_400 + 7 } } } };
  const started = withExpiries(withLifetimes(made, 1_000_000), 2_000_000);
  expect(started.Resources['Key']?.Properties?.['Expires']).toBe(2_000_000 + 365 * 86_400);
});

test('the change feed gets every change but the levels of an initial load', async () => {
  const { template } = await synthesise();
  const mappings = Object.entries(template.Resources).filter(
    ([id, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping' && id.startsWith('ChangeFeed'),
  );
  expect(mappings).toHaveLength(1);
  const isRetryable = readFilters(mappings[0]?.[1].Properties?.['FilterCriteria'], 'the change feed');
  const record = (eventName: string, change: object) => ({ eventName, dynamodb: { NewImage: { last_change: { M: change } } } });
  expect(isRetryable(record('INSERT', { cause: { S: 'CREATED' } }))).toBe(true);
  expect(isRetryable(record('MODIFY', { cause: { S: 'ADJUSTED' } }))).toBe(true);
  expect(isRetryable(record('INSERT', { cause: { S: 'CREATED' }, load: { S: 'spring' } }))).toBe(false);
  expect(isRetryable({ eventName: 'REMOVE', dynamodb: {} })).toBe(false);
});
