import { describe, expect, it } from 'vitest';
import { helpOf, readArguments, stackOption, UsageError, wholeNumber } from '../../tools/command-line.ts';

const COMMAND = {
  usage: 'npm run count -- [options] FILE',
  about: 'Counts.',
  takes: ['FILE'],
  options: {
    ...stackOption,
    'dry-run': { type: 'boolean', help: 'counts nothing' },
    also: { type: 'string', value: 'WORD', multiple: true, help: 'counts this as well' },
  },
} as const;
const CALLED = 'It is called as: npm run count -- [options] FILE; --help lists the options.';

describe('a command line', () => {
  it('is what was said, over what goes without saying', () => {
    const { values, positionals } = readArguments(['shelf', '--dry-run', '--also=one', '--also', 'two'], COMMAND);
    expect(positionals).toEqual(['shelf']);
    expect(values).toMatchObject({ stack: '.local/stack.json', 'dry-run': true, also: ['one', 'two'] });
  });

  it.each([
    [['--dry-rn'], `There is no option --dry-rn. Do you mean --dry-run? ${CALLED}`],
    [['--dry_run'], `There is no option --dry_run. Do you mean --dry-run? ${CALLED}`],
    [['--nothing-like-it'], `There is no option --nothing-like-it. ${CALLED}`],
    [['--constructor'], `There is no option --constructor. ${CALLED}`],
    [['-x'], `There is no option -x. ${CALLED}`],
    [['one', 'two'], `"two" is one argument too many: nobody asks for it. ${CALLED}`],
    [['--stack'], '--stack needs a value: --stack FILE.'],
    [['--stack', '--dry-run'], '--stack needs a value; one that begins with a dash is said as --stack=--dry-run.'],
    [['--dry-run=yes'], '--dry-run takes no value.'],
    [['--stack', 'one', '--stack', 'two'], '--stack comes twice; say it once.'],
  ])('that says %j is refused with what to say instead', (args, sentence) => {
    expect(() => readArguments(args, COMMAND)).toThrow(new UsageError(sentence));
  });

  it('takes a value that begins with a dash where that is certain', () => {
    expect(readArguments(['--stack=-', '--', '--file'], COMMAND)).toMatchObject({ values: { stack: '-' }, positionals: ['--file'] });
  });

  it('is explained with every option, its value and its default', () => {
    expect(helpOf(COMMAND)).toBe(`Counts.

  npm run count -- [options] FILE

  --stack FILE  the stage's file, which \`npm start\` and the deploy write (default .local/stack.json)
  --dry-run     counts nothing
  --also WORD   counts this as well
  --help        this text
`);
  });

  it.each(['', '1.5', '-1', '0x10', '1e3', '101', '12345678901234567890'])('takes "%s" for no whole number from 0 to 100', (text) => {
    expect(() => wholeNumber('--parts', text, { least: 0, most: 100 })).toThrow(
      new UsageError(`--parts is "${text}"; it must be a whole number from 0 to 100.`),
    );
  });
});
