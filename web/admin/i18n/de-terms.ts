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
    COMMITTED: 'Bestellung bezahlt',
    RESERVATION_CHANGED: 'Reservierung geändert',
    RELEASED: 'Freigegeben',
    EXPIRED: 'Abgelaufen',
    FULFILLED: 'Versendet',
    REPAIRED: 'Repariert',
  },
  errors: {
    NO_ANSWER: 'Es kam keine Antwort; ob die Änderung wirksam wurde, ist unbekannt. Sie kann gefahrlos erneut gesendet werden.',
    WAFForbiddenException: 'Aus Ihrem Netz kamen zu viele Anfragen. Warten Sie einige Minuten und versuchen Sie es dann erneut.',
    CONTENTION: 'Zu viele Änderungen auf einmal. Versuchen Sie es erneut.',
    NOT_FOUND: 'Diesen Bestand gibt es nicht mehr.',
    INSUFFICIENT_STOCK: 'Der verfügbare Bestand reicht nicht aus.',
    ALREADY_EXISTS: 'Diesen Bestand gibt es bereits.',
    RESERVATION_CLOSED: 'Diese Reservierung ist bereits beendet.',
    RESERVATION_EXPIRED: 'Diese Reservierung ist abgelaufen.',
    ID_REUSED: 'Das wurde bereits mit anderem Inhalt gesendet. Beginnen Sie neu.',
    Unauthorized: 'Sie haben dafür keine Berechtigung, oder Ihre Sitzung ist abgelaufen.',
    INTERNAL: 'Auf dem Server ging etwas schief. Das Protokoll nennt die Ursache unter dieser Nummer:',
  },
};
