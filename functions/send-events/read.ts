import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { MovementItem } from '../../domain/movement.ts';
import type { OrderItem } from '../../domain/orders.ts';
import type { ReservationItem } from '../../domain/reservation.ts';
import { eventsOfMovement, eventsOfOrder, eventsOfReservation } from './events.ts';
import type { OutboundEvent } from './events.ts';

/**
 * What consumers are to hear of a record of a stream, in order; which table it is of, its key says.
 * The filters of the mappings let through new movements, reservations that change or that TTL
 * deletes while they are active, and orders that have shipped. Throws where an item is not as the
 * data model says.
 */
export function readEvents({ dynamodb }: DynamoDBRecord): OutboundEvent[] {
  const { Keys = {}, OldImage, NewImage, ApproximateCreationDateTime = 0 } = dynamodb ?? {};
  const before = OldImage && itemOf(OldImage);
  const after = NewImage && itemOf(NewImage);
  if ('level' in Keys) return eventsOfMovement(after as MovementItem);
  if ('request_id' in Keys) return eventsOfOrder(after as OrderItem);
  const time = new Date(ApproximateCreationDateTime * 1_000).toISOString();
  const was = before as ReservationItem | undefined;
  return eventsOfReservation(was, (after as ReservationItem | undefined) ?? deleted(was, time), time);
}

/** A reservation that nobody ended before TTL deleted it. */
function deleted(before: ReservationItem | undefined, time: string): ReservationItem {
  if (!before) throw new Error('A record has no image of its item.');
  return { ...before, status: 'EXPIRED', closed_at: time };
}

function itemOf(image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): unknown {
  return unmarshall(image as Record<string, AttributeValue>);
}
