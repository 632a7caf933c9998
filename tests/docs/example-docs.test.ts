import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENTS_WITH_EXAMPLES, generateExamples } from '../../scripts/generate/examples.ts';

test.each(DOCUMENTS_WITH_EXAMPLES)('%s shows the examples as they are; npm run generate puts them there', (document) => {
  expect(readFileSync(document, 'utf8')).toBe(generateExamples(document));
});

test('every example is shown by a document, but the client that they stand beside', () => {
  const shown = DOCUMENTS_WITH_EXAMPLES.flatMap((document) =>
    Array.from(readFileSync(document, 'utf8').matchAll(/<!-- example: (\S+) -->/g), ([, file]) => file),
  );
  const inTests = ['examples/api-client.ts', 'examples/web-identity.ts'];
  expect([...shown, ...inTests].toSorted()).toEqual(globSync('examples/**/*.*').toSorted());
});
