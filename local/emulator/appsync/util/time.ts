/** `util.time`: instants in UTC. Formats with milliseconds, as the service writes them. */
export const timeFunctions = {
  'util.time.nowISO8601': () => new Date().toISOString(),
  'util.time.nowEpochSeconds': () => Math.floor(Date.now() / 1000),
  'util.time.nowEpochMilliSeconds': () => Date.now(),
  'util.time.parseISO8601ToEpochMilliSeconds': (timestamp: unknown) => parseInstant(timestamp),
  'util.time.epochMilliSecondsToSeconds': (milliseconds: unknown) => Math.floor(finite(milliseconds) / 1000),
  'util.time.epochMilliSecondsToISO8601': (milliseconds: unknown) => new Date(finite(milliseconds)).toISOString(),
};

// An offset is required: without one the service refuses the text, where Date.parse would take the
// zone of this machine.
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

function parseInstant(timestamp: unknown): number {
  const milliseconds = typeof timestamp === 'string' && INSTANT.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new Error(`${String(timestamp)} is not an ISO 8601 instant.`);
  return milliseconds;
}

function finite(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${String(value)} is not a number of milliseconds.`);
  return value;
}
