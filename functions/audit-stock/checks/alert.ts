import { ALERT_PREFIX, OPEN_ALERT } from '../../../domain/alerts.ts';
import type { Finding } from '../audit.ts';

/**
 * An alert as it is stored; whatever else it has, these decide whether the check for low levels can
 * go on with it.
 */
export interface StoredAlert {
  request_id: string;
  revision?: number;
  told?: string;
  since?: string;
  unfinished?: string;
  request_expiry?: number;
}

/** For a scan: is an alert, and looks wrong. */
export const ALERT_FILTER = {
  expression: [
    'begins_with(#request_id, :alert)',
    [
      'attribute_not_exists(#told) OR attribute_not_exists(#since) OR attribute_not_exists(#revision)',
      'attribute_exists(#unfinished) AND (#unfinished <> :open_alert OR attribute_exists(#request_expiry))',
      'attribute_not_exists(#unfinished) AND attribute_not_exists(#request_expiry)',
    ].join(' OR '),
  ]
    .map((part) => `(${part})`)
    .join(' AND '),
  attributes: ['request_id', 'told', 'since', 'revision', 'unfinished', 'request_expiry'],
  values: { ':alert': ALERT_PREFIX, ':open_alert': OPEN_ALERT },
};

export function isAlert({ request_id }: { request_id: string }): boolean {
  return request_id.startsWith(ALERT_PREFIX);
}

/**
 * What is wrong with an alert by itself: it is open and in the index, or has ended and an expiry.
 */
export function alertFindings({ revision, told, since, unfinished, request_expiry }: StoredAlert): Finding[] {
  const wrong = Object.entries({ revision, told, since }).flatMap(([name, value]) => (value === undefined ? [`${name} missing`] : []));
  const ended = request_expiry !== undefined;
  if (unfinished !== (ended ? undefined : OPEN_ALERT))
    wrong.push(`unfinished ${unfinished ?? 'missing'}, ${ended ? 'with' : 'without'} an expiry`);
  return wrong.length === 0 ? [] : [{ kind: 'ALERT', expected: 'attributes as docs/data-model.md has them', found: wrong.join(', ') }];
}
