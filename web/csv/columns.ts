import { textFields } from '../../domain/level-fields.ts';
import { CsvError } from './problems.ts';

/** The numbers of a level that an import sets. */
export const SET_NUMBERS = ['stockCount', 'thresholdLevel', 'safetyStock'] as const;

/**
 * The columns that an import takes. Only the first two are needed; a column that is not there
 * changes nothing.
 */
export const columns = [
  ...(['productId', 'warehouseId'] as const),
  ...SET_NUMBERS,
  ...textFields.map(({ field }) => field),
  ...(['version', 'reason', 'note'] as const),
];

export type Column = (typeof columns)[number];

/** Which title stands for a column, where its title does not say so; an empty one: none does. */
export type ColumnChoice = Partial<Record<Column, string>>;

/** A column of a file, and what it is read as: passed over when it is undefined. */
export interface ReadColumn {
  title: string;
  column: Column | undefined;
}

export const NEEDED = ['productId', 'warehouseId'] as const satisfies readonly Column[];
export const NUMBERS = [...SET_NUMBERS, 'version'] as const satisfies readonly Column[];

/**
 * Exports have it beside a version. It is not imported: it lets an import without versions say what
 * changed since.
 */
const WHEN = 'lastUpdated';

/**
 * How else people and other systems call them, in English, German, French, Spanish, Italian and
 * Dutch. Folded: case, accents, spaces and signs do not count. A name that could be of two columns
 * is in none: the person is asked.
 */
const ALIASES: Record<Column, string> = {
  productId: `product sku productsku item itemno itemnumber itemid itemcode article articleno articlenumber productno productnumber productcode partno partnumber
    stockkeepingunit material materialnumber artikel artikelnr artikelnummer artnr artikelid produkt produktnr produktnummer produktid materialnummer
    reference referenceproduit referencearticle refarticle narticle noarticle numeroarticle codearticle codeproduit produit
    articulo producto codigoarticulo codigoproducto referencia articolo prodotto codicearticolo
    codiceprodotto`,
  warehouseId: `warehouse warehousecode warehousename location locationid locationname stocklocation storagelocation site lager lagerort lagernr lagernummer lagername standort
    entrepot magasin depot emplacement almacen bodega ubicacion magazzino magazijn`,
  stockCount: `count stock stocklevel stockonhand stockquantity quantity qty onhand onhandqty onhandquantity qtyonhand quantityonhand bestand lagerbestand istbestand
    menge anzahl stueck stuck stueckzahl stuckzahl quantite qte quantiteenstock enstock cantidad existencias quantita giacenza aantal voorraad`,
  thresholdLevel: `threshold reorderlevel reorderpoint minstock minimumstock mindestbestand meldebestand seuil seuilalerte stockminimum stockmini stockminimo
    scortaminima`,
  safetyStock: `safety safetystocklevel safetylevel bufferstock buffer sicherheitsbestand pufferbestand eisernerbestand stocksecurite stockdesecurite
    stockseguridad stockdeseguridad existenciasdeseguridad scortadisicurezza scortasicurezza veiligheidsvoorraad`,
  name: `productname itemname title description itemdescription productdescription artikelname produktname bezeichnung artikelbezeichnung beschreibung nom designation
    libelle nomproduit nombre descripcion denominacion nome descrizione omschrijving`,
  category: `group productgroup kategorie warengruppe artikelgruppe produktgruppe categorie famille categoria familia gruppo`,
  barcode: `ean ean8 ean13 eancode gtin upc upccode isbn strichcode codebarre codebarres codigodebarras codicebarre codiceabarre streepjescode`,
  supplier: `suppliername vendor vendorname lieferant lieferantenname fournisseur proveedor fornitore leverancier`,
  imageUrl: `image imagelink imagesrc imageaddress picture photo bild bildurl bildadresse foto urlimage imagen immagine afbeelding`,
  version: `expectedversion`,
  reason: `grund motif`,
  note: `comment kommentar bemerkung notiz commentaire remarque comentario nota commento`,
};

/**
 * Columns of Onhand's own exports and reports that say how things were. An import passes over them.
 */
const FOR_INFORMATION = [
  ...['reservedcount', 'committedcount', 'availablecount', 'sellablecount', 'status', 'lastupdated'],
  ...['line', 'verdict', 'explanation', 'warnings'],
];

const folded = (title: string) =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');

const byTitle = new Map<string, Column>(
  columns.flatMap((column) => [folded(column), ...ALIASES[column].split(/\s+/)].map((title): [string, Column] => [title, column])),
);

/**
 * Whether a row of a file is its header: it has a title for each of the needed columns, or all
 * those chosen.
 */
export function isHeader(titles: readonly string[], choice?: ColumnChoice): boolean {
  const chosen = chosenTitles(choice);
  if (chosen.some((title) => !titles.some((each) => folded(each) === folded(title)))) return false;
  const named = claimed(titles, choice);
  return NEEDED.every((column) => named.includes(column));
}

/**
 * What each title of a header is read as; undefined for those that an import passes over. `line` is
 * where it stands. Throws a CsvError.
 */
export function readHeader(titles: readonly string[], line: number, choice?: ColumnChoice): ReadColumn[] {
  const refuse = (problem: CsvError['problem']): never => {
    const some = titles.filter((title) => title !== '');
    // With fewer it is no header, and there is nothing to choose from.
    throw new CsvError(problem, some.length < NEEDED.length ? {} : { titles: some });
  };
  const absent = chosenTitles(choice).find((title) => !titles.some((each) => folded(each) === folded(title)));
  if (absent !== undefined) refuse({ code: 'NO_TITLE', parts: [quoted([absent]), quoted(titles)] });
  const named = claimed(titles, choice);
  const twice = columns.find((column) => named.indexOf(column) !== named.lastIndexOf(column));
  if (twice !== undefined) {
    refuse({ code: 'COLUMN_TWICE', parts: [twice, quoted(titles.filter((_, index) => named[index] === twice))] });
  }
  const missing = NEEDED.filter((column) => !named.includes(column));
  if (missing.length > 0) refuse({ code: 'NO_COLUMN', parts: [line, missing.join(', '), columns.join(',')] });
  const unknown = titles.filter((title, index) => title !== '' && !named[index] && !isTold(title));
  // Who chose has seen the others.
  if (unknown.length > 0 && !choice) refuse({ code: 'UNKNOWN_COLUMNS', parts: [line, quoted(unknown), columns.join(', ')] });
  return titles.map((title, index) => ({ title, column: named[index] }));
}

/**
 * What a header's titles stand for by themselves, where only one of them does: what a person may
 * begin to choose from.
 */
export function suggestedChoice(titles: readonly string[]): ColumnChoice {
  const named = claimed(titles);
  const sure = columns.filter((column) => named.includes(column) && named.indexOf(column) === named.lastIndexOf(column));
  return Object.fromEntries(sure.map((column) => [column, titles[named.indexOf(column)] ?? '']));
}

/** Whether a title is of what Onhand's own files tell beside what an import takes. */
export function isTold(title: string): boolean {
  return FOR_INFORMATION.includes(folded(title));
}

/** Where an export's time of the last change stands in a header; -1 where it has none. */
export function indexOfWhen(titles: readonly string[]): number {
  return titles.findIndex((title) => folded(title) === folded(WHEN));
}

/** The column that each title is chosen for, or else named after. */
function claimed(titles: readonly string[], choice: ColumnChoice = {}): (Column | undefined)[] {
  const chosen = new Map(columns.flatMap((column) => (choice[column] ? [[folded(choice[column]), column]] : [])));
  return titles.map((title) => {
    const column = title === '' ? undefined : (chosen.get(folded(title)) ?? byTitle.get(folded(title)));
    return column && (choice[column] === undefined || folded(choice[column]) === folded(title)) ? column : undefined;
  });
}

function chosenTitles(choice: ColumnChoice = {}): string[] {
  return Object.values(choice).filter((title) => title !== '');
}

function quoted(titles: readonly string[]): string {
  return titles
    .filter((title) => title !== '')
    .map((title) => JSON.stringify(title.slice(0, 40)))
    .join(', ');
}
