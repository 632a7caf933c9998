import type { Messages } from './messages.ts';

/** What the API calls things, in German. */
export const terms: Pick<Messages, 'statuses' | 'reasons' | 'causes' | 'errors'> = {
  statuses: { IN_STOCK: 'Auf Lager', LOW_STOCK: 'Knapp', OUT_OF_STOCK: 'Ausverkauft', OVERSOLD: 'Überverkauft' },
  reasons: {
    CORRECTION: 'Korrektur',
    RECEIVED: 'Wareneingang',
    RETURN: 'Rückgabe',
    DAMAGED: 'Beschädigt',
    LOST: 'Verlust',
    PROMOTION: 'Werbung',
    OTHER: 'Anderes',
  },
  causes: {
    CREATED: 'Angelegt',
    COUNTED: 'Gezählt',
    ADJUSTED: 'Angepasst',
    TRANSFERRED_IN: 'Umlagerung, Eingang',
    TRANSFERRED_OUT: 'Umlagerung, Ausgang',
    SETTINGS: 'Einstellungen',
    REMOVED: 'Entfernt',
    RESERVED: 'Reserviert',
    RESERVATION_CHANGED: 'Reservierung geändert',
    RELEASED: 'Freigegeben',
    EXPIRED: 'Abgelaufen',
    FULFILLED: 'Versendet',
    REPAIRED: 'Repariert',
  },
  errors: {
    NO_ANSWER: 'Es kam keine Antwort, darum weiß niemand, ob das gewirkt hat. Dasselbe noch einmal zu senden ist ungefährlich.',
    WAFForbiddenException: 'Aus Ihrem Netz kamen zu viele Anfragen. Warten Sie einige Minuten und versuchen Sie es dann noch einmal.',
    CONTENTION: 'Zu viele Änderungen auf einmal. Versuchen Sie es noch einmal.',
    NOT_FOUND: 'Diesen Bestand gibt es nicht mehr.',
    INSUFFICIENT_STOCK: 'Dafür sind nicht genug Stücke da.',
    ALREADY_EXISTS: 'Diesen Bestand gibt es schon.',
    RESERVATION_CLOSED: 'Diese Reservierung ist schon beendet.',
    RESERVATION_EXPIRED: 'Die Zeit dieser Reservierung ist vorbei.',
    ID_REUSED: 'Das wurde schon mit anderem Inhalt gesendet. Beginnen Sie neu.',
    Unauthorized: 'Das dürfen Sie nicht, oder Ihre Sitzung ist abgelaufen.',
    INTERNAL: 'Auf dem Server ging etwas schief. Sein Protokoll hat die Ursache unter dieser Nummer:',
  },
};
