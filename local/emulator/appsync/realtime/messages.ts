/** What a client sends, as far as its kind can be recognised. */
export type ClientMessage =
  | { type: 'connection_init' }
  | { type: 'start'; id: string; payload: unknown }
  | { type: 'stop'; id: string }
  /** Well-formed, but not of this protocol, or without the id that it needs. */
  | { type: 'unknown' }
  /** Not a JSON object. */
  | { type: 'garbage' };

/** Reads one text frame. Never throws. */
export function readMessage(text: string): ClientMessage {
  const message = parse(text);
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return { type: 'garbage' };
  const { type, id, payload } = message as Record<string, unknown>;
  if (type === 'connection_init') return { type };
  if ((type !== 'start' && type !== 'stop') || typeof id !== 'string' || id === '') return { type: 'unknown' };
  return type === 'start' ? { type, id, payload } : { type, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
