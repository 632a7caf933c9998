import type { Messages } from './messages.ts';

/** What can be wrong with a file or a row of an import, in German. */
export const problems: Messages['import']['problems'] = {
  EMPTY_FILE: () => 'Die Datei ist leer. Ihre erste Zeile muss die Spalten nennen.',
  NOT_UTF8: () => 'Die Datei ist nicht in UTF-8: Buchstaben wie é würden beschädigt. Speichern Sie sie als „CSV UTF-8“.',
  TOO_MANY_ROWS: (rows, most) => `Die Datei hat ${rows} Zeilen; höchstens ${most} passen. Teilen Sie sie.`,
  OPEN_QUOTE: (line) =>
    `Was in Zeile ${line} beginnt, hat ein Anführungszeichen, das nicht geschlossen wird, oder Text danach. Anführungszeichen in einem Text werden verdoppelt.`,
  NO_COLUMN: (missing, columns) => `In der ersten Zeile fehlt die Spalte ${missing}. Sie muss die Spalten nennen, zum Beispiel: ${columns}`,
  UNKNOWN_COLUMNS: (titles, columns) =>
    `Die erste Zeile hat Spalten, die ein Import nicht kennt: ${titles}. Benennen Sie sie um oder entfernen Sie sie; bekannt sind ${columns}.`,
  COLUMN_TWICE: (column) => `Die erste Zeile nennt die Spalte ${column} zweimal. Entfernen Sie eine davon.`,

  CELLS: (cells, titles) => `Die Zeile hat ${cells} Zellen, die erste Zeile der Datei ${titles}.`,
  LEVEL_TWICE: (lines) => `Derselbe Bestand steht auch in Zeile ${lines}. Behalten Sie eine davon.`,
  EMPTY_ID: (column) => `${column} ist leer.`,
  ID: (column, characters, bytes) => `${column} darf höchstens ${characters} Zeichen (${bytes} Bytes) und keine Steuerzeichen haben.`,
  WHOLE_NUMBER: (column, most, cell) => `${column} muss eine ganze Zahl von 0 bis ${most} sein, ohne Trennzeichen; hier steht ${cell}.`,
  TEXT: (column, most) => `${column} hat mehr als ${most} Zeichen oder ungültige.`,
  REASON: (reasons) => `reason muss eines von diesen sein: ${reasons}.`,
  NOT_READ: () => 'Die Zeile wurde nicht gelesen.',

  NEEDS_COUNT: () => 'Diesen Bestand gibt es nicht, und ein neuer braucht stockCount.',
  INVISIBLE: (column) =>
    `Der Bestand wäre neu, und ${column} enthält unsichtbare Zeichen, etwa ein Leerzeichen ohne Breite. Tippen Sie es neu ein.`,
  BELOW_RESERVED: (held) =>
    `Für Kunden sind ${held} reserviert, die Zahl kann also nicht kleiner sein. Wenn sie stimmt, tragen Sie sie beim Bestand selbst ein.`,
  REMOVED_SINCE_FILE: () => 'Der Bestand wurde entfernt, seit die Datei entstand.',
  CHANGED_SINCE_FILE: (version, wanted, count) =>
    `Der Bestand wurde geändert, seit die Datei entstand: Version ${version} statt ${wanted}. Jetzt sind ${count} vorhanden.`,
  REMOVED_SINCE_COMPARED: () => 'Der Bestand wurde seit dem Vergleich entfernt.',
  CHANGED_SINCE_COMPARED: (count) => `Der Bestand wurde seit dem Vergleich geändert. Jetzt sind ${count} vorhanden.`,
  PERHAPS_DONE: (count) =>
    `Die Antwort ging verloren, und der Bestand hat sich geändert: durch diesen Import oder jemand anders. Jetzt sind ${count} vorhanden.`,
  LEFT: () => 'Der Import endete vorher.',
};
