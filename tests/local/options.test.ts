import { describe, expect, it } from 'vitest';
import { readCommandLine, START } from '../../local/options.ts';
import { readArguments, UsageError } from '../../tools/command-line.ts';

const read = (args: readonly string[], environment: Record<string, string>) =>
  readCommandLine(readArguments(args, START).values, environment);

describe('the command line', () => {
  it('has defaults for everything', () => {
    expect(read([], {})).toEqual({
      port: 4000,
      directory: '.local',
      memory: false,
      fresh: false,
      empty: false,
      ttlDelay: 0,
      serviceLike: false,
      firewall: false,
      engine: 'embedded',
    });
  });

  it('takes every option', () => {
    const args = ['--port', '0', '--fresh', '--memory', '--empty', '--service-like', '--firewall', '--dir=elsewhere'];
    expect(read(args, {})).toMatchObject({ port: 0, directory: 'elsewhere', memory: true, fresh: true, empty: true });
  });

  it('takes the port from PORT, and rather from --port', () => {
    expect(read([], { PORT: '5000' }).port).toBe(5000);
    expect(read(['--port=5001'], { PORT: '5000' }).port).toBe(5001);
  });

  it('takes the delay of TTL from TTL_DELAY, and rather from --ttl-delay', () => {
    expect(read([], { TTL_DELAY: 'off' }).ttlDelay).toBe('off');
    expect(read(['--ttl-delay=90'], { TTL_DELAY: 'off' }).ttlDelay).toBe(90);
  });

  it.each([
    [['--ttl-delay', 'soon'], {}, '--ttl-delay is "soon"; it must be a whole number of seconds, or off.'],
    [['--port', 'x'], {}, '--port is "x"; it must be a whole number from 0 to 65535.'],
    [['--port', '65536'], {}, '--port is "65536"; it must be a whole number from 0 to 65535.'],
    [['--port='], {}, '--port is ""; it must be a whole number from 0 to 65535.'],
    [[], { PORT: '-1' }, 'PORT is "-1"; it must be a whole number from 0 to 65535.'],
    [
      ['--portt', '1'],
      {},
      'There is no option --portt. Do you mean --port? It is called as: npm start -- [options]; --help lists the options.',
    ],
    [
      ['extra'],
      {},
      '"extra" is one argument too many: nobody asks for it. It is called as: npm start -- [options]; --help lists the options.',
    ],
    [['--dir='], {}, '--dir needs a path.'],
  ])('refuses %j %j', (args, environment, sentence) => {
    expect(() => read(args, environment)).toThrow(new UsageError(sentence));
  });
});
