import { CsvError } from './problems.ts';

const latin1 = new TextDecoder('latin1');
/** Bytes that show how a file is encoded and what it is. */
const SAMPLE = 4_096;
/**
 * In a file of UTF-16 at least one character in ten is of ASCII, if only the delimiters; each has a
 * zero byte.
 */
const FEWEST_ZEROS = 0.1;

/**
 * The text of a file: UTF-8, or UTF-16 as spreadsheets save "Unicode text", with or without a byte
 * order mark. Throws a CsvError for anything else: which of the many older encodings a file has,
 * nobody can tell, and a workbook is no text.
 */
export function decodeCsv(bytes: Uint8Array): string {
  const workbook = workbookOf(bytes);
  if (workbook !== undefined) throw new CsvError({ code: 'NO_TEXT', parts: [workbook] });
  // Programs of the time of DOS end a file with Ctrl-Z.
  const text = decode(bytes).replace(/\u001A\s*$/u, '');
  const markup = markupOf(text);
  if (markup !== undefined) throw new CsvError({ code: 'NO_TEXT', parts: [markup] });
  return text;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CsvError({ code: 'NOT_UTF8', parts: [] }, { cause });
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const even = sample.filter((byte, index) => byte === 0 && index % 2 === 0).length;
  const odd = sample.filter((byte, index) => byte === 0 && index % 2 === 1).length;
  if (Math.max(even, odd) < (sample.length / 2) * FEWEST_ZEROS || even === odd) return 'utf-8';
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** What a file of bytes is that is no text, as people call it. */
function workbookOf(bytes: Uint8Array): string | undefined {
  const begins = latin1.decode(bytes.subarray(0, 8));
  if (begins.startsWith('%PDF')) return 'PDF';
  if (begins.startsWith('{\\rtf')) return 'RTF';
  if (begins.startsWith('\u001F\u008B')) return 'gzip (.gz)';
  if (begins.startsWith('\u00D0\u00CF\u0011\u00E0')) return 'Excel (.xls)';
  if (!begins.startsWith('PK\u0003\u0004')) return undefined;
  // A zip names its files in the clear, at the latest in the directory at its end.
  const names = latin1.decode(bytes);
  if (names.includes('xl/workbook.')) return 'Excel (.xlsx)';
  if (names.includes('opendocument.spreadsheet')) return 'LibreOffice (.ods)';
  if (names.includes('Index/Document.iwa') || names.includes('Index.zip')) return 'Numbers (.numbers)';
  return 'zip';
}

/** What a text is that is no table of cells. */
function markupOf(text: string): string | undefined {
  const begins = text.slice(0, SAMPLE).trimStart().toLowerCase();
  if (/^<(?:!doctype html|html|head|meta|table|style|body)\b/.test(begins)) return 'HTML';
  if (/^<\?xml\b/.test(begins)) return begins.includes('urn:schemas-microsoft-com:office:spreadsheet') ? 'Excel (.xml)' : 'XML';
  return /^(?:\[\s*)?\{\s*"/.test(begins) ? 'JSON' : undefined;
}
