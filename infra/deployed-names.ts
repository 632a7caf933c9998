/**
 * Names in AWS that are not the folder's: those of the first release. CloudFormation replaces a
 * function that is renamed, and its logs, metrics and alarms begin anew, so a folder may be renamed
 * and its function may not.
 */
const EARLIER_NAMES: Readonly<Record<string, string>> = {
  'expire-reservations': 'expire-holds',
  'release-deleted': 'return-pieces',
  'fulfill-order': 'fulfil-order',
};

/**
 * What a function of functions/<folder> is called in AWS: in the template, in its logs, in its
 * metrics.
 */
export function deployedName(folder: string): string {
  return EARLIER_NAMES[folder] ?? folder;
}
