import type { Reservation, StockChange } from '../../schema/types.ts';
import type { EventDetail, EventKind } from '../../functions/send-events/events.ts';
import type { Template } from '../../local/emulator/template/reader.ts';
import { queueUrl, receive } from './sqs.ts';
import type { StackDescription } from './stack.ts';

const QUEUE = 'consumer';

/** Adds a queue to a template that gets all events of the stage's bus. */
export function withConsumer({ Resources }: Template): void {
  const bus = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::Events::EventBus')?.[0];
  const Arn = { 'Fn::GetAtt': ['Consumer', 'Arn'] };
  const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: Arn, Principal: { Service: 'events.amazonaws.com' } }];
  Object.assign(Resources, {
    Consumer: { Type: 'AWS::SQS::Queue', Properties: { QueueName: QUEUE } },
    ConsumerPolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Consumer' }], PolicyDocument: { Statement } } },
    ConsumerRule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventBusName: { Ref: bus }, EventPattern: { source: ['onhand'] }, Targets: [{ Id: 'consumer', Arn }] },
    },
  });
}

/** What a consumer made of its events: it drops copies, and what is older than it has. */
export class EventConsumer {
  /** By id. */
  readonly events = new Map<string, EventDetail & { kind: EventKind }>();
  /** Copies that it dropped. */
  copies = 0;
  /** Newest movement of each level. */
  readonly levels = new Map<string, StockChange>();
  /** Newest revision of each reservation. */
  readonly reservations = new Map<string, Reservation>();
  readonly #stack: StackDescription;

  constructor(stack: StackDescription) {
    this.#stack = stack;
  }

  /** Takes what is in the queue. */
  async collect(): Promise<void> {
    const url = queueUrl(this.#stack, QUEUE);
    for (;;) {
      const messages = (await receive(this.#stack, url)) as { 'detail-type': EventKind; detail: EventDetail }[];
      if (messages.length === 0) return;
      for (const { 'detail-type': kind, detail } of messages) this.#take({ kind, ...detail });
    }
  }

  /** The kinds that it has got of one reservation or order, sorted. */
  kindsOf(id: string): EventKind[] {
    const about = (data: object) => ('reservationId' in data && data.reservationId === id) || ('orderId' in data && data.orderId === id);
    return [...this.events.values()].flatMap(({ kind, data }) => (about(data) ? [kind] : [])).toSorted();
  }

  #take(event: EventDetail & { kind: EventKind }): void {
    if (this.events.has(event.id)) this.copies += 1;
    this.events.set(event.id, event);
    if (event.kind === 'stock.changed') this.#takeChange(event.data as StockChange);
    if (event.kind.startsWith('reservation.')) this.#takeReservation(event.data as Reservation);
  }

  #takeChange(change: StockChange): void {
    const name = JSON.stringify([change.productId, change.warehouseId]);
    if ((this.levels.get(name)?.sequence ?? 0) < change.sequence) this.levels.set(name, change);
  }

  #takeReservation(reservation: Reservation): void {
    const known = this.reservations.get(reservation.reservationId);
    // At the end its revision is that of the state before.
    if (known && (known.revision > reservation.revision || (known.revision === reservation.revision && known.closedAt))) return;
    this.reservations.set(reservation.reservationId, reservation);
  }
}
