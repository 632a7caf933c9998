import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateIntegrationDocs } from '../../scripts/generate/examples.ts';

test('docs/integration.md shows the examples as they are; npm run generate puts them there', () => {
  const document = readFileSync(new URL('../../docs/integration.md', import.meta.url), 'utf8');
  expect(document.match(/<!-- example: /g)).toHaveLength(7);
  expect(document).toBe(generateIntegrationDocs());
});
