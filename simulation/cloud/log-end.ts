import { closeSync, openSync, readSync } from 'node:fs';

// SQLite's write-ahead log: a header with two salts, then frames of one page each, which have the
// same salts while they belong to it. The last of a commit says how large the file is then. After a
// checkpoint the log begins anew, over what was there.

const HEADER = 32;
const SALTS = { from: 16, to: 24 };
const FRAME_HEADER = 24;
const FRAME_SALTS = { from: 8, to: 16 };
const FRAME_COMMIT_AT = 4;
const PAGE_SIZE_AT = 8;

/** Follows where the last commit of a log ends. */
export interface LogEnd {
  /** Reads what was written since. The second is larger than the first when there was something. */
  read: () => { before: number; now: number };
  close: () => void;
}

export function followLog(path: string): LogEnd {
  const file = openSync(path, 'r');
  const header = Buffer.alloc(HEADER);
  const frame = Buffer.alloc(FRAME_HEADER);
  let salts = Buffer.alloc(0);
  let end = 0;

  /** Whether the log has a whole frame there; the last one may have been cut. */
  function isAt(place: number, size: number): boolean {
    const isWhole = readSync(file, frame, 0, 1, place + size - 1) === 1 && readSync(file, frame, 0, FRAME_HEADER, place) === FRAME_HEADER;
    return isWhole && frame.subarray(FRAME_SALTS.from, FRAME_SALTS.to).equals(salts);
  }

  return {
    read: () => {
      if (readSync(file, header, 0, HEADER, 0) < HEADER) return { before: 0, now: 0 };
      const current = header.subarray(SALTS.from, SALTS.to);
      if (!current.equals(salts)) {
        salts = Buffer.from(current);
        end = 0;
      }
      const before = end;
      const size = FRAME_HEADER + header.readUInt32BE(PAGE_SIZE_AT);
      for (let place = Math.max(end, HEADER); isAt(place, size); place += size)
        if (frame.readUInt32BE(FRAME_COMMIT_AT) > 0) end = place + size;
      return { before, now: end };
    },
    close: () => closeSync(file),
  };
}
