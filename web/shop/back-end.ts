/** A hold as the shop's back end tells of it. */
export interface Hold {
  reservationId: string;
  status: 'ACTIVE' | 'RELEASED' | 'FULFILLED' | 'EXPIRED';
  expiresAt: string;
}

type Path = 'hold' | 'release' | 'checkout';

/** Asks the shop's own server, which signs its calls. Rejects with a sentence for the customer. */
export async function askBackEnd(shopUrl: string, path: Path, body: Readonly<Record<string, string>>): Promise<Hold | undefined> {
  const response = await fetch(`${shopUrl}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new Error('The shop could not be reached. Try again: nothing is taken twice.', { cause });
  });
  const answer = (await response.json()) as { reservation?: Hold; error?: { type: string; message: string }; message?: string };
  if (answer.error) throw new Error(WORDS[answer.error.type] ?? answer.error.message);
  if (!response.ok) throw new Error(answer.message ?? `The shop answered HTTP ${response.status}.`);
  return answer.reservation;
}

const WORDS: Readonly<Record<string, string>> = {
  INSUFFICIENT_STOCK: 'Somebody was faster: there is none left.',
  RESERVATION_EXPIRED: 'The time is over; the piece went back on the shelf.',
  RESERVATION_CLOSED: 'This hold has ended already.',
  CONTENTION: 'Many people want this right now. Try again.',
  NOT_FOUND: 'This shop does not keep the product.',
};
