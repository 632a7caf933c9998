// Writes to the data file that it is given until it is killed, and says the number of each write
// when it was answered.
import { openEngine } from './engine.ts';

const WRITERS = 8;
const { call } = await openEngine(process.argv[2]);
let next = 0;

async function writeOn(): Promise<never> {
  for (;;) {
    const number = (next += 1);
    const id = { S: `r-${number}` };
    const entries = ['reservations', 'requests'].map((table) => ({
      Put: { TableName: table, Item: { [table === 'requests' ? 'request_id' : 'reservation_id']: id } },
    }));
    await call('TransactWriteItems', { TransactItems: entries });
    process.stdout.write(`${number}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, writeOn));
