import { afterEach, beforeEach } from 'vitest';
import { FakeAws } from './fake-aws.ts';

/**
 * Gives each test of a file an account of its own that was bootstrapped: a server, and programs
 * that it runs. `use` gets it before the test.
 */
export function withFakeAws(use: (aws: FakeAws) => void): void {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = new FakeAws();
    await aws.start();
    aws.add('CDKToolkit');
    use(aws);
  });
  afterEach(() => {
    aws.stop();
  });
}
