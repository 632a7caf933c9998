import type { Column } from '../../csv/columns.ts';
import type { Messages } from './messages.ts';

/** Titles that an import knows, as the panel calls what they stand for. */
const TITLES: Readonly<Record<Column, string>> = {
  productId: 'Produkt',
  warehouseId: 'Lager',
  stockCount: 'Bestand',
  thresholdLevel: 'Meldebestand',
  safetyStock: 'Sicherheitsbestand',
  name: 'Name',
  category: 'Kategorie',
  barcode: 'Strichcode',
  supplier: 'Lieferant',
  imageUrl: 'Bild',
  version: 'Version',
  reason: 'Grund',
  note: 'Notiz',
};

function titleOf(column: string): string {
  return (TITLES as Readonly<Record<string, string>>)[column] ?? column;
}

/** Columns with commas between. */
function titlesOf(columns: string): string {
  return columns.split(/, ?/).map(titleOf).join(', ');
}

/** What can be wrong with a file or a row of an import, in German. */
const problems: Messages['import']['problems'] = {
  EMPTY_FILE: () => 'Die Datei ist leer. Ihre erste Zeile muss die Spalten nennen.',
  NOT_UTF8: () => 'Die Datei ist nicht in UTF-8: Buchstaben wie é würden beschädigt. Speichern Sie sie als „CSV UTF-8“.',
  NO_TEXT: (kind) =>
    `Die Datei ist keine CSV-Datei, sondern ${kind}, wie auch immer sie heißt. Öffnen Sie sie in einer Tabellenkalkulation und speichern Sie sie als „CSV UTF-8“.`,
  TOO_MANY_ROWS: (rows, most) => `Die Datei hat ${rows} Zeilen; höchstens ${most} passen. Teilen Sie sie.`,
  NO_COLUMN: (line, missing, columns) =>
    `In Zeile ${line} fehlt die Spalte ${titlesOf(missing)}. Sie muss die Spalten nennen, zum Beispiel: ${titlesOf(columns)}. Benennen Sie sie um oder sagen Sie, welche Spalte welche ist.`,
  UNKNOWN_COLUMNS: (line, titles, columns) =>
    `Zeile ${line} hat Spalten, die ein Import nicht kennt: ${titles}. Benennen Sie sie um, entfernen Sie sie oder sagen Sie, welche Spalte welche ist; bekannt sind ${titlesOf(columns)}.`,
  COLUMN_TWICE: (column, titles) =>
    `Mehrere Spalten könnten ${titleOf(column)} sein: ${titles}. Benennen Sie die anderen um, entfernen Sie sie oder sagen Sie, welche Spalte welche ist.`,
  NO_TITLE: (title, titles) => `Es gibt keine Spalte ${title}. Die Überschriften sind wohl ${titles}.`,

  OPEN_QUOTE: (cell) =>
    `Das Anführungszeichen am Anfang von Zelle ${cell} wird nicht an ihrem Ende geschlossen. Schließen Sie es und verdoppeln Sie die im Text, oder entfernen Sie es.`,
  ROWS_IN_QUOTES: (first, last) =>
    `Die Zeilen ${first} bis ${last} sind eine, weil ein Anführungszeichen von der ersten bis zur letzten offen ist, sehen aber wie einzelne aus. Entfernen oder schließen Sie es.`,
  CELL_BEYOND: (cell, index) => `In Zelle ${index} steht ${cell}, doch dort hat die Datei keine Überschrift.`,
  LEVEL_TWICE: (lines) => `Derselbe Bestand steht auch in Zeile ${lines}. Behalten Sie eine davon.`,
  EMPTY_ID: (column) =>
    `${titleOf(column)} ist leer. Füllen Sie es aus, oder entfernen Sie die Zeile, wenn sie eine Summe oder Bemerkung ist.`,
  ID: (column, characters, bytes) =>
    `${titleOf(column)} darf höchstens ${characters} Zeichen (${bytes} Bytes) und keine Steuerzeichen haben.`,
  WHOLE_NUMBER: (column, most, cell) => `${titleOf(column)} muss eine ganze Zahl von 0 bis ${most} sein; hier steht ${cell}.`,
  SIGNED: (column, most, cell) =>
    `${titleOf(column)} muss eine ganze Zahl von 0 bis ${most} ohne Vorzeichen sein; hier steht ${cell}. Ein Import setzt die Menge und addiert nichts.`,
  FRACTION: (column, cell) =>
    `${titleOf(column)} muss eine ganze Zahl sein; hier steht ${cell}. Ware nach Länge oder Gewicht zählt man in der kleinsten Einheit, etwa Zentimetern.`,
  AMBIGUOUS_NUMBER: (column, cell) =>
    `${titleOf(column)} muss eine ganze Zahl sein, die nur eines heißen kann; ${cell} kann Tausender oder Nachkommastellen haben. Schreiben Sie sie ohne Trennzeichen.`,
  TEXT: (column, most) => `${titleOf(column)} hat mehr als ${most} Zeichen oder enthält ungültige.`,
  URL: (column, most) => `${titleOf(column)} ist keine https://-Adresse mit höchstens ${most} Zeichen.`,
  REASON: (reasons) => `Grund muss eines von diesen sein: ${reasons}.`,
  NOT_READ: () => 'Die Zeile wurde nicht gelesen.',

  NEEDS_COUNT: () => 'Diesen Bestand gibt es nicht, und ein neuer braucht eine Zahl in der Spalte Bestand.',
  NOT_THERE: () => 'Diesen Bestand gibt es nicht, und nur vorhandene sollten geändert werden.',
  INVISIBLE: (column) =>
    `Der Bestand wäre neu, und ${titleOf(column)} enthält unsichtbare Zeichen, etwa ein Leerzeichen ohne Breite. Tippen Sie es neu ein.`,
  BELOW_RESERVED: (reserved) =>
    `Für Kunden sind ${reserved} reserviert, die Zahl kann also nicht kleiner sein. Wenn sie stimmt, speichern Sie sie direkt beim Bestand.`,
  PRODUCT_DIFFERS: (column, lines) =>
    `Zeile ${lines} ist vom selben Produkt und hat bei ${titleOf(column)} etwas anderes. Das gehört zum Produkt: Schreiben Sie in alle seine Zeilen dasselbe.`,
  REMOVED_SINCE_FILE: () => 'Der Bestand wurde entfernt, seit die Datei entstand.',
  CHANGED_SINCE_FILE: (version, wanted, count) =>
    `Der Bestand wurde geändert, seit die Datei entstand: Version ${version} statt ${wanted}. Jetzt sind ${count} vorhanden.`,
  REMOVED_SINCE_COMPARED: () => 'Der Bestand wurde seit dem Vergleich entfernt.',
  CHANGED_SINCE_COMPARED: (count) => `Der Bestand wurde seit dem Vergleich geändert. Jetzt sind ${count} vorhanden.`,
  DESCRIBED_SINCE_COMPARED: () => 'Jemand hat die Angaben zum Produkt seit dem Vergleich geändert.',
  PERHAPS_DONE: (count) =>
    `Die Antwort ging verloren, und der Bestand hat sich geändert: durch diesen Import oder jemand anders. Jetzt sind ${count} vorhanden.`,
  LEFT: () => 'Der Import endete vor dieser Zeile.',

  LOOK_ALIKE: (column, id, others) => `${titleOf(column)} ${id} ist neu und sieht aus wie ${others}. Ist das gemeint?`,
  SPOILT_NUMBER: (column, id) =>
    `${titleOf(column)} ${id} ist neu und sieht aus wie eine Zahl, die eine Tabellenkalkulation verändert hat.`,
  SPOILT_DATE: (column, id) =>
    `${titleOf(column)} ${id} ist neu und sieht aus wie ein Datum, das eine Tabellenkalkulation daraus gemacht hat.`,
  SPOILT_FORMULA: (column, id) => `${titleOf(column)} ${id} ist neu und sieht aus wie eine Formel oder ihr Fehler.`,
  SPOILT_TEXT: (column, id) =>
    `${titleOf(column)} ${id} ist neu und beginnt mit dem Apostroph, mit dem Tabellenkalkulationen Text kennzeichnen.`,
  NOT_COMPARED: (levels) => `Der Bestand ist neu. Ob er einem anderen ähnlich sieht, wurde nur mit ${levels} Beständen verglichen.`,
  CHANGED_SINCE_EXPORT: (time) =>
    `Der Bestand hat sich nach dem Export geändert, um ${time}, und die Zeile hat keine Version: Was seither verkauft wurde oder ankam, wird überschrieben.`,
  NO_VERSION: (time) =>
    `Die Zeile hat keine Version. Der Bestand änderte sich zuletzt um ${time}: Was seit der Zählung verkauft wurde oder ankam, wird überschrieben.`,
  CUT_OFF: () => 'Die Datei endet in dieser Zeile, vor der letzten Zelle und ohne Zeilenende. Prüfen Sie, ob etwas fehlt.',
};

/** What the import says, in German. */
export const importing: Messages['import'] = {
  title: 'Bestand importieren',
  adminsOnly: 'Importieren dürfen nur Admins.',
  file: 'CSV-Datei',
  what: (columns) =>
    `Ihre Überschriften nennen die Spalten: ${titlesOf(columns)}. Sie sehen die Wirkung jeder Zeile, bevor etwas geändert wird. Zeilen, die der Bestand schon hat, ändern nichts. Eine Datei ohne Versionen setzt ihre Bestände bei jedem Import, auch über das hinweg, was seitdem geschah; ein Export hat Versionen, und solche Zeilen sind dann Konflikte.`,
  existingOnly: 'Nur vorhandene Bestände aktualisieren',
  existingOnlyWhat: 'Zeilen, die einen Bestand anlegen würden, werden abgelehnt.',
  chooser: {
    label: (column) => `Spalte für ${titleOf(column)}`,
    none: 'nicht in der Datei',
    compare: 'Mit diesen Spalten vergleichen',
  },
  column: titleOf,
  columnsTaken: (columns) => `Spalten: ${columns}`,
  columnsPassed: (titles) => `Ignorierte Spalten: ${titles}`,
  level: (product, warehouse) => `${product} in ${warehouse}`,
  newLevels: (count, text) => (count === 1 ? '1 neuer Bestand' : `${text} neue Bestände`),
  unversioned: (count, text) =>
    count === 1
      ? '1 Zeile hat keine Version: Sie setzt ihren Bestand, auch über das hinweg, was seitdem geschah.'
      : `${text} Zeilen haben keine Version: Sie setzen ihre Bestände, auch über das hinweg, was seitdem geschah.`,
  changedSince: (count, text, file, when) =>
    `${count === 1 ? '1 Bestand wurde' : `${text} Bestände wurden`} geändert, nachdem ${file} hier zuletzt importiert wurde (${when}).`,
  warned: (count, text) => (count === 1 ? '1 Zeile hat eine Warnung; siehe Liste' : `${text} Zeilen haben Warnungen; siehe Liste`),
  warning: 'Warnung',
  warnings: 'Warnungen',
  choose: 'Datei wählen',
  drop: 'Datei hier ablegen',
  another: 'Andere Datei wählen',
  unreadable: (file) => `${file} kann nicht importiert werden`,
  phases: {
    planning: (file) => `${file} wird mit dem Bestand verglichen`,
    applying: (file) => `${file} wird importiert`,
    stopped: (file) => `Import von ${file} angehalten`,
    finished: (file) => `Import von ${file} abgeschlossen`,
  },
  leftOut: (count, text) =>
    count === 1 ? '1 Zeile wird nicht importiert; Grund siehe Liste' : `${text} Zeilen werden nicht importiert; Gründe siehe Liste`,
  notImported: (count, text) =>
    count === 1 ? '1 Zeile wurde nicht importiert; Grund siehe Liste' : `${text} Zeilen wurden nicht importiert; Gründe siehe Liste`,
  planned: (file, rows, text) =>
    `${file}: ${rows === 1 ? '1 Zeile' : `${text} Zeilen`}. Dies ist eine Vorschau; noch wurde nichts geändert.`,
  resting: 'Aus Ihrem Netz kamen zu viele Anfragen. Der Import läuft gleich automatisch weiter.',
  progress: (done, rows) => `${done} von ${rows} Zeilen`,
  apply: (count, text) => (count === 1 ? '1 Zeile importieren' : `${text} Zeilen importieren`),
  resume: (count, text) => (count === 1 ? 'Mit 1 Zeile fortfahren' : `Mit ${text} Zeilen fortfahren`),
  elsewhere: (file) => `${file} wird in einem anderen Tab importiert`,
  abandoned: (file) => `Import von ${file} unterbrochen: Der Tab wurde geschlossen`,
  goOn: 'Fortsetzen',
  stop: 'Anhalten',
  look: 'Import ansehen',
  report: 'Bericht herunterladen',
  rows: 'Zeilen',
  show: 'Anzeigen',
  all: 'Alle',
  line: 'Zeile',
  verdict: 'Ergebnis',
  why: 'Erklärung',
  kinds: {
    create: 'Neu',
    change: 'Änderung',
    created: 'Angelegt',
    changed: 'Geändert',
    unchanged: 'Unverändert',
    conflict: 'Konflikt',
    refused: 'Abgelehnt',
    failed: 'Fehlgeschlagen',
  },
  none: 'nichts',
  problems,
};
