import { describe, expect, test } from 'vitest';
import type { AvailabilityView } from '../../web/client/stores/availability.ts';
import { newPage, type PageEvent, type PageState, reducePage, sightOf, TRUSTED_MS } from '../../web/badge/page-reducer.ts';

const seen = { visible: true, watching: true };
const after = (events: PageEvent['type'][], state: PageState = newPage) =>
  events.reduce((at, type) => reducePage(at, { type }, seen).state, state);
const effectsOf = (state: PageState, type: PageEvent['type'], context = seen) => reducePage(state, { type }, context).effects;

describe('a page with badges', () => {
  test('connects once, however many badges watch', () => {
    expect(effectsOf(newPage, 'watched')).toEqual(['connect']);
    expect(effectsOf(after(['watched']), 'watched')).toEqual([]);
    expect(effectsOf(after(['watched', 'connected']), 'watched')).toEqual([]);
  });

  test.each([
    ['nobody sees it', { visible: false, watching: true }],
    ['no badge watches any more', { visible: true, watching: false }],
  ])('does not connect while %s', (_, context) => {
    expect(effectsOf(newPage, 'watched', context)).toEqual([]);
    expect(effectsOf(after(['watched', 'connectFailed']), 'retryDue', context)).toEqual([]);
  });

  test('says so when the stage cannot be found, and retries', () => {
    expect(effectsOf(after(['watched']), 'connectFailed')).toEqual(['notify', 'retryLater']);
    expect(effectsOf(after(['watched', 'connectFailed']), 'watched')).toEqual([]);
    expect(effectsOf(after(['watched', 'connectFailed']), 'retryDue')).toEqual(['connect']);
    expect(after(['watched', 'connectFailed', 'retryDue', 'connected'])).toEqual({ phase: 'open', failed: false });
  });

  test('gives its connection back when nobody has seen it for a while, and connects again when somebody does', () => {
    const open = after(['watched', 'connected']);
    expect(effectsOf(open, 'hidden')).toEqual(['disconnectLater']);
    expect(effectsOf(open, 'shown')).toEqual(['stay']);
    expect(effectsOf(open, 'unseen')).toEqual(['disconnect']);
    expect(effectsOf(after(['unseen'], open), 'shown')).toEqual(['stay', 'connect']);
  });
});

describe('a badge', () => {
  const open: PageState = { phase: 'open', failed: false };
  const stale: AvailabilityView = {
    state: 'stale',
    availability: { productId: 'lamp', availableCount: 5, status: 'IN_STOCK', warehouses: [] },
  };

  test('trusts a polled number until the API has not answered for some time', () => {
    expect(sightOf(stale, open, TRUSTED_MS - 1, undefined).trusted).toBe(true);
    expect(sightOf(stale, open, TRUSTED_MS, undefined).trusted).toBe(false);
  });

  test('trusts a live number however long ago the API answered', () => {
    expect(sightOf({ ...stale, state: 'live' }, open, 10 * TRUSTED_MS, undefined).trusted).toBe(true);
  });

  test('takes live without a warehouse for an answer: nobody keeps the product', () => {
    expect(sightOf({ state: 'live', availability: null }, open, 0, undefined)).toMatchObject({ answered: true, trusted: true });
  });

  test('waits for the first answer until the stage or the product cannot be read', () => {
    const loading: AvailabilityView = { state: 'loading', availability: null };
    expect(sightOf(loading, newPage, Infinity, undefined)).toMatchObject({ answered: false, trusted: true });
    expect(sightOf(loading, { phase: 'opening', failed: true }, Infinity, undefined).trusted).toBe(false);
    expect(sightOf({ ...loading, state: 'unknown' }, open, 0, undefined).trusted).toBe(false);
  });
});
