import type { RequestListener } from 'node:http';

/** So many that a turn takes some milliseconds, the way in included. */
const PER_TURN = 16;

/**
 * Lets requests begin in the order in which they came, a few in each turn of the event loop. With
 * all at once, a crowd would keep the loop from its other work until the last has begun: nobody
 * could connect meanwhile, and clients give up on that within half a second. Who has given up is
 * not served any more, so that what clients send again does not pile up. Nothing holds a place: a
 * request that waits for something stops no other.
 */
export function inTurns(listener: RequestListener): RequestListener {
  const line: Parameters<RequestListener>[] = [];
  let isMoving = false;

  function move(): void {
    for (const [request, response] of line.splice(0, PER_TURN)) {
      if (!request.socket.destroyed) listener(request, response);
    }
    isMoving = line.length > 0;
    if (isMoving) setImmediate(move);
  }

  return (request, response) => {
    line.push([request, response]);
    if (isMoving) return;
    isMoving = true;
    setImmediate(move);
  };
}
