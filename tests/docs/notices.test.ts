import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateNotices } from '../../scripts/generate/notices.ts';
import { NOTICES } from '../../web/site.ts';

test('third-party-notices.txt has the licence of every package in what is shipped; `npm run generate` brings it', async () => {
  const notices = readFileSync(NOTICES, 'utf8');
  expect(notices).toBe(await generateNotices());
  // One of each kind of bundle: a function's, the badge's, the panel's.
  expect(notices).toMatch(/^@aws-sdk\/client-dynamodb [\d.]+$/m);
  expect(notices).toMatch(/^lit-html [\d.]+$/m);
  expect(notices).toMatch(/^@cloudscape-design\/components [\d.]+$/m);
});
