import { CsvError } from './problems.ts';

/** The text of a file: UTF-8, or UTF-16 as spreadsheets save "Unicode text". Throws a CsvError for anything else. */
export function decodeCsv(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CsvError({ code: 'NOT_UTF8', parts: [] }, { cause });
  }
}
