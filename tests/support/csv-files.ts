// CSV files as programs write them, byte by byte, each with what must come out of it.

/** The levels that are there. */
export const KNOWN = [
  { productId: 'LAMP', warehouseId: 'LONDON', stockCount: 10 },
  { productId: 'SOFA', warehouseId: 'LONDON', stockCount: 3 },
  { productId: '0017', warehouseId: 'LONDON', stockCount: 5 },
  { productId: 'TÜR-1', warehouseId: 'LONDON', stockCount: 1 },
];

export interface CsvFile {
  /** What wrote it, and how. */
  name: string;
  bytes: Uint8Array;
  /**
   * A row each: `2 LAMP=7` (line 2 changes the count), `2 LAMP` (it does not), `2 new GLOBE=1`, `2
   * refused CODE`, then `!CODE` for each warning but that it has no version. Or a unit of the
   * sentence by which the whole file is refused.
   */
  gives: string[] | string;
}

const utf8 = (text: string) => Buffer.from(text);
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const windows1252 = (text: string) => Buffer.from(text, 'latin1');
const BOM = '\uFEFF';
const crlf = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join('');
const lf = (...lines: string[]) => lines.map((line) => `${line}\n`).join('');
/** A zip's beginning and the name of what is in it. */
const zip = (name: string) => windows1252(`PK\u0003\u0004\u0014\u0000\u0006\u0000\u0008\u0000\u0000\u0000!\u0000${name}\u0000\u0001\u0002`);

const HEADER = 'productId,warehouseId,stockCount';

const encodings: CsvFile[] = [
  {
    name: 'Excel, English, CSV UTF-8',
    bytes: utf8(BOM + crlf(HEADER, 'LAMP,LONDON,7', 'TÜR-1,LONDON,2')),
    gives: ['2 LAMP=7', '3 TÜR-1=2'],
  },
  {
    name: 'Excel, English, CSV, plain letters',
    bytes: windows1252(crlf(HEADER, 'LAMP,LONDON,7', 'SOFA,LONDON,3')),
    gives: ['2 LAMP=7', '3 SOFA'],
  },
  { name: 'Excel, English, CSV, other letters', bytes: windows1252(crlf(HEADER, 'TÜR-1,LONDON,7')), gives: 'Save it as "CSV UTF-8"' },
  { name: 'Excel, German, CSV UTF-8', bytes: utf8(BOM + crlf('Artikelnummer;Lager;Bestand', 'TÜR-1;LONDON;2')), gives: ['2 TÜR-1=2'] },
  {
    name: 'Excel, German, CSV (Trennzeichen-getrennt)',
    bytes: windows1252(crlf('Artikel;Lager;Stückzahl', 'LAMP;LONDON;2')),
    gives: 'Save it as "CSV UTF-8"',
  },
  { name: 'Excel, Unicode text', bytes: utf16le(BOM + crlf('SKU\tLocation\tQty', 'TÜR-1\tLONDON\t2')), gives: ['2 TÜR-1=2'] },
  {
    name: 'Excel, Unicode text whose mark a mail gateway has cut off',
    bytes: utf16le(crlf('SKU\tLocation\tQty', 'TÜR-1\tLONDON\t2')),
    gives: ['2 TÜR-1=2'],
  },
  { name: 'an ERP in Java, UTF-16', bytes: utf16be(BOM + lf(HEADER, 'LAMP,LONDON,7')), gives: ['2 LAMP=7'] },
  { name: 'an ERP in Java, UTF-16 without mark', bytes: utf16be(lf(HEADER, 'LAMP,LONDON,7')), gives: ['2 LAMP=7'] },
  { name: 'Excel, Text (tab delimited)', bytes: windows1252(crlf('Item\tWarehouse\tOn hand', 'LAMP\tLONDON\t7')), gives: ['2 LAMP=7'] },
  { name: 'Excel, CSV (Macintosh)', bytes: windows1252(`${HEADER}\rLAMP,LONDON,7\rSOFA,LONDON,4\r`), gives: ['2 LAMP=7', '3 SOFA=4'] },
  {
    name: 'LibreOffice, all texts quoted',
    bytes: utf8(lf('"productId","warehouseId","stockCount","name"', '"LAMP","LONDON",7,"a ""big"" one"', '"SOFA","LONDON",4,"two\nlines"')),
    gives: ['2 LAMP=7', '3 SOFA=4'],
  },
  { name: 'Google Sheets, CSV', bytes: utf8(crlf(HEADER, 'LAMP,LONDON,7', 'SOFA,LONDON,4').trimEnd()), gives: ['2 LAMP=7', '3 SOFA=4'] },
  { name: 'Google Sheets, TSV', bytes: utf8(crlf('SKU\tLocation\tQty', 'LAMP\tLONDON\t7').trimEnd()), gives: ['2 LAMP=7'] },
];

const shapes: CsvFile[] = [
  {
    name: 'Excel, with columns of nothing',
    bytes: utf8(crlf(`${HEADER},,`, 'LAMP,LONDON,7,,', 'SOFA,LONDON,4,,,,')),
    gives: ['2 LAMP=7', '3 SOFA=4'],
  },
  { name: 'Excel, with rows of nothing', bytes: utf8(crlf('SKU;Location;Qty', 'LAMP;LONDON;7', ';;', ' ; ;', ';;')), gives: ['2 LAMP=7'] },
  {
    name: 'Excel, with rows that end early',
    bytes: utf8(crlf(`${HEADER},name,category,note`, 'LAMP,LONDON,7', 'SOFA,LONDON,4,Sofa')),
    gives: ['2 LAMP=7', '3 SOFA=4'],
  },
  { name: 'Excel, with its line sep=', bytes: utf8(crlf('sep=;', 'SKU;Location;Qty', 'LAMP;LONDON;7')), gives: ['3 LAMP=7'] },
  { name: 'Google Sheets, of such a file', bytes: utf8(crlf('"sep=;",,', HEADER, 'LAMP,LONDON,7')), gives: ['3 LAMP=7'] },
  { name: 'Numbers, with the name of the table', bytes: utf8(crlf('Table 1,,', HEADER, 'LAMP,LONDON,7', ',,')), gives: ['3 LAMP=7'] },
  {
    name: 'an ERP, with a letterhead',
    bytes: utf8(crlf('"Lamps, Ltd."', 'Stock of 29 Nov 2026', '', 'Item No.,Warehouse Code,Qty. on Hand', 'LAMP,LONDON,7')),
    gives: ['5 LAMP=7'],
  },
  {
    name: 'Excel, with a row of totals',
    bytes: utf8(crlf('SKU,Location,Qty', 'LAMP,LONDON,7', 'Total,,7')),
    gives: ['2 LAMP=7', '3 refused EMPTY_ID'],
  },
  {
    name: 'a person, two exports one below the other',
    bytes: utf8(crlf(HEADER, 'LAMP,LONDON,7', HEADER, 'SOFA,LONDON,4')),
    gives: ['2 LAMP=7', '3 refused WHOLE_NUMBER', '4 SOFA=4'],
  },
  { name: 'an ERP of the time of DOS', bytes: windows1252(`${crlf(HEADER, 'LAMP,LONDON,7')}\u001A`), gives: ['2 LAMP=7'] },
  { name: 'an ERP, with bars', bytes: utf8(lf('SKU|Location|Qty', 'LAMP|LONDON|7')), gives: ['2 LAMP=7'] },
  {
    name: 'SAP, a list',
    bytes: utf8(crlf('-----------------------', '|Material|Lagerort|Menge|', '-----------------------', '|LAMP    |LONDON  |  7  |')),
    gives: ['3 refused CELL_BEYOND', '4 LAMP=7'],
  },
  {
    name: 'Excel, French',
    bytes: utf8(BOM + crlf('Référence;Entrepôt;Quantité;Désignation', 'LAMP;LONDON;7;Lampe', 'SOFA;LONDON;"1\u202F234,00";Canapé')),
    gives: ['2 LAMP=7', '3 SOFA=1234'],
  },
  {
    name: 'a person, with a cell beyond the header',
    bytes: utf8(crlf(HEADER, 'LAMP,LONDON,7,was 12', 'SOFA,LONDON,4')),
    gives: ['2 refused CELL_BEYOND', '3 SOFA=4'],
  },
  {
    name: 'a download that was cut off',
    bytes: utf8(`${crlf(`${HEADER},name`, 'LAMP,LONDON,7,Lamp')}SOFA,LONDON,4`),
    gives: ['2 LAMP=7', '3 SOFA=4 !CUT_OFF'],
  },
  {
    name: 'a shop, with an inch mark',
    bytes: utf8(lf(`${HEADER},name`, 'LAMP,LONDON,7,19" lamp', 'SOFA,LONDON,4,Sofa')),
    gives: ['2 LAMP=7', '3 SOFA=4'],
  },
  {
    name: 'a shop, with a quote that is never closed',
    bytes: utf8(lf(`name,${HEADER}`, '"Lamp,LAMP,LONDON,7', 'Sofa,SOFA,LONDON,4')),
    gives: ['2 refused OPEN_QUOTE', '3 SOFA=4'],
  },
  {
    name: 'a shop, with a text behind a quote',
    bytes: utf8(lf(`name,${HEADER}`, '"19" lamp",LAMP,LONDON,7', 'Sofa,SOFA,LONDON,4')),
    gives: ['2 refused OPEN_QUOTE', '3 SOFA=4'],
  },
  {
    name: 'a shop, with a quote that another row closes',
    bytes: utf8(lf(`${HEADER},name`, 'LAMP,LONDON,7,"Lamp', '0017,LONDON,6,17"', 'SOFA,LONDON,4,Sofa')),
    gives: ['2 refused ROWS_IN_QUOTES', '4 SOFA=4'],
  },
  { name: 'a person, columns of two names', bytes: utf8(lf('Product,SKU,Location,Qty', 'Lamp,LAMP,LONDON,7')), gives: '"Product", "SKU"' },
  {
    name: 'Shopify, its inventory',
    bytes: utf8(lf('Handle,Title,SKU,Location,Incoming (not editable),On hand (new)', 'lamp,Lamp,LAMP,LONDON,0,7')),
    gives: 'does not know: "Handle", "Incoming (not editable)", "On hand (new)"',
  },
  { name: 'a person, a letter', bytes: utf8('Dear all,\nplease count everything.\n'), gives: 'no column productId' },
  { name: 'nobody', bytes: utf8(crlf('', ',,')), gives: 'The file is empty' },
];

const kinds: CsvFile[] = [
  { name: 'Excel, a workbook', bytes: zip('xl/workbook.xml'), gives: 'not CSV but Excel (.xlsx)' },
  { name: 'Excel 97, a workbook', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex'), gives: 'not CSV but Excel (.xls)' },
  {
    name: 'LibreOffice, a workbook',
    bytes: zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
    gives: 'not CSV but LibreOffice (.ods)',
  },
  { name: 'Numbers, a workbook', bytes: zip('Index/Document.iwa'), gives: 'not CSV but Numbers (.numbers)' },
  { name: 'a person, a packed file', bytes: zip('stock.csv'), gives: 'not CSV but zip' },
  { name: 'an ERP, a printout', bytes: utf8('%PDF-1.7\n%âãÏÓ\n'), gives: 'not CSV but PDF' },
  {
    name: 'an ERP, a page that Excel opens',
    bytes: utf8('\n<html><table><tr><td>SKU</td></tr></table></html>'),
    gives: 'not CSV but HTML',
  },
];

const values: CsvFile[] = [
  {
    name: 'Excel, German, counts with decimals',
    bytes: utf8(BOM + crlf('Artikelnummer;Lager;Bestand', 'LAMP;LONDON;7,00', 'SOFA;LONDON;1.234,00', '0017;LONDON;1.000')),
    gives: ['2 LAMP=7', '3 SOFA=1234', '4 0017=1000'],
  },
  {
    name: 'Excel, English, counts with separators',
    bytes: utf8(crlf(HEADER, 'LAMP,LONDON,7.0', 'SOFA,LONDON,"1,234.00"', '0017,LONDON,"1,000"')),
    gives: ['2 LAMP=7', '3 SOFA=1234', '4 0017=1000'],
  },
  {
    name: 'Excel, Swiss',
    bytes: utf8(crlf('Artikel;Lager;Anzahl', "LAMP;LONDON;1'234", 'SOFA;LONDON;1’234.00')),
    gives: ['2 LAMP=1234', '3 SOFA=1234'],
  },
  {
    name: 'an ERP, three decimals, all quoted',
    bytes: utf8(crlf('"sku";"location";"qty"', '"LAMP";"LONDON";"7,000"', '"SOFA";"LONDON";"1234,000"')),
    gives: ['2 LAMP=7', '3 SOFA=1234'],
  },
  {
    name: 'an ERP, counts of two meanings',
    bytes: utf8(crlf('sku;location;qty', 'LAMP;LONDON;1,000', 'SOFA;LONDON;1.000', '0017;LONDON;6')),
    gives: ['2 refused AMBIGUOUS_NUMBER', '3 refused AMBIGUOUS_NUMBER', '4 0017=6'],
  },
  {
    name: 'an ERP, movements',
    bytes: utf8(crlf(HEADER, 'LAMP,LONDON,+5', 'SOFA,LONDON,5-', '0017,LONDON,(5)', 'TÜR-1,LONDON,-1')),
    gives: ['2 refused SIGNED', '3 refused SIGNED', '4 refused SIGNED', '5 refused SIGNED'],
  },
  {
    name: 'an ERP, goods by length',
    bytes: utf8(crlf('sku;location;qty', 'LAMP;LONDON;1,5', 'SOFA;LONDON;4,00')),
    gives: ['2 refused FRACTION', '3 SOFA=4'],
  },
  {
    name: 'Excel, counts that it has shortened',
    bytes: utf8(crlf(HEADER, 'LAMP,LONDON,1.2E+06', 'SOFA,LONDON,#N/A', '0017,LONDON,########')),
    gives: ['2 refused WHOLE_NUMBER', '3 refused WHOLE_NUMBER', '4 refused WHOLE_NUMBER'],
  },
  {
    name: 'Excel, ids that it has made numbers',
    bytes: utf8(crlf(HEADER, '17,LONDON,6', '5.90123E+12,LONDON,1', '590123412345670000,LONDON,1')),
    gives: ['2 new 17=6 !LOOK_ALIKE', '3 new 5.90123E+12=1 !SPOILT_NUMBER', '4 new 590123412345670000=1 !SPOILT_NUMBER'],
  },
  {
    name: 'Excel, ids that it has made dates',
    bytes: utf8(crlf(HEADER, '1-Mar,LONDON,6', 'Mrz 01,LONDON,6', '01.03.2026,LONDON,6')),
    gives: ['2 new 1-Mar=6 !SPOILT_DATE', '3 new Mrz 01=6 !SPOILT_DATE', '4 new 01.03.2026=6 !SPOILT_DATE'],
  },
  { name: 'an ERP, ids that Excel shall not change', bytes: utf8(crlf(HEADER, '="0017",LONDON,="6"')), gives: ['2 0017=6'] },
  { name: 'Excel, of such a file', bytes: utf8(crlf(HEADER, '"=""0017""",LONDON,6')), gives: ['2 0017=6'] },
  { name: 'a person, ids marked as text', bytes: utf8(crlf(HEADER, "'0017,LONDON,'6")), gives: ["2 new '0017=6 !LOOK_ALIKE !SPOILT_TEXT"] },
  {
    name: 'a person, another case, another warehouse',
    bytes: utf8(crlf(HEADER, 'lamp,LONDON,7', 'SOFA,London,7')),
    gives: ['2 new lamp=7 !LOOK_ALIKE', '3 new SOFA=7 !LOOK_ALIKE'],
  },
  {
    name: 'a Mac, letters in two parts',
    bytes: utf8(lf(HEADER, `${'TÜR-1'.normalize('NFD')},LONDON,7`)),
    gives: [`2 new ${'TÜR-1'.normalize('NFD')}=7 !LOOK_ALIKE`],
  },
  {
    name: 'a web page, with what nobody sees',
    bytes: utf8(crlf(HEADER, 'LAMP\u200B,LONDON,7', 'LA\u00ADMP,LONDON,7')),
    gives: ['2 refused INVISIBLE !LOOK_ALIKE', '3 refused INVISIBLE !LOOK_ALIKE'],
  },
  { name: 'a Japanese system, wide letters', bytes: utf8(crlf(HEADER, 'ＬＡＭＰ,LONDON,7')), gives: ['2 new ＬＡＭＰ=7 !LOOK_ALIKE'] },
];

export const csvFiles: CsvFile[] = [...encodings, ...shapes, ...kinds, ...values];
